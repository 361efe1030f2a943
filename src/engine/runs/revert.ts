import { isPlaceInBatch } from "../../domain/batch.ts";
import {
  type Committed,
  type CompensationStep,
  NOTHING_WRITTEN,
  planCompensation,
} from "../../domain/compensation.ts";
import { gateOfEffect } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { kindOf } from "../../domain/run.ts";
import { digestOf } from "../../json/canonical-json.ts";
import { buildCompensation } from "../../phases/write-command.ts";
import type { PhaseReceipt } from "../../ports/knowledge-base.ts";
import { openGate } from "../gates/open-gate.ts";
import { readWrittenRequest } from "../gates/read-gate-files.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { indexRun } from "./index-run.ts";
import { pauseAtGate } from "./pause-at-gate.ts";
import { contextOf } from "./phase-context.ts";
import { refuseUnknownWrites } from "./refuse-rolled-back.ts";
import { stopRun } from "./stop-run.ts";
import { tellPeople } from "./tell-people.ts";
import { waitAtGate } from "./wait-at-gate.ts";
import { withRunToRevert } from "./with-run.ts";

const GATE = gateOfEffect("compensation");

export interface Reverted {
  readonly plan: readonly CompensationStep[];
  /** Null where only the plan was asked for. */
  readonly outcome: RunOutcome | null;
}

interface RevertOrder {
  readonly execute: boolean;
  /** Writes a new request where one waits for an answer. */
  readonly again?: boolean;
}

/**
 * Plans from what the run has committed how it can be compensated, and in which order (docs/system.md section 8). With
 * `execute` it asks for SG_3 and, once that is approved, withdraws the drafts that this run wrote. Repeating it changes
 * nothing; enacted units are never touched. Any version of the code can do it: what was written decides, not how it was cut.
 */
export async function revert(
  parts: EngineParts,
  runId: string,
  order: RevertOrder,
): Promise<Result<Reverted>> {
  let plan: readonly CompensationStep[] = [];
  const result = await withRunToRevert(parts, runId, async (session) => {
    const { source_pin, cutplan } = session.position.evidence;
    const isUnplanned = source_pin === undefined || cutplan === undefined;
    // A journal that was rolled back to before its plan does not know what to take back.
    const unknown = isUnplanned ? await refuseUnknownWrites(session) : null;
    if (unknown) return outcomeOf(session.position, unknown);
    const committed = await readCommitted(session);
    plan = planCompensation(committed);
    if (!order.execute) return outcomeOf(session.position);
    return (await endCompensated(session, committed)) ?? compensate(session, plan, order);
  });
  if (!result.ok) return result;
  return accepted({ plan, outcome: order.execute || result.value.refusal ? result.value : null });
}

async function readCommitted(session: RunSession): Promise<Committed> {
  const { source_pin, cutplan } = session.position.evidence;
  if (source_pin === undefined || cutplan === undefined) return NOTHING_WRITTEN;
  const live = await session.live();
  const committed = await live.committedBy(session.folder.runId, source_pin.source.docPrefix);
  return { ...committed, effects: committed.receipts.map((receipt) => receipt.effect) };
}

/** Ends the run where its drafts were withdrawn and the process ended before the journal said so; null where they were not. */
async function endCompensated(session: RunSession, committed: Committed): Promise<RunOutcome | null> {
  const { draft = 0, withdrawn = 0 } = committed.unitsByStatus;
  if (draft > 0 || withdrawn === 0) return null;
  const receipt = await (await session.live()).receipt(session.folder.runId, "compensation");
  const followed = planCompensation({ ...committed, unitsByStatus: { draft: withdrawn } });
  return receipt && endRun(session, receipt, followed);
}

async function compensate(
  session: RunSession,
  plan: readonly CompensationStep[],
  { again = false }: RevertOrder,
): Promise<RunOutcome> {
  if (!plan.some((step) => step.action === "withdraw_drafts")) {
    const found = plan.map((step) => step.what).join("; ");
    const facts = { expected: "drafts of this run", actual: found, ...instead(session) };
    return outcomeOf(session.position, refusal("STOP_NOTHING_TO_REVERT", facts));
  }
  if (session.position.waiting?.gate !== GATE) return pauseAtGate(session, GATE);
  if (again || isAskedElsewhere(session)) {
    // By itself and with its batch a member is asked for in two conversations; an answer in the one opens nothing in the other.
    await session.record({ type: "renewed", gate: GATE });
    return pauseAtGate(session, GATE);
  }
  const request = await readWrittenRequest(session, GATE);
  if (!request.ok) return stopRun(session, null, request.refusal);
  if (request.value.content.tool.sha256 !== session.parts.settings.tool.sha256) {
    // People have allowed another version of the code to do it.
    await session.record({ type: "renewed", gate: GATE });
    return pauseAtGate(session, GATE);
  }
  const opened = await openGate(session, GATE);
  if (!opened.ok) {
    const waits = opened.refusal.reason === "STOP_APPROVAL_REQUIRED";
    if (waits) return waitAtGate(session, opened.refusal);
    return stopRun(session, null, askedAnew(session, opened.refusal));
  }
  const context = await contextOf(session);
  const command = await buildCompensation(context);
  if (!command.ok) return stopRun(session, null, command.refusal);
  const written = await context.live.compensate(command.value);
  if (!written.ok) return stopRun(session, null, askedAnew(session, written.refusal));
  session.parts.crashPoints.reach("compensation:after_effect");
  return endRun(session, written.value, plan);
}

function isAskedElsewhere({ position, parts }: RunSession): boolean {
  const { where = "" } = position.waiting ?? {};
  return isPlaceInBatch(where) !== (parts.batch !== null);
}

/** The way out of a run that sets days, of which nothing is taken back. */
function instead({ position }: RunSession): { readonly wayOut?: string } {
  const { run, evidence } = position;
  const version = evidence.source_pin?.source.versionSeq;
  if (kindOf(run) === "cut" || version === undefined) return {};
  const again = `cutter source effect ${run.documentId} --version ${version} --from DAY`;
  return {
    wayOut:
      evidence.effect_set === undefined
        ? `Nothing is written yet: cutter orchestrate void ${run.runId} --why "…"`
        : `Set the day that is right: ${again}`,
  };
}

/** Where to repeat `revert` alone leads nowhere: rows changed after the request of SG_3, or somebody refused it. */
function askedAnew({ folder }: RunSession, found: Refusal): Refusal {
  if (found.reason === "STOP_APPROVAL_WITHDRAWN") {
    const wayOut = `Ask the person who refused it. To ask again whether the drafts are to be enacted: cutter orchestrate renew ${folder.runId}`;
    return { ...found, wayOut };
  }
  if (found.reason !== "STOP_TAMPERED") return found;
  const [renew, again] = [
    `cutter orchestrate renew ${folder.runId}`,
    `cutter orchestrate revert ${folder.runId} --execute`,
  ];
  const wayOut = `Ask people about the rows as they are: ${renew}, then ${again}; or restore the rows that are named, then ${again}`;
  return { ...found, wayOut };
}

async function endRun(
  session: RunSession,
  { resultDigest, committedUtc, ids }: PhaseReceipt,
  plan: readonly CompensationStep[],
): Promise<RunOutcome> {
  const evidence = { resultDigest, committedUtc, ids, planSha256: digestOf(plan) };
  // A process that has ended in between has said it already.
  if (!session.folder.entries.some(({ event }) => event.type === "compensated"))
    await session.record({ type: "compensated", evidence });
  session.parts.crashPoints.reach("compensation:after_result");
  await session.disarm();
  await session.record({
    type: "voided",
    by: session.parts.settings.initiator,
    why: "compensated under SG_3",
  });
  const unlisted = await indexRun(session.parts.sidecar, session.position);
  return (await tellPeople(session)) ?? outcomeOf(session.position, unlisted);
}
