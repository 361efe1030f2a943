import type { OpenGate } from "../../../domain/open-gate.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import { reviewDecisionOf } from "../../../domain/review-decision.ts";
import type { GateVerdict } from "../../../ports/approvals.ts";
import type { UsedApproval } from "../../../ports/run-ledger.ts";
import { isTakenBack } from "../../gates/judge-approval.ts";
import type { RunSession } from "../../session/run-session.ts";
import type { Survey } from "./survey.ts";

export type JudgedUse =
  | { readonly open: OpenGate; readonly why: null }
  | { readonly open: null; readonly why: string };

/**
 * Judges an approval that the ledger calls used again, from raw git; refused where nobody can tell now. What is wrong with it for good is told as
 * the reason why it confirms nothing.
 */
export async function judgeAgain(
  session: RunSession,
  survey: Survey,
  use: UsedApproval,
): Promise<Result<JudgedUse>> {
  const request = survey.bound[use.gate];
  const list = survey.lists[use.gate];
  if (request === undefined && list === undefined)
    return accepted({ open: null, why: `the request of ${use.gate} that was approved is not in git` });
  const { parts, position } = session;
  const { result }: GateVerdict =
    list === undefined
      ? await parts.judge.judge({
          ...(await question(session, use)),
          runId: position.run.runId,
          initiator: request?.content.initiator ?? "",
          requestText: request?.text ?? "",
        })
      : await (parts.batch?.judge ?? parts.judge).judge({
          ...(await question(session, use)),
          runId: list.content.batch_id,
          initiator: list.content.initiator,
          requestText: list.text,
        });
  if (!result.ok && result.refusal.reason === "STOP_HOLD") return result;
  if (isTakenBack(result)) {
    const { reason, actual = "" } = result.refusal;
    return accepted({
      open: null,
      why: `the approval of ${use.gate} does not hold: ${reason} ${actual}`.trim(),
    });
  }
  const other = result.ok ? differenceOf(use, result.value.opened) : null;
  if (other !== null) return accepted({ open: null, why: `the approval of ${use.gate}: ${other}` });
  const { runId: _run, payloadSha256, usedUtc, place, ...approval } = use;
  return accepted({
    why: null,
    open: {
      gate: use.gate,
      payloadSha256,
      approval: {
        ...approval,
        ...(place === null || list === undefined
          ? {}
          : { batch: { ...place, payloadSha256: list.payloadSha256 } }),
      },
      reviewDecisionId:
        place === null
          ? result.ok
            ? result.value.opened.reviewDecisionId
            : null
          : reviewDecisionOf(use.gate, payloadSha256),
      expiresUtc: result.ok ? result.value.opened.expiresUtc : usedUtc,
    },
  });
}

async function question({ parts, position }: RunSession, { gate }: UsedApproval) {
  return {
    gate,
    mode: position.run.mode,
    repositoryId: parts.settings.repositoryId,
    now: parts.clock.now(),
    firstSeen: position.firstSeen,
    policyFloor: await parts.sidecar.readPolicyFloor(),
    isConsumed: true,
  };
}

/** What the ledger says of the approval, and git otherwise; a member's nonce is that of its own request. */
function differenceOf(use: UsedApproval, { approval }: OpenGate): string | null {
  const nonce = use.place?.nonce ?? use.nonce;
  if (approval.nonce !== nonce) return `nonce ${nonce} in the ledger, ${approval.nonce} in git`;
  if (approval.approvalCommit !== use.approvalCommit)
    return `commit ${use.approvalCommit} in the ledger, ${approval.approvalCommit} in git`;
  return null;
}
