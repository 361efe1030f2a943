import type { FilesToPublish } from "../../ports/forge.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { readFailure } from "./read-failure.ts";
import { type CommitPoint, commitOnto } from "./request-branch.ts";
import { writeOnce } from "./write-once.ts";

/** Puts files on branches of the bot's own, and knows where each of them stands: one request less for every wave of a batch. */
export class FileBranches {
  readonly #repository: GitHubRepository;
  readonly #tips = new Map<string, CommitPoint>();

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** One commit on top of what stands on the branch, or of the default branch where there is none; returns where the files stand. */
  async publish(order: FilesToPublish): Promise<string> {
    const { branch } = order;
    try {
      const standing = this.#tips.get(branch) ?? (await findCommit(this.#repository, branch));
      const base = standing ?? (await findCommit(this.#repository, this.#repository.defaultBranch));
      if (base === null) throw new Error(`no branch ${this.#repository.defaultBranch}`);
      const written = await commitOnto(this.#repository, { ...order, base });
      await pointAt(this.#repository, { branch, sha: written.commit, isNew: standing === null });
      this.#tips.set(branch, written);
      return `branch ${branch} at ${written.commit}`;
    } catch (thrown) {
      // Whatever was known of the branch is read again.
      this.#tips.delete(branch);
      throw thrown;
    }
  }
}

async function pointAt(
  { client, owner, repo }: GitHubRepository,
  { branch, sha, isNew }: { readonly branch: string; readonly sha: string; readonly isNew: boolean },
): Promise<void> {
  const { octokit, secondMs } = client;
  const again = { secondMs, look: async () => null };
  if (isNew)
    await writeOnce({
      ...again,
      write: () => octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha }),
    });
  else
    await writeOnce({
      ...again,
      write: () => octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha }),
    });
}

async function findCommit(
  { client, owner, repo }: GitHubRepository,
  ref: string,
): Promise<CommitPoint | null> {
  try {
    const { data } = await client.octokit.rest.repos.getCommit({ owner, repo, ref, per_page: 1 });
    return { commit: data.sha, tree: data.commit.tree.sha };
  } catch (thrown) {
    const status = readFailure(thrown)?.status;
    if (status === 404 || status === 422) return null;
    throw thrown;
  }
}
