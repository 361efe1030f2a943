import type { Refusal } from "../../../domain/refusal.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { RunSession } from "../../session/run-session.ts";
import { indexRun } from "../index-run.ts";
import { refusalOf } from "../stop-run.ts";
import { adoptedEvent } from "./adopted-event.ts";
import { surveyRun } from "./survey.ts";
import { type AdoptOrder, takeNumber } from "./take-number.ts";

/**
 * Ends a run of which nothing is left to be done, and whose journal is damaged: one that says so takes its place, and the damaged one stays beside
 * it. Else `status` would stumble over it for ever. Returns why nothing is left, or what has kept the run from being ended.
 */
export async function endDamaged(
  parts: EngineParts,
  runId: string,
  order: AdoptOrder,
  nothing: Refusal,
): Promise<Refusal> {
  try {
    await using live = await parts.openKnowledgeBase();
    const survey = await surveyRun(parts, live, runId);
    if (!survey.ok) return survey.refusal;
    const number = await takeNumber(live, runId, order);
    if (!number.ok) return number.refusal;
    const folder = await parts.sidecar.createRun(
      runId,
      adoptedEvent(parts, runId, survey.value, number.value),
    );
    if (!folder.ok) return folder.refusal;
    await using session = new RunSession(parts, folder.value);
    const why = `its journal was damaged, and nothing of it is left to be done: ${nothing.actual ?? nothing.reason}`;
    await session.record({ type: "voided", by: parts.settings.initiator, why });
    const ended = {
      ...nothing,
      wayOut: `The run is given up, its damaged journal put aside. ${nothing.wayOut}`,
    };
    return (await indexRun(parts.sidecar, session.position)) ?? ended;
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return cause;
  }
}
