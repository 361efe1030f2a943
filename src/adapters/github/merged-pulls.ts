import type { MergedPullRequest, MergedPullRequests } from "../../ports/merged-pr.ts";
import type { Place } from "./place.ts";
import { readFailure } from "./read-failure.ts";

/** Context of the commit status with which the approval check names the head that it has judged. */
export const CHECK_CONTEXT = "iu-cutter/approval";

/**
 * Reads from GitHub who merged the pull request through which a commit landed, and which head the check had judged. A check
 * counts only where an app set it, or the bot itself; a person's status of the same name does not.
 */
export function createMergedPulls(
  place: Place,
  options: { readonly readOwnId: () => Promise<number> },
): MergedPullRequests {
  const known = new Map<string, Promise<MergedPullRequest | null>>();
  return {
    read({ landing }) {
      const answer = known.get(landing) ?? readMerged(place, landing, options.readOwnId).catch(unknownOf);
      known.set(landing, answer);
      return answer;
    },
  };
}

async function readMerged(
  { client, owner, repo }: Place,
  landing: string,
  readOwnId: () => Promise<number>,
): Promise<MergedPullRequest | null> {
  const { rest } = client.octokit;
  const target = { owner, repo };
  const candidates = (
    await rest.repos.listPullRequestsAssociatedWithCommit({ ...target, commit_sha: landing })
  ).data;
  const merged = candidates.filter((pull) => pull.merge_commit_sha === landing && pull.merged_at !== null);
  const [only] = merged;
  if (only === undefined || merged.length > 1) return null;
  const pull = (await rest.pulls.get({ ...target, pull_number: only.number })).data;
  if (!pull.merged || pull.merged_at === null || pull.merged_by === null || pull.merge_commit_sha !== landing)
    return null;
  const head = pull.head.sha;
  const statuses = (await rest.repos.listCommitStatusesForRef({ ...target, ref: head, per_page: 100 })).data;
  const newest = statuses
    .filter((status) => status.context === CHECK_CONTEXT)
    .sort((a, b) => b.id - a.id)
    .at(0);
  const isTrusted =
    newest?.creator?.type === "Bot" || (newest?.creator != null && newest.creator.id === (await readOwnId()));
  return {
    number: pull.number,
    mergedById: pull.merged_by.id,
    mergedAt: new Date(pull.merged_at),
    mergeCommit: landing,
    mergedHead: head,
    checkedHead: newest?.state === "success" && isTrusted ? head : null,
    isFromFork: pull.head.repo === null || pull.head.repo.id !== pull.base.repo.id,
  };
}

/** What GitHub does not answer is unknown; what is no answer at all is a fault. */
function unknownOf(thrown: unknown): null {
  if (readFailure(thrown) === null) throw thrown;
  return null;
}
