import { effectsOfRun } from "../../../domain/gates.ts";
import { type Refusal, refusal } from "../../../domain/refusal.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { refuseBusyDocument } from "../refuse-busy-document.ts";
import type { Survey } from "./survey.ts";

/** A run that this machine has goes on; it is not lost. */
export function refuseKnown(runId: string): Refusal {
  return refusal("STOP_RUN_PRESENT", {
    field: runId,
    expected: "a run that this machine has not",
    actual: "its journal is here",
    wayOut: `Go on with it: cutter orchestrate resume ${runId}`,
  });
}

/** Why a run that this machine does not have can't be adopted, with the way out; null where it can. Nothing is changed. */
export async function refuseAdoption(
  parts: EngineParts,
  live: KnowledgeBase,
  { runId, survey }: { readonly runId: string; readonly survey: Survey },
): Promise<Refusal | null> {
  const { ledger, requests } = survey;
  const has = (effect: string) => ledger.receipts.some((receipt) => receipt.effect === effect);
  const over = (await parts.sidecar.readIndex()).get(runId);
  // A database that was restored from before the end has the drafts again.
  const hasDrafts = ledger.receipts.length > 0 && !has("lifecycle_enact") && !has("compensation");
  if (over !== undefined && !hasDrafts) return refuseOver(runId, over.closeout_sha256 != null);
  const request = requests[0]?.content;
  const documentId = ledger.document?.documentId ?? request?.document.document_id;
  if (documentId === undefined)
    return nothing(runId, {
      actual: "neither a request in git nor a row in the database",
      wayOut:
        "A dry run, and a run that has asked nobody yet, leave nothing; start again: cutter orchestrate cut --document-id DOCUMENT",
    });
  const again = `cutter orchestrate cut --document-id ${documentId}`;
  if (has("compensation"))
    return nothing(runId, {
      actual: "its drafts are withdrawn, as was approved at SG_3",
      wayOut: `Nothing of it is left to be done. Cut the document again: ${again}`,
    });
  if (has("effect_set") || requests.some(({ content }) => content.effect !== undefined))
    return nothing(runId, {
      actual: has("effect_set")
        ? "it has set its days, which stay in the record"
        : "it sets days, and has set none",
      wayOut: has("effect_set")
        ? `Nothing of it is left to be done. To set another day: cutter source effect ${documentId} --version N --from DAY`
        : `Nothing of it stands. Start it again: cutter source effect ${documentId} --version N --from DAY`,
    });
  const source = await live.findDocument(documentId);
  if (source === null)
    return refusal("STOP_DOCUMENT_UNKNOWN", {
      field: "document_id",
      expected: "a registered document",
      actual: documentId,
    });
  if (await live.isDocumentLocked(source.docPrefix))
    return refusal("STOP_LOCK_HELD", {
      field: source.docPrefix,
      expected: "nobody at work on the document",
      actual: "a session of the database holds its lock",
      wayOut: `A machine is at work on it: look there first. Once it has ended for certain: cutter orchestrate adopt ${runId}`,
    });
  const head = await live.documentBase(documentId);
  if (has("lifecycle_enact") && head?.changeSetId !== ledger.changeSet?.changeSetId)
    return nothing(runId, {
      actual: "what it has enacted stays, and a later version was enacted since",
      wayOut: `Nothing of it is left to be done. cutter kb history ${documentId} shows what is enacted.`,
    });
  const place = ledger.uses.find((use) => use.place !== null)?.place;
  if (place !== undefined && place !== null && parts.batch?.batchId !== place.batchId)
    return refusal("STOP_RUN_IN_BATCH", {
      field: runId,
      expected: `a command on the batch ${place.batchId}`,
      actual: "a command on one of its members",
      wayOut: `Adopt the batch: cutter orchestrate adopt ${place.batchId}`,
    });
  return ledger.receipts.length < effectsOfRun("cut").length
    ? refuseBusyDocument(parts.sidecar, documentId, runId)
    : null;
}

function refuseOver(runId: string, isClosed: boolean): Refusal {
  return refusal(isClosed ? "STOP_RUN_CLOSED" : "STOP_RUN_VOIDED", {
    field: runId,
    actual: "the index of this machine says that it is over",
    wayOut: "There is nothing left to do for it. Its evidence is in its folder: put that back from a copy.",
  });
}

function nothing(runId: string, facts: { readonly actual: string; readonly wayOut: string }): Refusal {
  return refusal("STOP_NOTHING_TO_ADOPT", { field: runId, expected: "a run that can go on", ...facts });
}
