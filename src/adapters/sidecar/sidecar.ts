import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CLEAN_AUDIT_FILE } from "../../domain/base-audit.ts";
import { BATCH_ID_PATTERN, isBatchId } from "../../domain/batch.ts";
import { BATCH_JOURNAL, type BatchEvent } from "../../domain/batch-journal.ts";
import type { JournalEvent } from "../../domain/journal.ts";
import { RUN_JOURNAL } from "../../domain/journal-order.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { refused } from "../../domain/result.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import { canonicalJson } from "../../json/canonical-json.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import { mustAccess } from "./attempt-io.ts";
import { writeDurably } from "./durable-file.ts";
import { createRun, openRun, peekRun, type RunLocation } from "./open-run.ts";
import { readIfThere } from "./read-if-there.ts";
import { readStateFile } from "./read-state-file.ts";
import { refuseUnsafe, refuseUnsafeRoot, refuseUnsafeTree } from "./refuse-unsafe.ts";
import type { Projection } from "./run-files.ts";
import { IndexWriter, readIndex, refuseIndex } from "./runs-index.ts";

/** Folders of the sidecar (docs/system.md section 10), each of mode 0750. */
export const SIDECAR_FOLDERS = ["runs", "batches", "approvals", "backups", "reports", "locks"] as const;

const FLOOR_FILE = {
  name: "approvals/policy-floor",
  holds: "the version of a policy",
  schema: z.number().int().positive(),
};

/**
 * Opens the sidecar at `root`, making its folders where they are missing; throws a `RefusalError`: `STOP_STATE_IO` where it can't,
 * `STOP_STATE_UNSAFE` where others can change the root, one of its files or a folder. The root itself may be named through a link.
 */
export async function openSidecar(options: {
  readonly root: string;
  readonly project: Projection<JournalEvent>;
  readonly projectBatch: Projection<BatchEvent>;
  readonly clock: Clock;
}): Promise<Sidecar> {
  const { root } = options;
  for (const folder of SIDECAR_FOLDERS) await makeFolder(join(root, folder));
  mustBeSafe(refuseUnsafeRoot(root));
  for (const path of await mustAccess(root, listPlaces(root))) mustBeSafe(refuseUnsafe(path));
  const index = join(root, "reports", "runs-index.jsonl");
  const indexWriter = new IndexWriter(index);
  const readHold = () => readHoldFile(join(root, "HOLD"));
  const folderOf = (id: string) => join(root, isBatchId(id) ? "batches" : "runs", id);
  const place = (id: string) => ({
    runId: id,
    folder: folderOf(id),
    lock: join(root, "locks", `${id}.lock`),
    readHold,
  });
  const location = (runId: string): RunLocation<JournalEvent> => ({
    ...place(runId),
    form: RUN_JOURNAL,
    project: options.project,
  });
  const batchLocation = (batchId: string): RunLocation<BatchEvent> => ({
    ...place(batchId),
    form: BATCH_JOURNAL,
    project: options.projectBatch,
  });
  return {
    kind: "folder",
    root,
    createRun: (runId, started) => createRun(location(runId), { event: started, at: options.clock.now() }),
    openRun: async (runId) =>
      (await isRun(root, runId)) ? openRun(location(runId)) : refused(unknownRun(runId)),
    peekRun: async (runId) =>
      (await isRun(root, runId)) ? peekRun(location(runId)) : refused(unknownRun(runId)),
    listRuns: () => listFolders(join(root, "runs"), RUN_ID_PATTERN),
    createBatch: (batchId, started) =>
      createRun(batchLocation(batchId), { event: started, at: options.clock.now() }),
    openBatch: async (batchId) =>
      (await isBatch(root, batchId)) ? openRun(batchLocation(batchId)) : refused(unknownBatch(batchId)),
    peekBatch: async (batchId) =>
      (await isBatch(root, batchId)) ? peekRun(batchLocation(batchId)) : refused(unknownBatch(batchId)),
    listBatches: () => listFolders(join(root, "batches"), BATCH_ID_PATTERN),
    listFiles: (id) => readdir(folderOf(id)).catch(() => []),
    readFile: (id, name) => readNamedFile(join(folderOf(id), name)).catch(() => null),
    folderOf,
    fetchFolder: async (id) => ((await isRun(root, id)) || (await isBatch(root, id)) ? folderOf(id) : null),
    findUnsafe: async () =>
      SIDECAR_FOLDERS.map((folder) => refuseUnsafeTree(join(root, folder))).filter((found) => found !== null),
    readHold,
    appendIndex: (line) => indexWriter.append(line),
    readIndex: () => readIndex(index),
    refuseIndex: () => refuseIndex(index),
    hasAllSince: async () => null,
    readPolicyFloor: () => readPolicyFloor(join(root, "approvals", "policy-floor")),
    async raisePolicyFloor(version) {
      const path = join(root, "approvals", "policy-floor");
      if (version > (await readPolicyFloor(path))) await writeDurably(path, `${version}\n`);
    },
    readCleanAudit: async () => {
      const path = join(root, CLEAN_AUDIT_FILE.name);
      mustBeSafe(refuseUnsafe(path));
      const audit = await readStateFile(path, CLEAN_AUDIT_FILE);
      if (!audit.ok) throw new RefusalError(audit.refusal);
      return audit.value;
    },
    writeCleanAudit: (record) =>
      writeDurably(join(root, CLEAN_AUDIT_FILE.name), `${canonicalJson(record)}\n`),
    readHistory: () => readHistory(join(root, "approvals", "history")),
    writeHistory: (content) => writeHistory(join(root, "approvals", "history"), content),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function makeFolder(path: string): Promise<void> {
  await mustAccess(path, mkdir(path, { recursive: true, mode: 0o750 }));
}

/** The folders of the root and its files: settings, keys, HOLD. */
async function listPlaces(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  return [...SIDECAR_FOLDERS, ...files].map((name) => join(root, name));
}

function mustBeSafe(unsafe: Refusal | null): void {
  if (unsafe) throw new RefusalError(unsafe);
}

async function listFolders(folder: string, form: RegExp): Promise<readonly string[]> {
  const names = await mustAccess(folder, readdir(folder));
  return names.filter((name) => form.test(name)).sort();
}

const isRun = (root: string, runId: string) => isThere(join(root, "runs"), runId, RUN_ID_PATTERN);
const isBatch = (root: string, batchId: string) => isThere(join(root, "batches"), batchId, BATCH_ID_PATTERN);

async function isThere(folder: string, id: string, form: RegExp): Promise<boolean> {
  if (!form.test(id)) return false;
  // What stands there and is no folder is the damaged folder of a run or batch.
  return lstat(join(folder, id)).then(
    () => true,
    () => false,
  );
}

function unknownRun(runId: string) {
  return refusal("STOP_RUN_UNKNOWN", { field: "run_id", expected: "a run of this sidecar", actual: runId });
}

function unknownBatch(batchId: string) {
  return refusal("STOP_BATCH_UNKNOWN", {
    field: "batch_id",
    expected: "a batch of this sidecar",
    actual: batchId,
  });
}

/** A HOLD that is there but cannot be read still holds. */
async function readHoldFile(path: string): Promise<string | null> {
  const unsafe = refuseUnsafe(path);
  if (unsafe) return `unreadable: ${unsafe.actual}`;
  return readIfThere(path).then(
    (content) => content && Buffer.from(content).toString("utf8"),
    (cause: { code?: string }) => `unreadable: ${cause.code}`,
  );
}

/** What can't be read is read from the repository again. */
async function readHistory(path: string): Promise<Uint8Array | null> {
  if (refuseUnsafe(path)) return null;
  return readNamedFile(path).catch(() => null);
}

/** Written beside and renamed, under a name of this process, because several may read the same history at once. */
async function writeHistory(path: string, content: string): Promise<void> {
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, content, { mode: 0o640 });
    await rename(own, path);
  } catch {
    // Without it the next process reads the history again: slower, and with the same verdict.
    await rm(own, { force: true }).catch(() => undefined);
  }
}

/** A floor that cannot be read is a stop, never 0: that would admit an older policy. */
async function readPolicyFloor(path: string): Promise<number> {
  mustBeSafe(refuseUnsafe(path));
  const floor = await readStateFile(path, FLOOR_FILE);
  if (!floor.ok) throw new RefusalError(floor.refusal);
  return floor.value ?? 0;
}
