import { z } from "zod";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { CheckStatus, PullFacts, PullRequests } from "../../ports/pull-requests.ts";
import { openConversation } from "./conversation.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { markerOfCheck } from "./markers.ts";
import { CHECK_CONTEXT } from "./merged-pulls.ts";
import { parseAnswer } from "./read-failure.ts";
import { orRefuse, type Wanted } from "./refuse-failure.ts";
import { writeOnce } from "./write-once.ts";

/** GitHub lists no more files of a comparison than this, and does not say that it left some out. */
const MOST_FILES = 300;

/** What the check of a pull request reads from GitHub and writes there; what GitHub refuses is thrown as a refusal. */
export function createPullRequests(repository: GitHubRepository): PullRequests {
  return {
    readFacts: (number) => orRefuse(ask("the pull request"), () => readFacts(repository, number)),
    readChangedPaths: (range) => orRefuse(ask("its files"), () => readChangedPaths(repository, range)),
    setStatus: (status) => orRefuse(ask("the status to be set"), () => setStatus(repository, status)),
    showVerdict: (verdict) => orRefuse(ask("the comment"), () => showVerdict(repository, verdict)),
  };
}

function ask(expected: string): Wanted {
  return { reason: "STOP_REPORT_UPLOAD_FAILED", expected, afterwards: "start the job again" };
}

async function readFacts({ client, owner, repo }: GitHubRepository, number: number): Promise<PullFacts> {
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

async function readChangedPaths(
  { client, owner, repo }: GitHubRepository,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<Result<readonly string[]>> {
  const asked = { owner, repo, basehead: `${base}...${head}`, per_page: 1 };
  const answer = await client.octokit.rest.repos.compareCommitsWithBasehead(asked);
  const { files } = parseAnswer(comparisonSchema, answer.data);
  if (files.length >= MOST_FILES) {
    return refused(
      refusal("STOP_APPROVAL_PR_SCOPE", {
        field: "paths",
        expected: `fewer than ${MOST_FILES} files`,
        actual: `${MOST_FILES} or more`,
      }),
    );
  }
  return accepted(
    files.flatMap((file) => [
      file.filename,
      ...(file.previous_filename === undefined ? [] : [file.previous_filename]),
    ]),
  );
}

const comparisonSchema = z.object({
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })),
});

async function setStatus(
  { client, owner, repo }: GitHubRepository,
  status: CheckStatus & { readonly sha: string },
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

async function showVerdict(
  repository: GitHubRepository,
  verdict: { readonly number: number; readonly runId: string; readonly markdown: string },
): Promise<void> {
  const talk = await openConversation(repository, { number: verdict.number, isNew: false });
  const marker = markerOfCheck(verdict.runId);
  const standing = talk.find(marker);
  if (standing === null) await talk.post(marker, verdict.markdown);
  else await talk.edit(standing, verdict.markdown);
}
