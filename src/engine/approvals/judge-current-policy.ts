import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { explainPolicy, type PolicyExplanation } from "../../trust/policy/explain.ts";
import { readApprovalsAtTip } from "./approvals-at-tip.ts";
import { type ApprovalJudgeParts, openJudgeTools } from "./judge-tools.ts";

export type { PolicyExplanation } from "../../trust/policy/explain.ts";

/** Judges the policy at the tip of the default branch, and says what it permits at this moment. */
export async function judgeCurrentPolicy(parts: ApprovalJudgeParts): Promise<Result<PolicyExplanation>> {
  const tools = openJudgeTools(parts);
  const now = parts.now();
  try {
    const history = await tools.openHistory();
    if (!history.ok) return history;
    const tip = await readApprovalsAtTip(tools.reader, history.value, null);
    if (!tip.ok) return tip;
    const trusted = await tools.trustedPolicy(tip.value, now, (await parts.policyFloor?.()) ?? 0);
    if (!trusted.ok) return trusted;
    return accepted(explainPolicy(trusted.value.policy, trusted.value.keys, now));
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}
