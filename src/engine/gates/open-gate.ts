import type { Gate } from "../../domain/gates.ts";
import type { OpenGate } from "../../domain/open-gate.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { isStillGathering } from "../../trust/quorum.ts";
import { refuseBehindGit } from "../session/refuse-behind.ts";
import type { RunSession } from "../session/run-session.ts";
import { isTakenBack, judgeApproval } from "./judge-approval.ts";
import { refuseDamagedFiles } from "./refuse-damaged-files.ts";
import { refuseLostWrites } from "./refuse-lost-writes.ts";
import { refuseMovedFacts } from "./refuse-moved-facts.ts";
import { refuseSkew } from "./refuse-skew.ts";
import { refuseAtEdge } from "./still-allowed.ts";

const LEASE_MINUTES = 60;

/**
 * Opens a gate for this process: checks the run's files, and that the database has what they call committed; judges the approval, before
 * the first write without any database session; compares the facts that the request binds; and takes the lease. A gate whose approval this run has consumed opens again for the rest of its leg.
 */
export async function openGate(session: RunSession, gate: Gate): Promise<Result<null>> {
  const { parts } = session;
  const held = await refuseAtEdge(session);
  if (held) return refused(held);
  const damaged = await refuseDamagedFiles(session);
  if (damaged) return refused(damaged);
  const lost = await refuseLostWrites(session, gate);
  if (lost) return refused(lost);
  await parts.repository.refresh();
  const behind = await refuseBehindGit(parts.judge, session.folder, session.heeds);
  if (behind) return refused(behind);
  const untrusted = await refuseWithoutPolicy(session);
  if (untrusted) return refused(untrusted);
  const before = session.position.opened[gate];
  const consumed = before !== undefined && (await isConsumed(session, before));
  const { result } = await judgeApproval(session, gate, { isConsumed: consumed });
  if (consumed && isTakenBack(result)) return result;
  if (!consumed && !result.ok) return refused(asWaiting(result.refusal, gate));
  const skewed = await refuseSkew(parts.clock, await session.live());
  if (skewed) return refused(skewed);
  if (consumed) return arm(session, before, true);
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
    approval,
  });
  parts.crashPoints.reach(`${gate}:after_judged`);
  return arm(session, opened, false);
}

/** Reads the policy first, because every report that follows says whether it is a solo policy. */
async function refuseWithoutPolicy(session: RunSession): Promise<Refusal | null> {
  const policy = await session.parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  session.policy = policy.value.policy;
  return null;
}

/** Whether the database records that this run's approval of the gate was consumed; the journal alone is not believed. */
async function isConsumed(session: RunSession, opened: OpenGate): Promise<boolean> {
  const use = await (await session.live()).approvalUse(session.position.run.runId, opened.gate);
  return use !== null && use.payloadSha256 === opened.payloadSha256 && use.nonce === opened.approval.nonce;
}

async function arm(session: RunSession, opened: OpenGate, consumed: boolean): Promise<Result<null>> {
  const { gate } = opened;
  const end = session.parts.clock.now().getTime() + LEASE_MINUTES * 60_000;
  const expiresUtc = utc(new Date(consumed ? end : Math.min(end, readUtc(opened.expiresUtc).getTime())));
  await session.folder.arm({ runId: session.folder.runId, gate, expiresUtc });
  await session.record({ type: "armed", gate, expiresUtc });
  session.gate = opened;
  session.gateConsumed = consumed;
  session.parts.crashPoints.reach(`${gate}:after_armed`);
  return accepted(null);
}

/** Where an approval is missing, or not all persons have approved, the run waits as designed; any other refusal is passed on unchanged. */
function asWaiting(cause: Refusal, gate: Gate): Refusal {
  if (cause.reason !== "STOP_APPROVAL_NOT_FOUND" && !isStillGathering(cause)) return cause;
  const { expected, actual = "no approval yet" } = cause;
  return refusal("STOP_APPROVAL_REQUIRED", {
    field: gate,
    ...(expected === undefined ? {} : { expected }),
    actual,
  });
}
