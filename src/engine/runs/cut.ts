import type { Mode } from "../../domain/phases.ts";
import { type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { refuseAlteredDocument } from "./refuse-altered-document.ts";
import { refuseBusyDocument } from "./refuse-busy-document.ts";
import { startRun } from "./start-run.ts";

/** Starts a cut: a dry run goes through all eleven phases, from phase 5 on the restored copy; a live run, the only one of its document, pauses at SG_1. */
export async function cut(
  parts: EngineParts,
  order: { readonly documentId: string; readonly mode: Mode },
): Promise<Result<RunOutcome>> {
  const busy = order.mode === "LIVE" ? await refuseBusyDocument(parts.sidecar, order.documentId) : null;
  if (busy) return refused(busy);
  const { documentId, mode } = order;
  const altered = await refuseAlteredDocument(parts, documentId);
  if (altered) return refused(altered);
  return await startRun(parts, { documentId, mode });
}
