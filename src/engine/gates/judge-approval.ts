import type { Gate } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { GateVerdict } from "../../ports/approvals.ts";
import { initiatorsOf } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { readAskedAt } from "./read-gate-files.ts";

/**
 * Judges the approval of a gate by what the runner has fetched, and remembers the commits that it has seen. Whoever moves the rest of a leg
 * did not start it: a consumed approval is judged by the initiators that its request names.
 */
export async function judgeApproval(
  session: RunSession,
  gate: Gate,
  { isConsumed }: { readonly isConsumed: boolean },
): Promise<GateVerdict> {
  const { parts, position } = session;
  const asked = await readAskedAt(session, gate);
  if (!asked.ok) return { result: asked, seen: [] };
  const { id, isBatch, text, initiator } = asked.value;
  const standing = await parts.judge.position();
  const judge = isBatch && parts.batch !== null ? parts.batch.judge : parts.judge;
  const verdict = await judge.judge({
    runId: id,
    gate,
    mode: position.run.mode,
    repositoryId: parts.settings.repositoryId,
    initiator: isConsumed ? initiator : initiatorsOf(position),
    requestText: text,
    now: parts.clock.now(),
    firstSeen: position.firstSeen,
    policyFloor: await parts.sidecar.readPolicyFloor(),
    isConsumed,
  });
  for (const commit of verdict.seen) {
    if (!session.position.firstSeen.has(commit)) await session.record({ type: "approval_seen", commit });
  }
  session.judgedAt = standing;
  return verdict;
}

/** Reasons that let the rest of a leg go on whose approval is consumed: nobody took it back. All others stop it (docs/threats.md C-90). */
const GOES_ON: ReadonlySet<string> = new Set(["STOP_APPROVAL_SIG_EXPIRED", "STOP_POLICY_CHANGED"]);

export function isTakenBack(
  result: GateVerdict["result"],
): result is Extract<GateVerdict["result"], { ok: false }> {
  return !result.ok && !GOES_ON.has(result.refusal.reason);
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
  const isConsumed = session.gateConsumed;
  const { result } = await judgeApproval(session, gate.gate, { isConsumed });
  if (result.ok || (isConsumed && !isTakenBack(result))) return null;
  session.judgedAt = null;
  return result.refusal;
}
