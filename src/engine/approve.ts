import type { AskedRequest } from "../domain/asked-request.ts";
import { GATES } from "../domain/gates.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import {
  type ApproveOrder,
  type ApproveParts,
  type ApproverDecision,
  isStopping,
} from "./answers/answer-order.ts";
import type { ReplacedFile } from "./answers/choose-files.ts";
import { draftFiles } from "./answers/draft-files.ts";
import { chooseWay, type HandedIn, type HandInWay, handIn } from "./answers/hand-in.ts";
import { judgeCommit, type Missing } from "./answers/judge-commit.ts";
import { type PreparedAnswer, prepareAnswer } from "./answers/prepare-answer.ts";
import { type AskedQuestion, readQuestion } from "./answers/read-question.ts";

export type { ApproveOrder, ApproveParts, ApproverDecision } from "./answers/answer-order.ts";

/** What a person would sign, for them to read first. */
export interface ApprovalPreview {
  readonly request: AskedRequest;
  readonly payloadSha256: string;
  readonly asked: AskedQuestion;
  readonly answer: PreparedAnswer;
  /** Path → text, as it would be signed now. */
  readonly files: Readonly<Record<string, string>>;
  /** What does not count and gives way. */
  readonly replaced: readonly ReplacedFile[];
  readonly way: HandInWay;
  readonly lifetimeHours: number;
}

export interface SignedApproval extends HandedIn {
  readonly commit: string;
  readonly files: readonly string[];
  /** What the gate still lacks; null: it opens. */
  readonly missing: Missing;
}

const NOTHING: PreparedAnswer = {
  chosen: { written: [], replaced: [] },
  kept: [],
  reviewDecisionId: null,
  signer: null,
  before: null,
  missing: null,
  isJudged: false,
  isSigned: false,
};

/**
 * Reads the request of a gate and what stands about it, and drafts the files that would answer. Refuses what would not count. Changes only the
 * remote-tracking branches of the clone.
 */
export async function previewApproval(
  parts: ApproveParts,
  order: ApproveOrder,
): Promise<Result<ApprovalPreview>> {
  const asked = await readQuestion(parts, order);
  if (!asked.ok) return asked;
  const way = await chooseWay(parts, order, asked.value);
  if (!way.ok) return way;
  const answer = isStopping(order.decision)
    ? accepted(NOTHING)
    : await prepareAnswer(parts, order, asked.value);
  if (!answer.ok) return answer;
  const { request, payloadSha256 } = asked.value;
  return accepted({
    request,
    payloadSha256,
    asked: asked.value,
    answer: answer.value,
    files: draftFiles(order, asked.value, { ...answer.value, at: parts.clock.now() }),
    replaced: answer.value.chosen.replaced,
    way: way.value,
    lifetimeHours: GATES[order.gate].lifetimeHours,
  });
}

/**
 * Commits the answer with the person's own signature, judges the commit as if it were merged, and hands it in as the order says. No branch
 * moves before the judge has accepted it.
 */
export async function signApproval(
  parts: ApproveParts,
  order: ApproveOrder,
  preview: ApprovalPreview,
): Promise<Result<SignedApproval>> {
  const { answer, way } = preview;
  const asked = await refuseMoved(parts, order, preview.asked);
  if (!asked.ok) return asked;
  const at = parts.clock.now();
  const files = draftFiles(order, asked.value, { ...answer, at });
  const made = answer.isSigned
    ? accepted(asked.value.base)
    : await commitAnswer(parts, order, { asked: asked.value, answer, files });
  if (!made.ok) return made;
  const commit = made.value;
  const message = `Merge the decision on ${order.gate} of ${order.runId}`;
  const merged = await parts.repository.join({ onto: asked.value.mainTip, commit, message });
  if (!merged.ok) return merged;
  const judged = answer.isJudged
    ? await judgeCommit(parts, order, asked.value, {
        ...answer,
        merged: merged.value,
        at: parts.clock.now(),
      })
    : accepted(null);
  if (!judged.ok) return refused({ ...judged.refusal, message: `${judged.refusal.message} ${UNDONE}` });
  const handed = await handIn(parts, order, asked.value, { commit, merged: merged.value, way });
  if (!handed.ok) return handed;
  return accepted({
    commit,
    ...handed.value,
    files: answer.isSigned ? [] : Object.keys(files),
    missing: judged.value,
  });
}

const UNDONE =
  "The commit was signed, would not count, and was left out: no branch was moved and nothing was pushed.";

/** Reads the question again: while a person reads, the request may be renewed, or somebody else may answer. */
async function refuseMoved(
  parts: ApproveParts,
  order: ApproveOrder,
  before: AskedQuestion,
): Promise<Result<AskedQuestion>> {
  const now = await readQuestion(parts, order);
  if (!now.ok) return now;
  if (now.value.payloadSha256 !== before.payloadSha256) {
    return refused(
      refusal("STOP_APPROVAL_PAYLOAD_MISMATCH", {
        field: "payload_sha256",
        message: "The request was renewed while you read it.",
        expected: before.payloadSha256,
        actual: now.value.payloadSha256,
      }),
    );
  }
  const moved = now.value.mainTip !== before.mainTip || now.value.branchTip !== before.branchTip;
  if (!moved) return accepted(before);
  return refused(
    refusal("STOP_APPROVAL_CONFLICT", {
      field: before.branch,
      message: "Something was added while you read.",
      expected: `${before.branchTip ?? "no branch"}, and ${before.mainTip} on ${parts.defaultBranch}`,
      actual: `${now.value.branchTip ?? "no branch"}, and ${now.value.mainTip}`,
      wayOut: "Run `cutter approve` again: it reads what stands now.",
    }),
  );
}

async function commitAnswer(
  { repository }: ApproveParts,
  order: ApproveOrder,
  made: {
    readonly asked: AskedQuestion;
    readonly answer: PreparedAnswer;
    readonly files: Readonly<Record<string, string>>;
  },
): Promise<Result<string>> {
  const { asked, answer, files } = made;
  const { gate, runId, decision } = order;
  const payload = `payload_sha256: ${asked.payloadSha256}\n`;
  let parent = asked.base;
  const { replaced } = answer.chosen;
  if (replaced.length > 0) {
    const removed = replaced.map(({ path }) => path);
    const why = replaced.map((each) => `${each.path}: ${each.why.reason}`).join("\n");
    const message = `Take away what does not count for ${gate} of ${runId}\n\n${why}\n${payload}`;
    const cleared = await repository.commitSigned({ parent, removed, files: {}, message });
    if (!cleared.ok) return cleared;
    parent = cleared.value;
  }
  if (Object.keys(files).length === 0) return accepted(parent);
  const message = `${WORDS[decision]} ${gate} of ${runId}\n\n${payload}`;
  return await repository.commitSigned({ parent, removed: [], files, message });
}

const WORDS: Readonly<Record<ApproverDecision, string>> = {
  approve: "Approve",
  "approve-only": "Approve",
  "execute-only": "Authorise the execution of",
  refuse: "Refuse",
  withdraw: "Withdraw the approval of",
};
