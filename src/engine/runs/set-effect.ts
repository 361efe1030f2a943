import type { EffectOrder } from "../../domain/effect-order.ts";
import { type Result, refused } from "../../domain/result.ts";
import { findDatedSource, makeDaysPlan } from "../../phases/effect/read-days-plan.ts";
import { refuseStandingDrafts } from "../../phases/refuse-standing-drafts.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { refuseAlteredDocument } from "./refuse-altered-document.ts";
import { refuseBusyDocument } from "./refuse-busy-document.ts";
import { startRun } from "./start-run.ts";
import { refusalOf } from "./stop-run.ts";

/**
 * Starts a run that sets from which day enacted versions are in force; it pauses at SG_2. An order of which nothing could come is refused
 * without a run.
 */
export async function setEffect(
  parts: EngineParts,
  order: { readonly documentId: string; readonly effect: EffectOrder },
): Promise<Result<RunOutcome>> {
  const { documentId, effect } = order;
  const busy = await refuseBusyDocument(parts.sidecar, documentId);
  if (busy) return refused(busy);
  const altered = await refuseAlteredDocument(parts, documentId);
  if (altered) return refused(altered);
  const planned = await tryPlan(parts, documentId, effect);
  if (!planned.ok) return planned;
  return await startRun(parts, { documentId, mode: "LIVE", effect });
}

async function tryPlan(parts: EngineParts, documentId: string, order: EffectOrder): Promise<Result<unknown>> {
  try {
    await using live = await parts.openKnowledgeBase();
    const source = await findDatedSource(live, documentId, order);
    if (!source.ok) return source;
    const { docPrefix } = source.value;
    const standing = await refuseStandingDrafts(live, { runId: "", docPrefix });
    return standing ? refused(standing) : await makeDaysPlan(live, source.value, { runId: "", order });
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}
