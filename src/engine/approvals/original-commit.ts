import { isSame, refuseWiderScope } from "../../trust/provenance.ts";
import type { Candidate, CandidateContext } from "./candidate-context.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import { type SignedCommit, verifyCommit } from "./verify-commit.ts";

/**
 * Finds the signed original of a squashed or rebased approval: a commit, kept under a pull request's head or a branch of the run, that
 * introduces the identical file, touches only this run, and has a good signature of a pinned key (docs/threats.md G-26).
 */
export async function findOriginal(
  context: CandidateContext,
  candidate: Candidate,
  trusted: TrustedPolicy,
): Promise<{ readonly id: string; readonly signed: SignedCommit } | null> {
  const { reader, verifiers, question } = context;
  const { runId } = question;
  for (const id of await introducersOutside(context, candidate)) {
    const commit = await reader.commit(id);
    if (!commit.ok || commit.value.parents.length !== 1) continue;
    if (refuseWiderScope(id, runId, await reader.changedPaths(id)) !== null) continue;
    const checked = await verifyCommit(verifiers, id, commit.value, trusted.keyFiles);
    if (checked.ok) return { id, signed: checked.value };
  }
  return null;
}

async function introducersOutside(
  { repository, reader, history, question }: CandidateContext,
  candidate: Candidate,
): Promise<ReadonlySet<string>> {
  const own = `refs/heads/cutter/${question.runId}/`;
  const found = new Set<string>();
  for (const { ref, id } of await repository.listRefs()) {
    const isKept = /^refs\/pull\/\d+\/head$/.test(ref) || ref.startsWith(own);
    if (!isKept || history.has(id)) continue;
    const folder = await reader.runFolder(id, question.runId);
    if (!isSame(folder?.get(candidate.file) ?? null, candidate.entry)) continue;
    const side = await reader.open(id);
    for (const change of await side.changesInRun(question.runId, candidate.file)) {
      const isNew = !change.parents.some((parent) => isSame(parent.entry, candidate.entry));
      if (isNew && isSame(change.entry, candidate.entry) && !history.has(change.commit))
        found.add(change.commit);
    }
  }
  return found;
}
