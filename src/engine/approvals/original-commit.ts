import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { introduces, isSame, judgeOrigin, refuseWiderScope } from "../../trust/provenance.ts";
import type { CandidateContext } from "./candidate-context.ts";
import { refuseEdit, refuseRevival, type StatedFile } from "./earlier-statements.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import { type SignedCommit, verifyCommit } from "./verify-commit.ts";
import { refuseWithdrawal } from "./withdrawal.ts";

interface Original {
  readonly id: string;
  readonly signed: SignedCommit;
}

/**
 * Finds the signed original of a squashed or rebased approval: a commit, kept under a pull request's head or a branch of the run, that
 * introduces the identical file, touches only this run, and has a good signature of a pinned key. The history that keeps it is judged by
 * the rules of the default branch: what would have been refused in a merge is refused in a squash (docs/threats.md G-26, G-80). Null: there
 * is none.
 */
export async function findOriginal(
  context: CandidateContext,
  file: StatedFile,
  trusted: TrustedPolicy,
): Promise<Result<Original> | null> {
  let unclean: Refusal | null = null;
  for (const tip of (await context.keptHeads()).offered) {
    const found = await judgeSide(context, { tip, file, trusted });
    if (found?.ok) return found;
    unclean ??= found === null ? null : found.refusal;
  }
  return unclean === null ? null : refused(unclean);
}

async function judgeSide(
  context: CandidateContext,
  {
    tip,
    file,
    trusted,
  }: { readonly tip: string; readonly file: StatedFile; readonly trusted: TrustedPolicy },
): Promise<Result<Original> | null> {
  const { aside, history, question, request } = context;
  const { path, entry, name } = file;
  const folder = await aside.runFolder(tip, question.runId);
  if (!isSame(folder?.get(name) ?? null, entry)) return null;
  const side = await aside.openBeside(history, [tip]);
  const changes = await side.changesInRun(question.runId, name);
  const original = await findSigned(
    context,
    changes.filter((change) => introduces(change, entry)).map(({ commit }) => commit),
    trusted,
  );
  if (original === null) return null;
  const origin = judgeOrigin(path, entry, changes);
  if (!origin.ok) return origin;
  const about = { ...question, payloadSha256: request.payloadSha256 };
  const unclean =
    (await refuseEdit(aside, { ...file, changes }, side.isBefore)) ??
    (await refuseRevival(aside, { ...file, changes: [...file.changes, ...changes] }, (commit) =>
      side.isBefore(commit, original.id),
    )) ??
    (await refuseWithdrawal(aside, side, null, about));
  return unclean === null ? accepted(original) : refused(unclean);
}

async function findSigned(
  { aside, verifiers, question }: CandidateContext,
  commits: readonly string[],
  { keyFiles }: TrustedPolicy,
): Promise<Original | null> {
  for (const id of commits) {
    const commit = await aside.commit(id);
    if (!commit.ok || commit.value.parents.length !== 1) continue;
    if (refuseWiderScope(id, question.runId, await aside.changedPaths(id)) !== null) continue;
    const checked = await verifyCommit(verifiers, id, commit.value, keyFiles);
    if (checked.ok) return { id, signed: checked.value };
  }
  return null;
}
