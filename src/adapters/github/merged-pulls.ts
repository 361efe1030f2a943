import { z } from "zod";
import type { MergedPullRequest } from "../../domain/merged-pull-request.ts";
import { readUtc, utcText } from "../../domain/text-forms.ts";
import type { MergedPullRequests } from "../../ports/merged-pr.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { accountIdSchema } from "./own-account.ts";
import { parseAnswer, readFailure } from "./read-failure.ts";

/** Context of the commit status that the approval check sets on the head that it has judged. */
export const CHECK_CONTEXT = "iu-cutter/approval";

/**
 * Reads from GitHub who merged the pull request through which a commit landed, and which head the check had judged. A status
 * counts only if an app or the bot itself set it; a person's status of the same name does not. All of it is one query,
 * so that its parts are of one moment.
 */
export function createMergedPulls(repository: GitHubRepository): MergedPullRequests {
  const known = new Map<string, Promise<MergedPullRequest | null>>();
  return {
    read({ landing }) {
      const answer = known.get(landing) ?? readMerged(repository, landing).catch(unknownOf);
      known.set(landing, answer);
      return answer;
    },
  };
}

const QUERY = `query ($owner: String!, $repo: String!, $landing: GitObjectID!, $check: String!) {
  viewer { databaseId }
  repository(owner: $owner, name: $repo) {
    object(oid: $landing) {
      ... on Commit {
        parents(first: 2) { nodes { oid } }
        associatedPullRequests(first: 20) {
          totalCount
          nodes {
            number
            merged
            mergedAt
            mergedBy { ... on User { databaseId } ... on Bot { databaseId } }
            mergeCommit { oid }
            headRefOid
            isCrossRepository
            headRepository { databaseId }
            baseRepository { databaseId }
            commits(last: 1) {
              nodes {
                commit {
                  oid
                  status {
                    context(name: $check) {
                      state
                      creator { __typename ... on User { databaseId } ... on Bot { databaseId } }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}`;

const repositorySchema = z.object({ databaseId: z.number().int().positive() });

const headSchema = z.object({
  oid: z.string(),
  status: z
    .object({
      context: z
        .object({
          state: z.string(),
          creator: z.object({ __typename: z.string(), databaseId: accountIdSchema.nullish() }).nullable(),
        })
        .nullable(),
    })
    .nullable(),
});

const pullSchema = z.object({
  number: z.number().int().positive(),
  merged: z.boolean(),
  mergedAt: utcText.nullable(),
  mergedBy: z.object({ databaseId: accountIdSchema }).nullable(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  headRefOid: z.string(),
  isCrossRepository: z.boolean(),
  headRepository: repositorySchema.nullable(),
  baseRepository: repositorySchema,
  commits: z.object({ nodes: z.array(z.object({ commit: headSchema })) }),
});

const answerSchema = z.object({
  viewer: z.object({ databaseId: accountIdSchema }),
  repository: z.object({
    object: z
      .object({
        parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }),
        associatedPullRequests: z.object({ totalCount: z.number().int(), nodes: z.array(pullSchema) }),
      })
      .nullable(),
  }),
});

async function readMerged(
  { client, account, owner, repo }: GitHubRepository,
  landing: string,
): Promise<MergedPullRequest | null> {
  const asked = { owner, repo, landing, check: CHECK_CONTEXT };
  const { viewer, repository } = parseAnswer(answerSchema, await client.octokit.graphql(QUERY, asked));
  account.note(viewer.databaseId);
  if (repository.object === null) return null;
  const { associatedPullRequests: candidates, parents } = repository.object;
  // An incomplete list could hide a second pull request with the same merge.
  if (candidates.totalCount !== candidates.nodes.length) return null;
  const merged = candidates.nodes.filter((pull) => pull.merged && pull.mergeCommit?.oid === landing);
  // GitHub also calls a pull request merged whose commits came in with another; the merge commit's second parent is the merged head.
  const named = merged.filter((pull) => pull.headRefOid === parents.nodes[1]?.oid);
  const [pull, ...others] = merged.length > 1 ? named : merged;
  if (pull === undefined || others.length > 0 || pull.mergedAt === null || pull.mergedBy === null)
    return null;
  const head = pull.commits.nodes[0]?.commit;
  const check = head?.oid === pull.headRefOid ? head.status?.context : null;
  const { creator = null, state } = check ?? {};
  const isTrusted =
    creator?.__typename === "Bot" ||
    (creator?.__typename === "User" && creator.databaseId === viewer.databaseId);
  return {
    number: pull.number,
    mergedById: pull.mergedBy.databaseId,
    mergedAt: readUtc(pull.mergedAt),
    mergeCommit: landing,
    mergedHead: pull.headRefOid,
    checkedHead: state === "SUCCESS" && isTrusted ? pull.headRefOid : null,
    isFromFork: pull.isCrossRepository || pull.headRepository?.databaseId !== pull.baseRepository.databaseId,
  };
}

/** A failed request makes the merge unknown; any other error is a fault. */
function unknownOf(thrown: unknown): null {
  if (readFailure(thrown) === null) throw thrown;
  return null;
}
