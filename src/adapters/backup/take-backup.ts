import { join } from "node:path";
import type { PgDumpEnvelope } from "../../domain/backup-envelope.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { BackupOrder, TakenBackup } from "../../ports/backup.ts";
import type { DumpSource } from "../../ports/dump-source.ts";
import type { Recipient } from "../../ports/encryption.ts";
import type { DatabaseIdentity, OpenSnapshot } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { BackupOptions } from "./backup-options.ts";
import { refuseOtherCode, refuseOtherTables } from "./compare-copies.ts";
import { COMPRESSION, compress, SUFFIX } from "./compression.ts";
import { DUMPED_SCHEMAS, readDumpFrame } from "./dump-frame.ts";
import { parsePgDumpEnvelope } from "./envelope.ts";
import { framedDump } from "./framed-dump.ts";
import { ownSections } from "./own-sections.ts";
import { openPendingFile, type PendingFile, readBack } from "./pending-file.ts";
import { tee } from "./tee.ts";

/** Dumps, encrypts, restores, compares, and only then gives the file its name. Refusals of the steps are thrown as `RefusalError`. */
export async function takeBackup(
  options: BackupOptions,
  order: BackupOrder,
): Promise<Result<TakenBackup<PgDumpEnvelope>>> {
  const recipient = unwrap(await options.encryption.readRecipient());
  let copy: ScratchDatabase | null = null;
  try {
    await using file = await openPendingFile(order.folder, order.stem ?? order.runId);
    const [database, bytes] = await Promise.all([order.live.identity(), order.live.sizeBytes()]);
    const [opened, restored] = await bothOrNeither(
      order.live.openSnapshot(),
      options.scratch.start({ major: majorOf(database.serverVersion), bytes }).catch(cannotStart),
    );
    copy = restored;
    refuseToGoOn(options);
    await using snapshot = opened;
    const finalPath = join(order.folder, `${order.stem ?? order.runId}.sql.${SUFFIX[COMPRESSION]}.pgp`);
    const dumpSource = await options.dumpSource(majorOf(database.serverVersion));
    await dumpBoth({ options, dumpSource, snapshot, recipient, file, restored });
    const written = await readBack(file.path, (bytes) => recipient.inspect(bytes));
    unwrap(written.seen);
    refuseToGoOn(options);
    const envelope = unwrap(
      parsePgDumpEnvelope({
        ...(await provenFacts({ options, order, database, dumpSource, snapshot, restored })),
        file: finalPath,
        sha256: written.sha256,
        sizeBytes: written.sizeBytes,
        recipient: recipient.fingerprint,
      }),
    );
    if (order.isTrial !== true) await file.keep(finalPath);
    return accepted({ envelope, restored, stage: restored });
  } catch (cause) {
    // Also where the snapshot or the file could not be closed: a copy is handed on by a backup that ended well, or ended.
    await copy?.[Symbol.asyncDispose]();
    throw cause;
  }
}

/** Throws `STOP_INTERRUPTED` between two steps where the process was asked to end. */
function refuseToGoOn({ interrupted }: BackupOptions): void {
  const refusal = refuseInterrupted(interrupted);
  if (refusal) throw new RefusalError(refusal);
}

/** Streams the dump into the encrypted file and the throw-away database; its plain text exists in memory alone. */
async function dumpBoth(parts: {
  readonly options: BackupOptions;
  readonly dumpSource: DumpSource;
  readonly snapshot: OpenSnapshot;
  readonly recipient: Recipient;
  readonly file: PendingFile;
  readonly restored: ScratchDatabase;
}): Promise<void> {
  const { options, dumpSource, snapshot, recipient, file, restored } = parts;
  const source = await options.openLive();
  const frame = await (async () => {
    await using session = await source.open("verify");
    return await readDumpFrame(session);
  })();
  const dump = dumpSource.dump({
    snapshotId: snapshot.snapshotId,
    schemas: DUMPED_SCHEMAS,
    excludeTables: frame.excludeTables,
  });
  await tee(framedDump(ownSections(dump), frame), [
    (plain) => file.write(recipient.encrypt(compress(plain))),
    async (plain) => void unwrap(await restored.restore(plain)),
  ]);
}

/** The fields of the envelope that are not about the file; throws `STOP_RESTORE_DIFFERS` where the copy differs from the live database. */
async function provenFacts(parts: {
  readonly options: BackupOptions;
  readonly order: BackupOrder;
  readonly database: DatabaseIdentity;
  readonly dumpSource: DumpSource;
  readonly snapshot: OpenSnapshot;
  readonly restored: ScratchDatabase;
}): Promise<Omit<PgDumpEnvelope, "file" | "sha256" | "sizeBytes" | "recipient">> {
  const { options, order, database, dumpSource, snapshot, restored } = parts;
  await using copy = options.openKnowledgeBase(restored.sql);
  await using copied = await copy.openSnapshot();
  const { serverVersion } = await copy.identity();
  if (copy.engine === "postgresql" && majorOf(serverVersion) < majorOf(database.serverVersion)) {
    throw new RefusalError(
      refusal("STOP_TOOL_MISSING", {
        field: "PostgreSQL for the restore proof",
        expected: `version ${majorOf(database.serverVersion)} or later`,
        actual: serverVersion,
      }),
    );
  }
  const difference =
    refuseOtherTables(snapshot.tables, copied.tables) ??
    (majorOf(serverVersion) === majorOf(database.serverVersion)
      ? refuseOtherCode(await order.live.schemaFacts(), await copy.schemaFacts())
      : null);
  if (difference) throw new RefusalError(difference);
  return {
    schema: "iu-cutter/backup/1",
    runId: order.runId,
    compression: COMPRESSION,
    database,
    snapshotId: snapshot.snapshotId,
    snapshotUtc: snapshot.takenUtc,
    finishedUtc: `${options.clock.now().toISOString().slice(0, 19)}Z`,
    tables: snapshot.tables,
    tools: {
      pgDump: await dumpSource.readVersion(),
      openpgp: options.encryption.tool,
      node: process.version,
    },
    restoreProof: {
      engine: copy.engine,
      serverVersion,
      tables: copied.tables,
      sha256: digestOf(copied.tables),
    },
  };
}

/** Waits for both; where one fails, the other is disposed and the failure thrown. */
async function bothOrNeither<A extends AsyncDisposable, B extends AsyncDisposable>(
  first: Promise<A>,
  second: Promise<B>,
): Promise<readonly [A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === "fulfilled" && b.status === "fulfilled") return [a.value, b.value];
  if (a.status === "fulfilled") await a.value[Symbol.asyncDispose]();
  if (b.status === "fulfilled") await b.value[Symbol.asyncDispose]();
  throw a.status === "rejected" ? a.reason : (b as PromiseRejectedResult).reason;
}

function cannotStart(cause: unknown): never {
  if (cause instanceof RefusalError) throw cause;
  const actual = cause instanceof Error ? cause.message : String(cause);
  throw new RefusalError(
    refusal("STOP_BACKUP_FAILED", {
      field: "throw-away database",
      expected: "a database that starts",
      actual,
    }),
  );
}

function majorOf(serverVersion: string): number {
  return Number.parseInt(serverVersion, 10);
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new RefusalError(result.refusal);
  return result.value;
}
