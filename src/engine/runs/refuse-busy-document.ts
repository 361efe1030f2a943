import { runOf } from "../../domain/journal.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import { endingCommand } from "../session/ending-command.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { nextStep } from "../session/next-step.ts";
import { stateName } from "../session/run-position.ts";
import { isUnderWay } from "./index-run.ts";

/**
 * Refuses a second live run of a document while one is under way: only one of them could ever be written, and people would be asked for both.
 * A run that failed is in nobody's way.
 */
export function refuseBusyDocument(
  sidecar: Sidecar,
  documentId: string,
  butRun: string | null = null,
): Promise<Refusal | null> {
  return refuseBusyDocuments(sidecar, new Set([documentId]), butRun);
}

/** The same for several documents, for which the journals are read once. */
export async function refuseBusyDocuments(
  sidecar: Sidecar,
  documentIds: ReadonlySet<string>,
  butRun: string | null = null,
): Promise<Refusal | null> {
  const over = await sidecar.readIndex();
  for (const runId of (await sidecar.listRuns()).filter((id) => !over.has(id) && id !== butRun)) {
    const view = await sidecar.peekRun(runId);
    const run = view.ok ? runOf(view.value.entries[0]?.event) : null;
    if (!view.ok || run === null || !documentIds.has(run.documentId)) continue;
    const position = foldJournal(view.value.entries);
    if (position.run.mode === "DRYRUN" || !isUnderWay(position)) continue;
    return refusal("STOP_DOCUMENT_BUSY", {
      field: position.run.documentId,
      expected: "no other live run of the document under way",
      actual: `${runId}: ${stateName(position)}`,
      wayOut: `Go on with that run: ${nextStep(position) ?? `cutter orchestrate resume ${runId}`}. Or end it: ${endingCommand(position, "cut again")}`,
    });
  }
  return null;
}
