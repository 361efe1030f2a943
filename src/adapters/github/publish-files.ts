import type { FilesToPublish } from "../../ports/forge.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { readFailure } from "./read-failure.ts";
import { commitOnto } from "./request-branch.ts";
import { writeOnce } from "./write-once.ts";

/** Puts files on a branch of the bot's own in one commit, on top of what stands there or of the default branch; returns where they stand. */
export async function publishFiles(repository: GitHubRepository, order: FilesToPublish): Promise<string> {
  const { octokit, secondMs } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo };
  const standing = await findCommit(repository, order.branch);
  const base = standing ?? (await findCommit(repository, repository.defaultBranch));
  if (base === null) throw new Error(`no branch ${repository.defaultBranch}`);
  const sha = await commitOnto(repository, { ...order, base });
  const again = { secondMs, look: async () => null };
  if (standing === null)
    await writeOnce({
      ...again,
      write: () => octokit.rest.git.createRef({ ...target, ref: `refs/heads/${order.branch}`, sha }),
    });
  else
    await writeOnce({
      ...again,
      write: () => octokit.rest.git.updateRef({ ...target, ref: `heads/${order.branch}`, sha }),
    });
  return `branch ${order.branch} at ${sha}`;
}

async function findCommit(
  { client, owner, repo }: GitHubRepository,
  ref: string,
): Promise<{ readonly commit: string; readonly tree: string } | null> {
  try {
    const { data } = await client.octokit.rest.repos.getCommit({ owner, repo, ref, per_page: 1 });
    return { commit: data.sha, tree: data.commit.tree.sha };
  } catch (thrown) {
    const status = readFailure(thrown)?.status;
    if (status === 404 || status === 422) return null;
    throw thrown;
  }
}
