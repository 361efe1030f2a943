import type { OpenGate } from "../../domain/open-gate.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { accepted } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { isObjectId, readUtc } from "../../domain/text-forms.ts";
import type { ApprovalJudge, GateQuestion } from "../../ports/approvals.ts";
import { isSolo } from "../../trust/policy/safety.ts";
import { endOfLife } from "../../trust/times.ts";
import { readApprovalsAtTip } from "./approvals-at-tip.ts";
import { readApprovedTree } from "./approved-tree.ts";
import { catchRefusal } from "./catch-refusal.ts";
import { findMisstated } from "./find-misstated.ts";
import { hasStood } from "./has-stood.ts";
import { findHoldBranch } from "./hold-branch.ts";
import { type GateStatements, judgeGate } from "./judge-gate.ts";
import { type ApprovalJudgeParts, openJudgeTools } from "./judge-tools.ts";
import { readRequests } from "./read-requests.ts";

export type { ApprovalJudgeParts } from "./judge-tools.ts";

/** The judge of every gate: facts from raw git objects, verdicts from trust/. It only reads; only `mergedPrs` may use the network. */
export function createApprovalJudge(parts: ApprovalJudgeParts): ApprovalJudge {
  const tools = openJudgeTools(parts);
  const mustOpenHistory = async () => {
    const history = await tools.openHistory();
    if (!history.ok) throw new RefusalError(history.refusal);
    return history.value;
  };
  return {
    async judge(question) {
      const seen = new Set<string>();
      const judged = await catchRefusal(() => judgeGate(tools, question, seen));
      return { result: judged.ok ? accepted(openedBy(question, judged.value)) : judged, seen: [...seen] };
    },
    async position() {
      const { repository, defaultRef } = parts;
      return `${await repository.resolveRef(defaultRef)} ${await findHoldBranch(repository)}`;
    },
    async hasStood(asked) {
      return hasStood(tools.reader, await mustOpenHistory(), asked);
    },
    async misstated(asked, said) {
      return findMisstated(tools, await mustOpenHistory(), { asked, said });
    },
    async approvedTree(asked) {
      return readApprovedTree(tools.reader, await mustOpenHistory(), asked);
    },
    requests: (id) =>
      catchRefusal(async () => {
        const { repository, defaultRef } = parts;
        const tip = isObjectId(defaultRef) ? defaultRef : await repository.resolveRef(defaultRef);
        return accepted(tip === null ? [] : await readRequests(tools.reader, tip, id));
      }),
    async policy(since = null) {
      const judged = await catchRefusal(async () => {
        const history = await tools.openHistory();
        if (!history.ok) return history;
        const tip = await readApprovalsAtTip(tools.reader, history.value.since(since), null);
        if (!tip.ok) return tip;
        const floor = (await parts.policyFloor?.()) ?? 0;
        const trusted = await tools.trustedPolicy(tip.value, parts.now(), floor);
        return trusted.ok ? accepted({ ...trusted.value, commit: history.value.tip }) : trusted;
      });
      if (!judged.ok) return judged;
      const { version, sha256, policy } = judged.value;
      return accepted({ version, sha256, solo: isSolo(policy), commit: judged.value.commit, policy });
    },
  };
}

function openedBy(question: GateQuestion, statements: GateStatements) {
  const { approved, armed, policy, nonce, payloadSha256 } = statements;
  const [approval] = approved;
  const [execution] = armed;
  if (approval === undefined || execution === undefined) {
    throw new Error("a gate was opened without its statements");
  }
  const ends = [...approved, ...armed].map(({ statement }) =>
    endOfLife(question.gate, readUtc(statement.signedUtc)).getTime(),
  );
  const opened: OpenGate = {
    gate: question.gate,
    payloadSha256,
    approval: {
      gate: question.gate,
      nonce,
      approvalCommit: approval.commit,
      executionCommit: execution.commit,
      persons: [...new Set(approved.map(({ person }) => person))],
      keys: [...new Set(approved.map(({ key }) => key))],
      signedUtc: approval.statement.signedUtc,
    },
    reviewDecisionId: approval.statement.reviewDecisionId,
    expiresUtc: utc(new Date(Math.min(...ends))),
  };
  return { opened, policyVersion: policy.version, solo: isSolo(policy.policy) };
}
