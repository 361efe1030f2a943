import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { BackupOptions } from "../../src/adapters/backup/backup-options.ts";
import { decompress } from "../../src/adapters/backup/compression.ts";
import { createDecryption } from "../../src/adapters/openpgp/decrypt.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import type { PgDumpEnvelope } from "../../src/domain/backup-envelope.ts";
import { isIncrement } from "../../src/domain/backup-envelope.ts";
import { openNamedFile } from "../../src/files/open-named-file.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { BackupOrder } from "../../src/ports/backup.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import { type BackupScene, makeBackupScene } from "./backup-scene.ts";
import { commandFor, makePlan, registerPlan } from "./knowledge.ts";
import { realServerFactory } from "./scratch-options.ts";
import { must } from "./test-setup.ts";

export const LIMITS = { most: 3, maxAgeDays: 7 };

/** A database with documents whose chains are whole, and backups of it. */
export interface IncrementScene extends AsyncDisposable {
  readonly scene: BackupScene;
  /** Registers a document of as many units. */
  register(prefix: string, units: number): Promise<Made>;
  /** Registers these bytes, which nobody cuts. */
  registerBytes(prefix: string, bytes: Buffer): Promise<void>;
  /** Registers it and takes it through legs A and B and the verification. */
  write(prefix: string, units: number): Promise<Written>;
  enact(written: Written): Promise<void>;
  /** An empty folder for backups. */
  folder(): Promise<string>;
  /** Takes a backup and ends its copy; what was noted is why it is a full one, or `increment`. */
  take(folder: string, order?: Partial<TakeOrder>): Promise<Taken>;
  /** Statements of the owner, past the triggers of the tables. */
  tamper(tables: readonly string[], ...statements: readonly string[]): Promise<void>;
  /** The files, decrypted and restored one after the other with psql; refused as psql refuses. */
  restore(...files: readonly string[]): Promise<Restored>;
}

type Made = ReturnType<typeof makePlan>;
type Written = Made & { readonly runId: string };
type Restored = { readonly restored: ScratchDatabase } | { readonly refused: string };

interface TakeOrder extends Pick<BackupOrder, "runId" | "documents"> {
  readonly mayRestOn?: string | null;
  readonly isTrial?: true;
  readonly options: Partial<BackupOptions>;
  /** Looks at the copy before it is ended. */
  readonly look: (copy: ScratchDatabase) => Promise<void>;
}

interface Taken {
  readonly envelope: PgDumpEnvelope;
  readonly is: string;
  readonly name: string;
}

let runs = 0;

export function nextRunId(): string {
  runs += 1;
  return `ictr-20261121T090000Z-${String(runs).padStart(8, "0")}`;
}

export async function makeIncrementScene(): Promise<IncrementScene> {
  const scene = await makeBackupScene(await realServerFactory());
  const { live, database } = scene;
  /** As the folders of runs would say it. */
  const records: PgDumpEnvelope[] = [];
  async function register(prefix: string, units: number): Promise<Made> {
    const made = makePlan(prefix, units);
    await registerPlan(database.sql, made);
    return made;
  }
  return {
    scene,
    register,
    async write(prefix, units) {
      const made = await register(prefix, units);
      const runId = nextRunId();
      const command = async (effect: "cut_leg_a" | "leg_b_record" | "write_verify") =>
        commandFor(live, made, effect, { runId });
      must(await live.cutLegA(await command("cut_leg_a")));
      must(await live.recordLegB(await command("leg_b_record")));
      const facts = await live.probe(made.plan);
      must(await live.recordVerification(await command("write_verify"), facts));
      return { ...made, runId };
    },
    async registerBytes(prefix, bytes) {
      const { plan } = makePlan(prefix, 1);
      const source = { ...plan.source, sha256: sha256Hex(bytes), sizeBytes: bytes.length };
      await registerPlan(database.sql, { plan: { ...plan, source }, source: bytes });
    },
    async enact({ runId, ...made }) {
      const command = await commandFor(live, made, "lifecycle_enact", { runId });
      must(await live.enact({ ...command, reviewDecisionId: randomUUID() }));
    },
    folder: () => mkdtemp(join(tmpdir(), "in-")),
    async take(folder, { options = {}, look, ...order } = {}) {
      const notes: string[] = [];
      const backup = scene.backup({ increments: LIMITS, recordsOf: async () => records, ...options });
      const taken = must(
        await backup.take({
          runId: nextRunId(),
          documents: [],
          ...order,
          live,
          folder,
          note: (text) => void notes.push(text),
        }),
      );
      await using copy = taken.restored;
      await look?.(copy);
      const { envelope } = taken;
      records.push(envelope);
      const is = isIncrement(envelope) ? "increment" : (notes[0] ?? "a full backup, silently");
      return { envelope, is, name: basename(envelope.file) };
    },
    async tamper(tables, ...statements) {
      await using owner = await database.sql.open("owner");
      await owner.query("begin");
      for (const table of tables) await owner.query(`alter table ${table} disable trigger user`);
      for (const statement of statements) await owner.query(statement);
      await owner.query("set constraints all immediate");
      for (const table of tables) {
        const { rows } = await owner.query<{ name: string }>(
          "select tgname::text as name from pg_trigger where tgrelid = $1::regclass and not tgisinternal",
          [table],
        );
        for (const { name } of rows)
          await owner.query(`alter table ${table} enable always trigger "${name}"`);
      }
      await owner.query("commit");
    },
    async restore(...files) {
      const decryption = createDecryption({ armoredKey: scene.pair.privateKey, passphrase: null });
      const restored = await scene.factory.start();
      for (const file of files) {
        await using handle = await openNamedFile(file);
        const packed = decryption.decrypt(handle.createReadStream({ autoClose: false }));
        const compression = file.endsWith(".zst.pgp") ? "zst" : "gz";
        const result = await restored.restore(decompress(packed, compression === "zst" ? "zstd" : "gzip"));
        if (result.ok) continue;
        await restored[Symbol.asyncDispose]();
        return { refused: result.refusal.actual ?? result.refusal.reason };
      }
      return { restored };
    },
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

/** Rows and digest of every table, by its name. */
export async function tablesOf(database: ScratchDatabase): Promise<Readonly<Record<string, string>>> {
  await using base = createKnowledgeBase(database.sql);
  await using snapshot = await base.openSnapshot();
  return Object.fromEntries(snapshot.tables.map(({ table, rows, digest }) => [table, `${rows} ${digest}`]));
}
