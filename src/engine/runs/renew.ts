import { isPlaceInBatch } from "../../domain/batch.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import { type Gate, gateOfEffect, gateRow } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { kindOf } from "../../domain/run.ts";
import { refuseAlteredHead } from "../../phases/refuse-altered-head.ts";
import { isStillGathering } from "../../trust/quorum.ts";
import { findOpenRequest } from "../gates/find-open-request.ts";
import { readGateFacts } from "../gates/gate-facts.ts";
import { judgeApproval } from "../gates/judge-approval.ts";
import { refuseLostWrites } from "../gates/refuse-lost-writes.ts";
import { refuseMovedFacts } from "../gates/refuse-moved-facts.ts";
import { refuseMovedHead } from "../gates/refuse-moved-head.ts";
import { refuseOtherDatabase } from "../gates/refuse-other-database.ts";
import { refuseOtherDrafts } from "../gates/refuse-other-drafts.ts";
import { endingCommand } from "../session/ending-command.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { nextPhase } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { refuseUnconfirmed } from "./adopt/complete-adoption.ts";
import { pauseAtGate } from "./pause-at-gate.ts";
import { refuseAlteredDocument } from "./refuse-altered-document.ts";
import { refuseBeforeRequest } from "./refuse-before-request.ts";
import { revert } from "./revert.ts";
import { stopRun } from "./stop-run.ts";
import { walkPhases } from "./walk-phases.ts";
import { withRun } from "./with-run.ts";

/**
 * Writes a new request with a new nonce for the gate at which the run waits, or that was opened and whose approval nothing has consumed;
 * approvals of the old request open nothing.
 */
export async function renew(parts: EngineParts, runId: string): Promise<Result<RunOutcome>> {
  if (await isTakenBackAlone(parts, runId)) {
    const asked = await revert(parts, runId, { execute: true, again: true });
    if (!asked.ok) return asked;
    if (asked.value.outcome !== null) return accepted(asked.value.outcome);
  }
  return withRun(parts, runId, async (session) => {
    const gate = await renewableGate(session);
    if (gate === null)
      return outcomeOf(
        session.position,
        refusal("STOP_GATE_NOT_OPEN", {
          field: runId,
          expected: "a run that waits at a gate, or whose gate is open without an effect",
          actual: session.position.state,
          wayOut:
            session.position.ending?.kind === "failed"
              ? `The run has failed and can't go on. End it: ${endingCommand(session.position, "it failed")}; then start again.`
              : `There is no request to renew; go on with: cutter orchestrate resume ${runId}`,
        }),
      );
    const lost = await refuseLostWrites(session, gate);
    if (lost) return outcomeOf(session.position, lost);
    const again = await openAgain(session);
    if (again) return again;
    const other = hasWritten(session, gate) ? await refuseOtherDatabase(session, gate) : null;
    if (other) return stopRun(session, null, other);
    const stale = await refuseStale(session, gate);
    if (stale) return stopRun(session, null, stale);
    const facts = await readGateFacts(
      await session.live(),
      session.position,
      session.parts.settings.driftScope,
    );
    const tampered = hasWritten(session, gate) ? await refuseBeforeRequest(session, gate, facts) : null;
    if (tampered?.reason === "STOP_TAMPERED") return stopRun(session, null, tampered);
    await session.record({ type: "renewed", gate });
    // Back from SG_3: whoever has answered the gate before it did not know that the drafts were to be taken back. A leg that has begun is finished:
    // its approval is consumed, and a rehearsal of it would meet its own rows.
    const left = waitingState(gate) === null ? (nextPhase(session.position)?.gateBefore ?? null) : null;
    if (left !== null && session.position.requests[left] !== undefined && !(await isConsumed(session, left)))
      await session.record({ type: "renewed", gate: left });
    return walkPhases(session);
  });
}

/** Before the first write a new request is of no use where another version was enacted, the head was altered, or another run is about to be: the run would fail by it. */
async function refuseStale(session: RunSession, gate: Gate): Promise<Refusal | null> {
  if (waitingState(gate) === null) return null;
  const { run, evidence } = session.position;
  const moved = await refuseMovedHead(session);
  if (moved || !gateRow(gate, kindOf(run)).beforeFirstWrite) return moved;
  const { amendment, days } = evidenceOf(evidence, "cutplan");
  const { docPrefix } = evidenceOf(evidence, "source_pin").source;
  const hasHead = amendment !== undefined || days !== undefined;
  const altered = hasHead
    ? ((await refuseAlteredHead(await session.live(), docPrefix)) ??
      (await refuseAlteredDocument(session.parts, run.documentId)))
    : null;
  return altered ?? (await refuseOtherDrafts(session));
}

/**
 * Opens the same request again where nobody can answer it any more although somebody has: with a new nonce that answer would be lost. Null
 * where nobody has, or the request can be answered. An approval that is complete needs no request.
 */
async function openAgain(session: RunSession): Promise<RunOutcome | null> {
  const { waiting } = session.position;
  if (waiting === null) return null;
  const { gate } = waiting;
  const { parts, folder } = session;
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  session.policy = policy.ok ? policy.value.policy : null;
  const standing = await findOpenRequest(session, waiting);
  if (standing.ok || standing.refusal.reason !== "STOP_REQUEST_CLOSED") return null;
  const { result } = await judgeApproval(session, gate, { isConsumed: false });
  if (!result.ok) return hasCounted(result.refusal) ? pauseAtGate(session, gate) : null;
  if (await refuseMovedFacts(session, gate)) return null;
  return outcomeOf(
    session.position,
    refusal("STOP_GATE_NOT_OPEN", {
      message: "The request is answered: a new one would void an approval that counts.",
      field: gate,
      expected: "a request that waits for an answer",
      actual: "an approval of this request",
      wayOut: `Go on with: cutter orchestrate resume ${folder.runId}`,
    }),
  );
}

/** Whether the answer of a person counts already, and only others are missing. */
function hasCounted(found: Refusal): boolean {
  return found.signer !== undefined && (found.reason === "STOP_KILL_SWITCH_OFF" || isStillGathering(found));
}

/** Whether what waits at the gate is to follow drafts, and not to be taken back. */
function hasWritten({ position }: RunSession, gate: Gate): boolean {
  const { beforeFirstWrite, waitingState } = gateRow(gate, kindOf(position.run));
  return !beforeFirstWrite && waitingState !== null;
}

async function renewableGate(session: RunSession): Promise<Gate | null> {
  const { waiting, opened, ending, run } = session.position;
  if (waiting !== null) return waiting.gate;
  const phase = nextPhase(session.position);
  const gate = phase?.gate ?? null;
  if (gate === null || opened[gate] === undefined || gateRow(gate, kindOf(run)).effects[0] !== phase?.name)
    return null;
  if (ending?.kind === "failed" || run.mode === "DRYRUN") return null;
  return (await isConsumed(session, gate)) ? null : gate;
}

async function isConsumed(session: RunSession, gate: Gate): Promise<boolean> {
  return (await (await session.live()).approvalUse(session.folder.runId, gate)) !== null;
}

/** Whether a member of a batch, or a run that was adopted for nothing else, waits by itself to be taken back: there is no other gate that it could go back to alone. */
async function isTakenBackAlone({ sidecar, batch }: EngineParts, runId: string): Promise<boolean> {
  const view = batch === null ? await sidecar.peekRun(runId) : null;
  if (view === null || !view.ok) return false;
  const position = foldJournal(view.value.entries);
  const { run, waiting } = position;
  return (
    (run.batch !== undefined || refuseUnconfirmed(position) !== null) &&
    waiting?.gate === gateOfEffect("compensation") &&
    !isPlaceInBatch(waiting.where)
  );
}
