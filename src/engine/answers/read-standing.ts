import { parseStatement } from "../../domain/approval.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { approvalsPath } from "../../domain/run-paths.ts";
import { refuseUnsafeFolder } from "../../trust/paths.ts";
import type { JudgedStatement } from "../../trust/quorum.ts";
import { createHistoryReader } from "../approvals/history.ts";
import type { JudgedAnswers } from "../approvals/judge-answers.ts";
import { type ApproveOrder, type ApproveParts, judgeAt } from "./answer-order.ts";
import type { ReplacedFile } from "./choose-files.ts";
import { type AskedQuestion, gateQuestion } from "./read-question.ts";

/** A name that git and the reader of trees write alike. */
const IS_PLAIN = /^[\x21-\x7e]+$/;

/** What stands about a gate, judged as if the request's branch were merged. */
export interface Standing {
  readonly judged: JudgedAnswers;
  /** Files of the gate that no run's folder may hold; nothing in it counts before they are gone. */
  readonly unfit: readonly ReplacedFile[];
  /** Names of files that state something about another request. */
  readonly ofOthers: ReadonlySet<string>;
}

export async function readStanding(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
): Promise<Result<Standing>> {
  const { repository, clock } = parts;
  const unfit = await findUnfit(parts, order, asked);
  const at = clock.now();
  const removed = unfit.map(({ path }) => path);
  const draft = { parent: asked.base, removed, files: {}, message: "Draft" };
  const base = removed.length === 0 ? asked.base : await repository.draft(draft, at);
  const judged = await judgeMerged(parts, order, asked, { commit: base, at });
  if (!judged.ok) return judged;
  const { approval, execution } = judged.value;
  const ofOthers = new Set<string>();
  for (const { file } of [...approval, ...execution])
    if (await isOfAnother(parts, asked, approvalsPath(order.runId, file))) ofOthers.add(file);
  return accepted({ judged: judged.value, unfit, ofOthers });
}

/** Judges what the default branch would say once the commit is merged into it. */
async function judgeMerged(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
  { commit, at }: { readonly commit: string; readonly at: Date },
): Promise<Result<JudgedAnswers>> {
  const { repository } = parts;
  const isIn = await repository.contains(asked.mainTip, commit);
  const merged = isIn
    ? accepted(asked.mainTip)
    : await repository.join({ onto: asked.mainTip, commit, message: "Draft" });
  if (!merged.ok) return merged;
  const question = gateQuestion(order, asked, at);
  const judged = await judgeAt(parts, merged.value).judge(question);
  const isDoubtful = judged.ok && [...judged.value.approval, ...judged.value.execution].some(isRewritten);
  if (!isDoubtful) return judged;
  await repository.fetchPulls();
  return await judgeAt(parts, merged.value).judge(question);
}

/** A commit without a good signature may have its original under a pull request. */
function isRewritten({ result }: JudgedStatement): boolean {
  return !result.ok && result.refusal.signer === undefined;
}

async function findUnfit(
  { judging }: ApproveParts,
  { runId, gate }: ApproveOrder,
  { base }: AskedQuestion,
): Promise<readonly ReplacedFile[]> {
  const folder = await createHistoryReader(judging.repository).runFolder(base, runId);
  const found: { readonly path: string; readonly why: Refusal }[] = [];
  for (const [name, entry] of folder ?? []) {
    const why = refuseUnsafeFolder(new Map([[name, entry]]), runId);
    if (why !== null && name.startsWith(`${gate}.`) && IS_PLAIN.test(name))
      found.push({ path: approvalsPath(runId, name), why });
  }
  return found;
}

async function isOfAnother(
  { repository }: ApproveParts,
  asked: AskedQuestion,
  path: string,
): Promise<boolean> {
  const bytes = await repository.readFile(asked.base, path);
  const parsed = bytes === null ? null : parseStatement(bytes);
  return parsed?.ok === true && parsed.value.payloadSha256 !== asked.payloadSha256;
}
