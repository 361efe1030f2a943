import type { AskedRequest } from "../../domain/asked-request.ts";
import { type Policy, RULE_NAMES, ruleOf } from "../../domain/policy.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { GateQuestion } from "../../ports/approvals.ts";
import { refuseBeyondPolicy } from "../../trust/beyond-policy.ts";
import { refuseOtherPolicy } from "../../trust/binding.ts";
import type { JudgedStatement } from "../../trust/quorum.ts";
import type { StatementKind } from "../../trust/statement.ts";
import { readApprovalsAtTip } from "./approvals-at-tip.ts";
import { judgeCandidate } from "./candidate.ts";
import { catchRefusal } from "./catch-refusal.ts";
import {
  type CheckedCommits,
  type GateStatements,
  judgeGate,
  prepareGate,
  readCandidates,
} from "./judge-gate.ts";
import { type ApprovalJudgeParts, type JudgeTools, openJudgeTools } from "./judge-tools.ts";
import { readStatedPolicy } from "./stated-policy.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";

/** Every file of a gate with its own verdict, and that on the gate. */
export interface JudgedAnswers {
  readonly approval: readonly JudgedStatement[];
  readonly execution: readonly JudgedStatement[];
  readonly gate: Result<GateStatements>;
}

/** The judge of the gates as a person asks it who answers. It reads a clone without a forge, so that it advises; the runner judges. */
export interface AnswerJudge {
  /** Refuses what no answer could mend, such as a withdrawal, a HOLD or another policy. */
  judge(question: GateQuestion, vouched?: CheckedCommits): Promise<Result<JudgedAnswers>>;
  policy(request: AskedRequest, now: Date): Promise<Result<TrustedPolicy>>;
}

/** Null for `rootKeys`: no root key is at hand, and the policy is taken as it stands. */
export type AnswerJudgeParts = Omit<ApprovalJudgeParts, "rootKeys" | "mergedPrs" | "memory"> & {
  readonly rootKeys: ApprovalJudgeParts["rootKeys"] | null;
};

export function openAnswerJudge(parts: AnswerJudgeParts): AnswerJudge {
  const tools = openAdvisingTools(parts);
  return {
    judge: (question, vouched = new Map()) => catchRefusal(() => judgeAnswers(tools, question, vouched)),
    policy: (request, now) =>
      catchRefusal(async () => {
        const opened = await tools.openHistory();
        if (!opened.ok) return opened;
        const history = opened.value.since(request.control_commit ?? null);
        const tip = await readApprovalsAtTip(tools.reader, history, null);
        return tip.ok ? await tools.trustedPolicy(tip.value, now, 0) : tip;
      }),
  };
}

function openAdvisingTools(parts: AnswerJudgeParts): JudgeTools {
  const tools = openJudgeTools({ ...parts, rootKeys: parts.rootKeys ?? [] });
  const { reader, verifiers } = tools;
  if (parts.rootKeys !== null) return tools;
  return { ...tools, trustedPolicy: ({ approvals }) => readStatedPolicy({ reader, verifiers, approvals }) };
}

/** Nobody but the forge knows who merged, so that here a signed commit alone is a proof, wherever the policy takes one. */
function withoutMerges(policy: Policy): Policy {
  const proofs = { any: ["signed_commit" as const] };
  const gates = { ...policy.gates };
  for (const name of RULE_NAMES)
    if (ruleOf(policy, name).accepted.includes("signed_commit")) gates[name] = { ...gates[name], proofs };
  return { ...policy, gates };
}

async function judgeAnswers(
  own: JudgeTools,
  question: GateQuestion,
  vouched: CheckedCommits,
): Promise<Result<JudgedAnswers>> {
  const tools: JudgeTools = {
    ...own,
    async trustedPolicy(...asked) {
      const trusted = await own.trustedPolicy(...asked);
      return trusted.ok
        ? accepted({ ...trusted.value, policy: withoutMerges(trusted.value.policy) })
        : trusted;
    },
  };
  const prepared = await prepareGate(tools, question, vouched);
  if (!prepared.ok) return prepared;
  const { context, files, tip } = prepared.value;
  const trusted = await tools.trustedPolicy(tip, question.now, question.policyFloor);
  if (!trusted.ok) return trusted;
  const other = refuseOtherPolicy(context.request.content, trusted.value);
  if (other !== null) return refused(other);
  const beyond = refuseBeyondPolicy(context.request.content, trusted.value.policy);
  if (beyond !== null) return refused(beyond);
  const judge = async (kind: StatementKind) => {
    const entries = kind === "approval" ? files?.approvals : files?.executions;
    const candidates = await readCandidates(context, kind, entries ?? []);
    return await Promise.all(candidates.map((each) => judgeCandidate(context, each, trusted.value)));
  };
  return accepted({
    approval: await judge("approval"),
    execution: await judge("execution"),
    gate: await judgeGate(tools, question, new Set(), vouched),
  });
}
