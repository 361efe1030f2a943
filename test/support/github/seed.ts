import type { LoopbackGitHub } from "./server.ts";

/** Puts a first commit with `files` on the default branch of a loopback GitHub; returns its id. */
export async function seedRepository(
  github: LoopbackGitHub,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const { git, now } = github.world;
  const blobs = await Promise.all(
    Object.entries(files).map(async ([path, content]) => ({
      path,
      mode: "100644",
      sha: await git.writeObject("blob", content),
    })),
  );
  const author = { name: "operator", email: "operator@example.org", date: now() };
  const tree = await git.treeWith(null, blobs);
  const sha = await git.writeCommit({
    tree,
    parents: [],
    author,
    committer: author,
    message: "Begin\n",
    webFlow: false,
  });
  await git.git(["update-ref", "refs/heads/main", sha]);
  return sha;
}
