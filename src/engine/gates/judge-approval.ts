import type { Gate } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { GateVerdict } from "../../ports/approvals.ts";
import { initiatorsOf } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { readWrittenRequest } from "./read-gate-files.ts";

/** Judges the approval of a gate by what the runner has fetched, and remembers the commits that it has seen. */
export async function judgeApproval(session: RunSession, gate: Gate): Promise<GateVerdict> {
  const { parts, position } = session;
  const request = await readWrittenRequest(session, gate);
  if (!request.ok) return { result: request, seen: [] };
  const standing = await parts.judge.position();
  const verdict = await parts.judge.judge({
    runId: position.run.runId,
    gate,
    mode: position.run.mode,
    repositoryId: parts.settings.repositoryId,
    initiator: initiatorsOf(position),
    requestText: request.value.text,
    now: parts.clock.now(),
    firstSeen: position.firstSeen,
    policyFloor: await parts.sidecar.readPolicyFloor(),
  });
  for (const commit of verdict.seen) {
    if (!session.position.firstSeen.has(commit)) await session.record({ type: "approval_seen", commit });
  }
  session.judgedAt = standing;
  return verdict;
}

/** Reasons that stop even the rest of a leg whose approval is consumed: a withdrawal, a revoked key, or a HOLD. */
const TAKING_BACK: ReadonlySet<string> = new Set([
  "STOP_APPROVAL_WITHDRAWN",
  "STOP_APPROVAL_KEY_REVOKED",
  "STOP_HOLD",
]);

export function isTakenBack(
  result: GateVerdict["result"],
): result is Extract<GateVerdict["result"], { ok: false }> {
  return !result.ok && TAKING_BACK.has(result.refusal.reason);
}

/**
 * Fetches, and judges the approval of the open gate again where anything has moved since: whatever would keep the gate shut stops it
 * before the approval is consumed, what takes the approval back also afterwards. A dry run has no approval.
 */
export async function refuseTakenBack(session: RunSession): Promise<Refusal | null> {
  const { gate, parts, position } = session;
  if (gate === null || position.run.mode === "DRYRUN") return null;
  await parts.repository.refresh();
  if ((await parts.judge.position()) === session.judgedAt) return null;
  const { result } = await judgeApproval(session, gate.gate);
  if (result.ok || (session.gateConsumed && !isTakenBack(result))) return null;
  session.judgedAt = null;
  return result.refusal;
}
