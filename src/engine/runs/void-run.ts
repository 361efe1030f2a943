import type { Result } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { showCard } from "../telling/show-card.ts";
import { withRunToEnd } from "./with-run.ts";

/** Voids a run by decision. Its approvals open nothing from then on, and what it wrote stays: a voided run refuses `revert` too. */
export async function voidRun(parts: EngineParts, runId: string, why: string): Promise<Result<RunOutcome>> {
  return withRunToEnd(parts, runId, async (session) => {
    await session.disarm();
    await session.record({ type: "voided", by: parts.settings.initiator, why });
    await showCard(session);
    return outcomeOf(session.position);
  });
}
