import type { Result } from "../../domain/result.ts";
import type { World } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { showCard } from "../telling/show-card.ts";
import { withRun } from "./with-run.ts";

/** Gives a run up by decision. Its approvals open nothing any more; what it wrote stays, and `revert` plans what can be taken back. */
export async function voidRun(world: World, runId: string, why: string): Promise<Result<RunOutcome>> {
  return withRun(world, runId, async (session) => {
    await session.disarm();
    await session.record({ type: "voided", by: world.settings.initiator, why });
    await showCard(session);
    return outcomeOf(session.position);
  });
}
