import { derivedId } from "../../domain/derived-id.ts";
import { type Gate, gateRow } from "../../domain/gates.ts";
import type { PhaseResultEvent } from "../../domain/journal.ts";
import type { OpenGate } from "../../domain/open-gate.ts";
import type { Phase, PhaseName } from "../../domain/phases.ts";
import { kindOf } from "../../domain/run.ts";
import type { RunKind } from "../../domain/run-kind.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { PhaseFunction } from "../../phases/phase.ts";
import { NO_END, rehearsalApproval } from "../../phases/rehearsal.ts";
import { refuseTakenBack } from "../gates/judge-approval.ts";
import { openGate } from "../gates/open-gate.ts";
import { refuseAtEdge } from "../gates/still-allowed.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { nextPhase } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { closeRun } from "./close-run.ts";
import { pauseAtGate } from "./pause-at-gate.ts";
import { contextOf } from "./phase-context.ts";
import { refusalOf, stopRun } from "./stop-run.ts";
import { tellPeople } from "./tell-people.ts";

/** Takes the rows of the phase table one after the other until the run pauses, stops, fails or is closed, or stands before the phase `until`. */
export async function walkPhases(session: RunSession, until: PhaseName | null = null): Promise<RunOutcome> {
  for (;;) {
    const phase = nextPhase(session.position);
    if (phase === null) return closeRun(session);
    if (phase.name === until) return outcomeOf(session.position);
    const ended = (await enterGate(session, phase)) ?? (await runPhase(session, phase));
    if (ended) return ended;
  }
}

/** Null where the phase needs no gate or its gate is open in this process; else the pause or the stop. */
async function enterGate(session: RunSession, { gate, name }: Phase): Promise<RunOutcome | null> {
  if (gate === null || session.gate?.gate === gate) return null;
  // Enacted before it was adopted, the run has nothing left to write: what permits the enactment was judged again with it.
  const isEnacted = session.position.adoption?.rebuilt?.evidence.lifecycle_enact !== undefined;
  if (name === "closeout" && isEnacted) return null;
  await session.disarm();
  if (session.position.run.mode === "DRYRUN") {
    session.gate = dryrunGate(session, gate);
    return null;
  }
  if (session.position.opened[gate] === undefined) return pauseAtGate(session, gate);
  const opened = await openGate(session, gate);
  return opened.ok ? null : stopRun(session, null, opened.refusal);
}

async function runPhase<Name extends PhaseName>(
  session: RunSession,
  phase: Phase & { readonly name: Name },
): Promise<RunOutcome | null> {
  const { crashPoints, progress, phases } = session.parts;
  const held = (await refuseAtEdge(session)) ?? (await refuseTakenBack(session));
  if (held) return stopRun(session, null, held);
  progress.step(`phase ${phase.number} ${phase.name}`);
  crashPoints.reach(`${phase.name}:before_intent`);
  await session.record({ type: "phase_intent", phase: phase.name });
  crashPoints.reach(`${phase.name}:after_intent`);
  const kind = kindOf(session.position.run);
  const run: PhaseFunction<Name> = phases[kind][phase.name];
  try {
    const result = await run(await contextOf(session));
    if (!result.ok) return stopRun(session, phase.name, result.refusal);
    crashPoints.reach(`${phase.name}:after_effect`);
    const { evidence, summary, facts, checks = [] } = result.value;
    const event: PhaseResultEvent<Name> = {
      type: "phase_result",
      phase: phase.name,
      state: phase.stateAfter,
      evidence,
      report: { summary, facts, checks },
    };
    if (consumesApproval(phase, kind)) session.gateConsumed = true;
    await session.record(event);
  } catch (fault) {
    const stop = refusalOf(fault);
    if (stop) return stopRun(session, phase.name, stop);
    await session.record({ type: "fault", phase: phase.name, message: session.parts.redact(String(fault)) });
    throw fault;
  }
  crashPoints.reach(`${phase.name}:after_result`);
  return tellPeople(session);
}

/** True for the first effect of a gate, which consumes its approval; the rest of the leg is not bound to the approval's lifetime. */
function consumesApproval({ gate, name }: Phase, kind: RunKind): boolean {
  return gate !== null && gateRow(gate, kind).effects[0] === name;
}

/** The gate of a dry run, which no person opens. It is good for the throw-away copy alone, whose `approval_use` names a rehearsal. */
function dryrunGate(session: RunSession, gate: Gate): OpenGate {
  const { runId } = session.position.run;
  const payloadSha256 = sha256Hex(`dry run ${runId} ${gate}`);
  return {
    gate,
    payloadSha256,
    approval: rehearsalApproval(gate, payloadSha256),
    reviewDecisionId: derivedId("dry run", runId, gate),
    expiresUtc: NO_END,
  };
}
