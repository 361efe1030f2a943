import { accepted, type Result } from "../../domain/result.ts";
import { createHistoryReader } from "../approvals/history.ts";
import type { ApproveOrder, ApproveParts } from "./answer-order.ts";
import type { ChosenFiles } from "./choose-files.ts";
import { judgeCommit, type Missing } from "./judge-commit.ts";
import type { OwnKey } from "./own-key.ts";
import type { AskedQuestion } from "./read-question.ts";

/**
 * Judges an answer before it is signed: its commits are written without a signature, beside every branch, and the judge is told whose key
 * will sign the last of them. So whatever will be refused later is refused now, by the same judge.
 */
export async function rehearse(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
  answer: {
    readonly chosen: ChosenFiles;
    readonly kept: readonly string[];
    readonly files: Readonly<Record<string, string>>;
    readonly own: OwnKey;
    readonly at: Date;
  },
): Promise<Result<Missing>> {
  const { repository, judging } = parts;
  const { chosen, kept, files, own, at } = answer;
  const removed = chosen.replaced.map(({ path }) => path);
  const cleared =
    removed.length === 0
      ? asked.base
      : await repository.draft({ parent: asked.base, removed, files: {}, message: "Draft" }, at);
  const isMore = Object.keys(files).length > 0;
  const draft = isMore
    ? await repository.draft({ parent: cleared, removed: [], files, message: "Draft" }, at)
    : cleared;
  const merged = await repository.join({ onto: asked.mainTip, commit: draft, message: "Draft" });
  if (!merged.ok) return merged;
  const commit = await createHistoryReader(judging.repository).commit(draft);
  if (!commit.ok) return commit;
  const vouched = new Map([[draft, { commit: commit.value, signature: own.signature }]]);
  const judged = await judgeCommit(parts, order, asked, { chosen, kept, merged: merged.value, at, vouched });
  return judged.ok ? accepted(judged.value) : judged;
}
