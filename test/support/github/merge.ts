import type { Signer } from "./git-store.ts";
import { followBranches, type GitHubWorld, type Pull, type User } from "./world.ts";

/**
 * Merges a pull request as GitHub's page does: `merge` and `squash` make a commit that GitHub signs, `rebase` rewrites the
 * commits without their signatures. Returns the new tip of the base, or null on conflict.
 */
export async function mergePull(
  world: GitHubWorld,
  pull: Pull,
  how: { readonly method: string; readonly by: User; readonly person: Signer },
): Promise<string | null> {
  await followBranches(world);
  const ref = `refs/heads/${pull.baseRef}`;
  const base = await world.git.resolve(ref);
  if (base === null) return null;
  const sha =
    how.method === "rebase"
      ? await rebase(world, pull, base, how.person)
      : await combine(world, pull, base, how);
  if (sha === null) return null;
  await world.git.git(["update-ref", ref, sha, base]);
  pull.baseSha = base;
  pull.state = "closed";
  pull.mergedAt = world.now();
  pull.closedAt = pull.mergedAt;
  pull.updatedAt = pull.mergedAt;
  pull.mergedBy = how.by;
  pull.mergeSha = sha;
  return sha;
}

async function combine(
  world: GitHubWorld,
  pull: Pull,
  base: string,
  { method, person }: { readonly method: string; readonly person: Signer },
): Promise<string | null> {
  const tree = await world.git.mergeTree(base, pull.headSha);
  if (tree === null) return null;
  const isSquash = method === "squash";
  return world.git.writeCommit({
    tree,
    parents: isSquash ? [base] : [base, pull.headSha],
    author: person,
    committer: { name: "GitHub", email: "noreply@github.com", date: person.date },
    message: isSquash
      ? `${pull.title} (#${pull.number})\n`
      : `Merge pull request #${pull.number} from ${world.owner}/${pull.headRef}\n\n${pull.title}`,
    webFlow: true,
  });
}

async function rebase(
  world: GitHubWorld,
  pull: Pull,
  base: string,
  committer: Signer,
): Promise<string | null> {
  const { git } = world;
  const from = await git.git(["merge-base", base, pull.headSha]);
  const shas = (await git.git(["rev-list", "--reverse", "--no-merges", `${from}..${pull.headSha}`]))
    .split("\n")
    .filter(Boolean);
  let tip = base;
  for (const sha of shas) {
    const commit = await git.readCommit(sha);
    const tree = await git.replayTree(tip, commit.parents[0] ?? from, sha);
    if (tree === null) return null;
    const { author, message } = commit;
    tip = await git.writeCommit({ tree, parents: [tip], author, committer, message, webFlow: false });
  }
  return tip;
}
