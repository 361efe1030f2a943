import { z } from "zod";
import { openConversation } from "./conversation.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { checkMarker } from "./markers.ts";
import { CHECK_CONTEXT } from "./merged-pulls.ts";
import { parseAnswer } from "./read-failure.ts";
import { writeOnce } from "./write-once.ts";

/** A pull request as GitHub says that it is now. */
export interface PullFacts {
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseRef: string;
  readonly defaultBranch: string;
  readonly isFork: boolean;
}

export async function readPullFacts(
  { client, owner, repo }: GitHubRepository,
  number: number,
): Promise<PullFacts> {
  const answer = await client.octokit.rest.pulls.get({ owner, repo, pull_number: number });
  const { head, base } = parseAnswer(pullSchema, answer.data);
  return {
    headSha: head.sha,
    baseSha: base.sha,
    baseRef: base.ref,
    defaultBranch: base.repo.default_branch,
    isFork: head.repo?.id !== base.repo.id,
  };
}

const pullSchema = z.object({
  head: z.object({ sha: z.string(), repo: z.object({ id: z.number().int().positive() }).nullable() }),
  base: z.object({
    sha: z.string(),
    ref: z.string(),
    repo: z.object({ id: z.number().int().positive(), default_branch: z.string() }),
  }),
});

/** GitHub compares no more files than this, and does not say so. */
export const MOST_FILES = 300;

/**
 * Every path that `head` adds, changes, removes or renames against where it left `base`, by both names; null where there may be more
 * than GitHub tells. Both are commits, so that no push in between changes what is listed.
 */
export async function readChangedPaths(
  { client, owner, repo }: GitHubRepository,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<readonly string[] | null> {
  const asked = { owner, repo, basehead: `${base}...${head}`, per_page: 1 };
  const answer = await client.octokit.rest.repos.compareCommitsWithBasehead(asked);
  const { files } = parseAnswer(comparisonSchema, answer.data);
  if (files.length >= MOST_FILES) return null;
  return files.flatMap((file) => [
    file.filename,
    ...(file.previous_filename === undefined ? [] : [file.previous_filename]),
  ]);
}

const comparisonSchema = z.object({
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })),
});

/** Names the head that was judged, as the status that may be required before merging. */
export async function setCheckStatus(
  { client, owner, repo }: GitHubRepository,
  status: {
    readonly sha: string;
    readonly state: "success" | "failure" | "pending";
    readonly description: string;
  },
): Promise<void> {
  const description = status.description.slice(0, 140);
  const write = () =>
    client.octokit.rest.repos.createCommitStatus({
      owner,
      repo,
      context: CHECK_CONTEXT,
      ...status,
      description,
    });
  await writeOnce({ secondMs: client.secondMs, write, look: async () => null });
}

/** Shows the verdict in the one comment of the check; the newest verdict takes the place of the last. */
export async function showVerdict(
  repository: GitHubRepository,
  verdict: { readonly number: number; readonly runId: string; readonly markdown: string },
): Promise<void> {
  const talk = await openConversation(repository, { number: verdict.number, isNew: false });
  const marker = checkMarker(verdict.runId);
  const standing = talk.find(marker);
  if (standing === null) await talk.post(marker, verdict.markdown);
  else await talk.edit(standing, verdict.markdown);
}
