import { refuseFailedChecks } from "../../domain/check.ts";
import { effectsOfRun } from "../../domain/gates.ts";
import type { IndexedRun } from "../../domain/indexed-run.ts";
import { runOf } from "../../domain/journal.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { checkLeft } from "./check-left.ts";
import { refusalOf } from "./stop-run.ts";

/**
 * Refuses where the document is not as its last closed run has left it: whoever plans against it would be asked about rows that nobody has
 * approved. A run whose folder is kept elsewhere is passed over, and one of which the database lacks an effect, because it was restored from
 * before it: rows that such an effect has written stand without a receipt. The database is opened only where there is a closed run; where it can't
 * be, the run itself says so.
 */
export async function refuseAlteredDocument(
  { sidecar, openKnowledgeBase }: Pick<EngineParts, "sidecar" | "openKnowledgeBase">,
  documentId: string,
): Promise<Refusal | null> {
  const closed = await listClosed(sidecar, documentId);
  if (closed.length === 0) return null;
  try {
    await using live = await openKnowledgeBase();
    for (const { runId } of closed) {
      const left = await readLeft(sidecar, live, runId);
      if (left !== null) return refuse(left, runId);
    }
    return null;
  } catch (fault) {
    if (refusalOf(fault) === null) throw fault;
    return null;
  }
}

/** The closed runs of the document, the newest first. Where the index does not know a run, its journal tells whether it is closed. */
async function listClosed(sidecar: Sidecar, documentId: string) {
  const index = await sidecar.readIndex();
  const closed = [...index.values()]
    .filter((run) => isClosed(run, documentId))
    .map((run) => ({ runId: run.run_id, utc: run.closed_utc }));
  for (const runId of (await sidecar.listRuns()).filter((id) => !index.has(id))) {
    const view = await sidecar.peekRun(runId);
    if (!view.ok || runOf(view.value.entries[0]?.event)?.documentId !== documentId) continue;
    const { run, ending, lastAt } = foldJournal(view.value.entries);
    if (run.mode === "LIVE" && ending?.kind === "closed") closed.push({ runId, utc: lastAt });
  }
  return closed.sort((a, b) => (a.utc < b.utc ? 1 : -1));
}

function isClosed(run: IndexedRun, documentId: string): boolean {
  return run.document_id === documentId && run.mode === "LIVE" && run.closeout_sha256 != null;
}

/** What the run has left, compared with what it says; null where its folder is not here, or the database lacks an effect of it. */
async function readLeft(sidecar: Sidecar, live: KnowledgeBase, runId: string) {
  const view = await sidecar.peekRun(runId);
  if (!view.ok) return view.refusal.reason === "STOP_RUN_UNKNOWN" ? null : view;
  const { entries } = view.value;
  for (const effect of effectsOfRun(kindOf(foldJournal(entries).run)))
    if ((await live.receipt(runId, effect)) === null) return null;
  return await checkLeft(entries, live);
}

function refuse(left: NonNullable<Awaited<ReturnType<typeof readLeft>>>, runId: string): Refusal | null {
  if (!left.ok) return left.refusal;
  const found = refuseFailedChecks("STOP_TAMPERED", left.value);
  return (
    found && {
      ...found,
      message: "What is enacted of the document is not as its last run has left it.",
      wayOut: `Restore the rows that are named from a backup (docs/recovery.md), until this finds them as they were: cutter evidence verify ${runId} --database. Then start again.`,
    }
  );
}
