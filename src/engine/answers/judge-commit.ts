import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { approvalsPath } from "../../domain/run-paths.ts";
import type { JudgedAnswers } from "../approvals/judge-answers.ts";
import type { CheckedCommits } from "../approvals/judge-gate.ts";
import { type ApproveOrder, type ApproveParts, judgeAt } from "./answer-order.ts";
import type { ChosenFiles } from "./choose-files.ts";
import { type AskedQuestion, gateQuestion } from "./read-question.ts";

/** What the gate still lacks after an answer that counts; null: it opens. */
export type Missing = Refusal | null;

/** Judges the answer in a commit as if it stood on the default branch; refuses it where one of its files would not count. */
export async function judgeCommit(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
  made: {
    readonly chosen: ChosenFiles;
    /** Names of files that count without it. */
    readonly kept: readonly string[];
    /** The commit, merged into the default branch. */
    readonly merged: string;
    readonly at: Date;
    readonly vouched?: CheckedCommits;
  },
): Promise<Result<Missing>> {
  const judge = judgeAt(parts, made.merged);
  const judged = await judge.judge(gateQuestion(order, asked, made.at), made.vouched);
  const fault = judged.ok ? faultOf(order, judged.value, made) : judged.refusal;
  if (fault !== null) return refused(fault);
  return accepted(judged.ok && !judged.value.gate.ok ? judged.value.gate.refusal : null);
}

function faultOf(
  order: ApproveOrder,
  judged: JudgedAnswers,
  { chosen: { written }, kept }: { readonly chosen: ChosenFiles; readonly kept: readonly string[] },
): Refusal | null {
  for (const { kind, path } of written) {
    const own = judged[kind].find(({ file }) => path.endsWith(`/${file}`));
    if (own === undefined)
      return refusal("STOP_APPROVAL_NOT_FOUND", { field: path, expected: "one file", actual: "none" });
    if (!own.result.ok) return own.result.refusal;
  }
  const counting = new Set(
    [...judged.approval, ...judged.execution].flatMap((each) => (each.result.ok ? [each.file] : [])),
  );
  const lost = kept.find((file) => !counting.has(file));
  if (lost !== undefined) {
    return refusal("STOP_APPROVAL_CONFLICT", {
      field: approvalsPath(order.runId, lost),
      message: "This answer would take the force of one that counts.",
      expected: "every answer that counts to count still",
      actual: "one that would not",
      wayOut: "Answer under your own name with `--as <your id in the policy>`.",
    });
  }
  const { gate } = judged;
  return !gate.ok && gate.refusal.reason === "STOP_APPROVAL_CONFLICT" ? gate.refusal : null;
}
