import { join } from "node:path";
import { refuseFailedChecks } from "../domain/check.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { begunUtcOf } from "../domain/run.ts";
import { EVIDENCE_FILE } from "../domain/run-files.ts";
import { endOfDay, type SealedEntry } from "../domain/seal.ts";
import { countOf } from "../domain/text-forms.ts";
import { foldJournal } from "../engine/session/fold-journal.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Progress } from "../ports/progress.ts";
import type { JournalView, RunView, Sidecar } from "../ports/sidecar.ts";
import { verifyBatchEvidence } from "./batch-evidence.ts";
import type { ReadLists } from "./check-document-lists.ts";
import { verifyEvidence } from "./evidence.ts";
import { fetchEvidence } from "./evidence-folder.ts";

/** Which of what is closed is wanted, by its id and when it was closed. */
export type Wants = (id: string, closedUtc: string) => boolean;

export interface ClosedOrder {
  readonly sidecar: Sidecar;
  /** The last day. */
  readonly until: string;
  readonly wants: Wants;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
}

/** What of a closed run or batch its journal tells. */
type Closed = SealedEntry extends infer Entry
  ? Entry extends unknown
    ? Omit<Entry, "evidence_sha256">
    : never
  : never;

/**
 * The runs and batches that were closed until a day, in no order, each with its evidence checked; the first one that is damaged, or of which the
 * index of runs knows and whose journal is gone, is refused. What is closed is told by journals, and never by the index alone.
 */
export async function collectClosed(order: ClosedOrder): Promise<Result<readonly SealedEntry[]>> {
  const { progress } = order;
  progress.step("the journals of runs and batches");
  const closed = await readClosed(order);
  if (!closed.ok) return closed;
  progress.step(`the evidence of ${closed.value.length} closed runs and batches`);
  const checked = new Set<string>();
  const fetched = new Set<string>();
  const lists: ReadLists = new Map();
  const entries: SealedEntry[] = [];
  // Batches first: with them their members are checked.
  for (const each of closed.value.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))) {
    const asked = refuseInterrupted(order.interrupted);
    if (asked) return refused(asked);
    const id = each.kind === "run" ? each.run_id : each.batch_id;
    const folder = await fetchEvidence(order.sidecar, id, fetched);
    if (!folder.ok) return folder;
    const damaged = checked.has(id)
      ? null
      : await refuseDamaged(each.kind, folder.value, { checked, lists, progress });
    if (damaged) return refused(nameIn(damaged, id));
    const evidence = await readNamedFile(join(folder.value, EVIDENCE_FILE.name));
    entries.push({ ...each, evidence_sha256: sha256Hex(evidence) });
    if (entries.length % 100 === 0) progress.note(`${entries.length} of ${closed.value.length}`);
  }
  return accepted(entries);
}

async function readClosed(order: ClosedOrder): Promise<Result<readonly Closed[]>> {
  const { sidecar, until, wants, interrupted, progress } = order;
  const closed: Closed[] = [];
  const known = new Set<string>();
  const isBegun = (id: string) => begunUtcOf(id) <= endOfDay(until);
  for (const id of (await sidecar.listRuns()).filter(isBegun)) {
    const asked = refuseInterrupted(interrupted);
    if (asked) return refused(asked);
    const view = await sidecar.peekRun(id);
    if (!view.ok) return refused(nameIn(view.refusal, id));
    const closedUtc = closedIn(view.value, until);
    if (closedUtc === null) continue;
    known.add(id);
    if (wants(id, closedUtc)) closed.push(describeRun(view.value, closedUtc));
  }
  for (const id of (await sidecar.listBatches()).filter(isBegun)) {
    const view = await sidecar.peekBatch(id);
    if (!view.ok) return refused(nameIn(view.refusal, id));
    const closedUtc = closedIn(view.value, until);
    if (closedUtc !== null && wants(id, closedUtc))
      closed.push({ kind: "batch", batch_id: id, closed_utc: closedUtc });
  }
  const unreadable = await sidecar.refuseIndex();
  if (unreadable !== null) return refused(unreadable);
  const index = await sidecar.readIndex();
  const unlisted = [...known].filter((id) => !index.has(id)).length;
  if (unlisted > 0)
    progress.note(
      `the index of runs lacks ${countOf(unlisted, "closed run")}: it can't tell of others that are gone`,
    );
  for (const { run_id, closed_utc, closeout_sha256 } of index.values()) {
    if (closeout_sha256 == null || closed_utc > endOfDay(until) || known.has(run_id)) continue;
    return refused(
      refusal("STOP_STATE_CORRUPT", {
        field: `${run_id}: journal.jsonl`,
        expected: `the journal of a run that the index calls closed at ${closed_utc}`,
        actual: "none that says so",
      }),
    );
  }
  return accepted(closed);
}

/** When it was closed, where that was until the day; null otherwise. */
function closedIn(view: JournalView<{ readonly type: string }>, until: string): string | null {
  const at = view.entries.find(({ event }) => event.type === "closed")?.at ?? null;
  return at !== null && at <= endOfDay(until) ? at : null;
}

function describeRun({ entries }: RunView, closedUtc: string): Closed {
  const { run, evidence } = foldJournal(entries);
  const found = evidence.grant_probe;
  return {
    kind: "run",
    run_id: run.runId,
    document_id: run.documentId,
    mode: run.mode,
    closed_utc: closedUtc,
    batch_id: run.batch?.batchId ?? null,
    database:
      found === undefined ? null : { name: found.databaseName, system_identifier: found.systemIdentifier },
  };
}

async function refuseDamaged(
  kind: SealedEntry["kind"],
  folder: string,
  {
    checked,
    lists,
    progress,
  }: { readonly checked: Set<string>; readonly lists: ReadLists; readonly progress: Progress },
): Promise<Refusal | null> {
  const verdict =
    kind === "run"
      ? await verifyEvidence(folder, lists)
      : await verifyBatchEvidence({
          folder,
          progress,
          onClosed: async ({ runId, checks }) => {
            if (checks.every(({ passed }) => passed)) checked.add(runId);
            return null;
          },
        });
  return verdict.ok ? refuseFailedChecks("STOP_STATE_CORRUPT", verdict.value.checks) : verdict.refusal;
}

/** The refusal with the name of whose evidence it is about. */
function nameIn(found: Refusal, id: string): Refusal {
  const { field } = found;
  return field?.includes(id) ? found : { ...found, field: field === undefined ? id : `${id}: ${field}` };
}
