import { statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { compress } from "../../src/adapters/backup/compression.ts";
import { createBackup } from "../../src/adapters/backup/create-backup.ts";
import { createPgDump } from "../../src/adapters/backup/create-pg-dump.ts";
import { DUMPED_SCHEMAS, readDumpFrame } from "../../src/adapters/backup/dump-frame.ts";
import { framedDump } from "../../src/adapters/backup/framed-dump.ts";
import { openPendingFile } from "../../src/adapters/backup/pending-file.ts";
import { createEncryption } from "../../src/adapters/openpgp/encrypt.ts";
import { openPgSource, type PgSettings } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { createScratchFactory } from "../../src/adapters/scratch-postgres/create-scratch-factory.ts";
import { JOURNAL_TABLES } from "../../src/domain/tables.ts";
import type { DumpTarget } from "../../src/ports/scratch.ts";
import { searchPath } from "../machine.ts";
import { timeMs } from "../timing.ts";
import { mustSucceed, runIdOf } from "../units.ts";

/** What the child is asked for, as JSON on its standard input. */
export interface BackUpOrder {
  /** `read`: only the dump. `stream`: dump, compress, encrypt, write. `prove`: restore and digest. `take`: the whole backup of phase 4. */
  readonly part: "read" | "stream" | "prove" | "take";
  readonly settings: PgSettings;
  readonly owner: DumpTarget;
  readonly pgDump: string;
  readonly recipient: string;
  readonly keyFile: string;
  readonly folder: string;
}

/** The child's answer, as JSON on its standard output. */
export interface BackUpAnswer {
  readonly ms: number;
  readonly bytes: number;
}

const order = JSON.parse(await text(process.stdin)) as BackUpOrder;
const { settings, owner, folder } = order;
const sql = openPgSource(settings);
const encryption = createEncryption({
  fingerprint: order.recipient,
  keyFile: order.keyFile,
  clock: systemClock,
});
const { signal: interrupted } = new AbortController();
const pgDump = createPgDump({
  interrupted,
  program: order.pgDump,
  target: owner,
  lockTimeoutMs: 5000,
  timeoutMs: 600_000,
});
const scratch = mustSucceed(
  await createScratchFactory({
    engine: "postgresql",
    pgBin: null,
    path: searchPath(),
    preferMajor: null,
    tempFolder: "/tmp",
    memoryFolder: "/dev/shm",
    random: systemRandom,
    openPgSource,
    openPglite: () => Promise.reject(new Error("PGlite was not asked for")),
  }),
);
const finalFile = join(folder, `${order.part}.pgp`);

const PARTS = { read, stream, prove, take } as const;
let bytes = 0;
const ms = await timeMs(PARTS[order.part]);
process.stdout.write(JSON.stringify({ ms, bytes } satisfies BackUpAnswer));

async function read(): Promise<void> {
  for await (const chunk of await readDump()) bytes += chunk.length;
}

async function stream(): Promise<void> {
  const recipient = mustSucceed(await encryption.readRecipient());
  await using file = await openPendingFile(folder, "stream");
  await file.write(recipient.encrypt(compress(await readDump())));
  await file.keep(finalFile);
  bytes = statSync(finalFile).size;
}

async function prove(): Promise<void> {
  await using restored = await scratch.start();
  mustSucceed(await restored.restore(await readDump()));
  await using snapshot = await createKnowledgeBase(restored.sql).openSnapshot();
  if (snapshot.tables.length === 0) throw new Error("nothing was restored");
}

async function take(): Promise<void> {
  const backup = createBackup({
    encryption,
    scratch,
    openLive: async () => sql,
    dumpSource: async () => pgDump,
    openKnowledgeBase: createKnowledgeBase,
    clock: systemClock,
    random: systemRandom,
    recordsOf: async () => [],
    increments: null,
    places: [],
    folder,
    interrupted,
  });
  const live = createKnowledgeBase(sql);
  const taken = mustSucceed(await backup.take({ runId: runIdOf("take"), live, folder, documents: [] }));
  await taken.restored[Symbol.asyncDispose]();
  bytes = taken.envelope.sizeBytes;
}

async function readDump(): Promise<AsyncIterable<Uint8Array>> {
  await using session = await sql.open("verify");
  const frame = await readDumpFrame(session);
  const dump = pgDump.dump({
    snapshotId: null,
    schemas: DUMPED_SCHEMAS,
    withoutRows: JOURNAL_TABLES,
    excludeTables: frame.excludeTables,
  });
  return framedDump(dump, frame);
}
