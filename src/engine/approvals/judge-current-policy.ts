import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { explainPolicy, type PolicyExplanation } from "../../trust/policy/explain.ts";
import { readPlace } from "./approvals-at-tip.ts";
import { type ApprovalJudgeParts, openJudgeRoom } from "./judge-tools.ts";

export type { GateExplanation, PolicyExplanation } from "../../trust/policy/explain.ts";

/** Judges the policy at the tip of the default branch, and says what it permits at this moment. */
export async function checkPolicy(parts: ApprovalJudgeParts): Promise<Result<PolicyExplanation>> {
  const room = openJudgeRoom(parts);
  const now = parts.now();
  try {
    const history = await room.openHistory();
    if (!history.ok) return history;
    const place = await readPlace(room.reader, history.value, null);
    if (!place.ok) return place;
    const trusted = await room.trustedPolicy(place.value, now, (await parts.policyFloor?.()) ?? 0);
    if (!trusted.ok) return trusted;
    return accepted(explainPolicy(trusted.value.policy, trusted.value.keys, now));
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}
