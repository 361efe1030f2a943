import { rename } from "node:fs/promises";
import { join } from "node:path";
import { keepSessions } from "../adapters/postgres/connection/kept-sessions.ts";
import { refuseHome, settleHome } from "../adapters/postgres/sidecar/home.ts";
import { importJournal } from "../adapters/postgres/sidecar/import-journal.ts";
import { lateAfter } from "../adapters/runner/late-after.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { openSidecar as openFolder } from "../adapters/sidecar/sidecar.ts";
import type { Environment } from "../config/environment.ts";
import { isBatchId } from "../domain/batch.ts";
import { BATCH_JOURNAL } from "../domain/batch-journal.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { RUN_JOURNAL } from "../domain/journal-order.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { listFolder } from "../files/list-folder.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { JournalFolder, Sidecar } from "../ports/sidecar.ts";
import type { SqlSource } from "../ports/sql.ts";
import { readLiveDatabase } from "./live-database.ts";
import { openSidecar, type SidecarParts } from "./open-sidecar.ts";
import { readJudgedSettings } from "./read-judged-settings.ts";

/** What a run has of its own besides its journal and files: the projection of the journal, and the lease of a process. */
const NOT_MOVED: ReadonlySet<string> = new Set(["journal.jsonl", "state.json", "armed.json"]);
/** More than a run of the longest document has. */
const MOST_FILES = 10_000;

/** What can be done with the place of the journals; `root` is null for the sidecar that the environment names. */
export interface SidecarCommands {
  move(root: string | null, onMoved: (id: string) => void): Promise<Result<Moved>>;
  settle(root: string | null): Promise<Result<boolean>>;
}

export function composeSidecarCommands(environment: Environment, interrupted: AbortSignal): SidecarCommands {
  const live = readLiveDatabase(environment, lateAfter(interrupted));
  const judged = (root: string | null) => readJudgedSettings(environment, { root, changes: true });
  return {
    async move(root, onMoved) {
      const found = await judged(root);
      return found.ok ? await moveSidecar({ ...found.value, live, interrupted }, onMoved) : found;
    },
    async settle(root) {
      const found = await judged(root);
      return found.ok ? accepted(await settleSidecar({ live })) : found;
    },
  };
}

interface Moved {
  /** Runs and batches that are in the database now. */
  readonly moved: readonly string[];
  /** The folder in which their folders are kept. */
  readonly keptIn: string;
}

/**
 * Takes over into the database what the folder of a sidecar holds: each run and batch under its lock, all or nothing; then its folder is put
 * aside. Where it is ended half-way, it goes on when it is started again.
 */
async function moveSidecar(
  parts: Omit<SidecarParts, "clock"> & { readonly interrupted: AbortSignal },
  onMoved: (id: string) => void,
): Promise<Result<Moved>> {
  const { root, settings, live, interrupted } = parts;
  if (settings.sidecar !== "postgresql")
    return refused(
      refusal("STOP_CONFIG_INVALID", {
        field: "sidecar",
        expected: "postgresql, so that what is moved is found there",
        actual: settings.sidecar,
      }),
    );
  const folder = await openFolder({
    root,
    clock: systemClock,
    project: () => ({}),
    projectBatch: () => ({}),
  });
  await using sql = keepSessions(await live.openSource());
  const unfit = await refuseHome(sql);
  if (unfit) return refused(unfit);
  const moved: string[] = [];
  const keptIn = join(root, "moved");
  const ids = [...(await folder.listRuns()), ...(await folder.listBatches())];
  for (const id of ids) {
    const asked = refuseInterrupted(interrupted);
    if (asked) return refused(asked);
    const taken = await moveOne(folder, sql, id);
    if (!taken.ok) return refused(putAsideFirst(taken.refusal, id));
    await putAside(folder.folderOf(id), join(keptIn, isBatchId(id) ? "batches" : "runs", id));
    moved.push(id);
    onMoved(id);
  }
  await using target = await openSidecar({ root, settings, live, clock: systemClock });
  await target.raisePolicyFloor(await folder.readPolicyFloor());
  for (const line of (await folder.readIndex()).values()) await target.appendIndex(line);
  const audit = await folder.readCleanAudit();
  if (audit !== null && (await target.readCleanAudit()) === null) await target.writeCleanAudit(audit);
  return accepted({ moved, keptIn });
}

/** Where both kinds hold runs no command goes on, so that what can't be moved is made anew when its folder is away. */
function putAsideFirst(found: Refusal, id: string): Refusal {
  if (found.reason !== "STOP_STATE_CORRUPT") return found;
  return {
    ...found,
    wayOut: `Put the newest copy of its folder back. Where none is left, put the folder of ${id} away and move the others; then cutter orchestrate adopt ${id} makes its journal anew from git and ledger.`,
  };
}

async function moveOne(folder: Sidecar, sql: SqlSource, id: string): Promise<Result<boolean>> {
  const isRun = (await folder.listRuns()).includes(id);
  if (isRun) {
    const run = await folder.openRun(id);
    if (!run.ok) return run;
    await using held = run.value;
    return await importJournal(sql, { ...(await readKept(held)), form: RUN_JOURNAL });
  }
  const batch = await folder.openBatch(id);
  if (!batch.ok) return batch;
  await using held = batch.value;
  return await importJournal(sql, { ...(await readKept(held)), form: BATCH_JOURNAL });
}

async function readKept<Event>(held: JournalFolder<Event>) {
  const listing = await listFolder(held.folder, MOST_FILES);
  if (listing === null) throw new Error(`${held.folder} holds more than ${MOST_FILES} files`);
  const names = listing.files.filter((name) => !NOT_MOVED.has(name));
  const files = [];
  for (const name of names) files.push({ name, content: await readNamedFile(join(held.folder, name)) });
  return { id: held.runId, entries: held.entries, files };
}

async function putAside(from: string, to: string): Promise<void> {
  await makeFolder(join(to, ".."));
  await rename(from, to);
}

/** Makes the database the home of the journals in it; false where it is already. */
async function settleSidecar({ live }: Pick<SidecarParts, "live">): Promise<boolean> {
  await using session = await (await live.openSource()).open("sidecar");
  return await settleHome(session);
}
