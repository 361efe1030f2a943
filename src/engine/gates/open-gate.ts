import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { type Json, sha256Hex } from "../../json/canonical-json.ts";
import type { GateVerdict, OpenGate } from "../../ports/approvals.ts";
import { isStillGathering } from "../../trust/quorum.ts";
import type { RunSession } from "../session/run-session.ts";
import { refuseMovedFacts } from "./refuse-moved-facts.ts";
import { refuseAtEdge } from "./still-allowed.ts";

const LEASE_MINUTES = 60;

/**
 * Opens a gate for this process: trust first, before any database session; then that the facts which the request binds still hold;
 * then the lease. A gate whose approval this run has consumed opens again for what is left of its leg.
 */
export async function openGate(session: RunSession, gate: Gate): Promise<Result<null>> {
  const { parts } = session;
  const held = await refuseAtEdge(session);
  if (held) return refused(held);
  await parts.repository.refresh();
  const untrusted = await refuseWithoutPolicy(session);
  if (untrusted) return refused(untrusted);
  const { result } = await judgeApproval(session, gate);
  const before = session.position.opened[gate];
  if (before !== undefined && (await isConsumed(session, before))) {
    return isTakenBack(result) ? result : arm(session, before, true);
  }
  if (!result.ok) return refused(asWaiting(result.refusal, gate));
  const { opened, policyVersion } = result.value;
  await parts.sidecar.raisePolicyFloor(policyVersion);
  const moved = await refuseMovedFacts(session, gate);
  if (moved) return refused(moved);
  const { gate: _gate, ...approval } = opened;
  await session.record({
    type: "gate_opened",
    gate,
    payloadSha256: opened.payloadSha256,
    approval: approval as unknown as Json,
  });
  parts.crashPoints.reach(`${gate}:after_judged`);
  return arm(session, opened, false);
}

/** The policy is asked for first: what it says goes into every report that follows. */
async function refuseWithoutPolicy(session: RunSession): Promise<Refusal | null> {
  const policy = await session.parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  session.policy = policy.value.policy;
  return null;
}

async function judgeApproval(session: RunSession, gate: Gate): Promise<GateVerdict> {
  const { parts, position, folder } = session;
  const request = position.requests[gate];
  const requestText = await folder.readFile(`requests/${gate}.request.json`);
  if (request === undefined || requestText === null || sha256Hex(requestText) !== request.payloadSha256) {
    const corrupt = refusal("STOP_STATE_CORRUPT", {
      field: `requests/${gate}.request.json`,
      expected: request?.payloadSha256 ?? "a request",
      actual: requestText === null ? "none" : sha256Hex(requestText),
    });
    return { result: refused(corrupt), seen: [] };
  }
  const verdict = await parts.judge.judge({
    runId: position.run.runId,
    gate,
    mode: position.run.mode,
    repositoryId: parts.settings.repositoryId,
    initiator: position.run.initiator,
    requestText,
    now: parts.clock.now(),
    firstSeen: position.firstSeen,
    policyFloor: await parts.sidecar.readPolicyFloor(),
  });
  for (const commit of verdict.seen) {
    if (!session.position.firstSeen.has(commit)) await session.record({ type: "approval_seen", commit });
  }
  return verdict;
}

/** The database says whether this run's approval of the gate was used; the journal alone never does. */
async function isConsumed(session: RunSession, opened: OpenGate): Promise<boolean> {
  const use = await (await session.live()).approvalUse(session.position.run.runId, opened.gate);
  return use !== null && use.payloadSha256 === opened.payloadSha256 && use.nonce === opened.approval.nonce;
}

async function arm(session: RunSession, opened: OpenGate, consumed: boolean): Promise<Result<null>> {
  const { gate } = opened;
  const end = session.parts.clock.now().getTime() + LEASE_MINUTES * 60_000;
  const expiresUtc = utc(new Date(consumed ? end : Math.min(end, Date.parse(opened.expiresUtc))));
  await session.folder.arm({ runId: session.folder.runId, gate, expiresUtc });
  await session.record({ type: "armed", gate, expiresUtc });
  session.gate = opened;
  session.gateConsumed = consumed;
  session.parts.crashPoints.reach(`${gate}:after_armed`);
  return accepted(null);
}

/** Stops even what is left of a leg whose approval is used: a withdrawal, or a HOLD in the control repository. */
const TAKING_BACK: ReadonlySet<string> = new Set(["STOP_APPROVAL_WITHDRAWN", "STOP_HOLD"]);

function isTakenBack(result: GateVerdict["result"]): result is Extract<GateVerdict["result"], { ok: false }> {
  return !result.ok && TAKING_BACK.has(result.refusal.reason);
}

/** No approval yet, or not yet of everybody, is how a run waits by design; every other refusal is told as it is. */
function asWaiting(cause: Refusal, gate: Gate): Refusal {
  if (cause.reason !== "STOP_APPROVAL_NOT_FOUND" && !isStillGathering(cause)) return cause;
  const { expected, actual = "no approval yet" } = cause;
  return refusal("STOP_APPROVAL_REQUIRED", {
    field: gate,
    ...(expected === undefined ? {} : { expected }),
    actual,
  });
}
