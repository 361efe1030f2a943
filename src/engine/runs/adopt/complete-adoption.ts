import { type Refusal, refusal } from "../../../domain/refusal.ts";
import type { RunOutcome } from "../../session/run-outcome.ts";
import type { RunPosition } from "../../session/run-position.ts";
import type { RunSession } from "../../session/run-session.ts";
import { stopRun } from "../stop-run.ts";
import { tellPeople } from "../tell-people.ts";
import { rebuild } from "./rebuild.ts";

/** Null where the run was begun here, or is rebuilt and told; else why it is not yet. Repeating it goes on where it was cut off. */
export async function completeAdoption(session: RunSession): Promise<RunOutcome | null> {
  const { adoption } = session.position;
  if (adoption === null || adoption.rebuilt !== null) return null;
  return rebuildNow(session);
}

/** Compares what survives, and tells people of it before anything is asked of them. */
export async function rebuildNow(session: RunSession): Promise<RunOutcome | null> {
  const rebuilt = await rebuild(session);
  if (!rebuilt.ok) return stopRun(session, null, rebuilt.refusal);
  const policy = await session.parts.judge.policy();
  session.policy = policy.ok ? policy.value.policy : null;
  await session.record(rebuilt.value);
  session.parts.crashPoints.reach("adopt:rebuilt");
  return tellPeople(session);
}

/** Refuses every way on but the one back where something of the adopted run could not be confirmed. */
export function refuseUnconfirmed({ run, adoption }: RunPosition): Refusal | null {
  const unconfirmed = adoption?.rebuilt?.unconfirmed ?? [];
  const [first] = unconfirmed;
  if (first === undefined) return null;
  const isEnacted = adoption?.rebuilt?.evidence.lifecycle_enact !== undefined;
  const again = `cutter orchestrate adopt ${run.runId}`;
  return refusal("STOP_ADOPTION_UNCONFIRMED", {
    field: run.runId,
    expected: "everything that was approved, as it was approved",
    actual: first,
    details: [...unconfirmed],
    wayOut: isEnacted
      ? `What is enacted stays. Put right what is named, then compare again: ${again}`
      : `Take the drafts back: cutter orchestrate revert ${run.runId} --execute. Or put right what is named, then compare again: ${again}`,
  });
}
