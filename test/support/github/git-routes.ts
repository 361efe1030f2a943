import { type Ask, failure, ok, type Route, text } from "./answer.ts";
import type { Signer, TreeChange } from "./git-store.ts";
import { commitBody, gitCommitBody, refBody } from "./render.ts";
import { followBranches, type User } from "./world.ts";

const REPO = "/repos/{owner}/{repo}";

/** Git data: refs, commits, trees, blobs, contents. */
export const GIT_ROUTES: Readonly<Record<string, Route>> = {
  [`get ${REPO}/git/ref/{ref}`]: async ({ world, params }) => {
    const sha = await world.git.resolve(`refs/${params["ref"]}`);
    return sha === null ? failure(404, "Not Found") : ok(refBody(world, `refs/${params["ref"]}`, sha));
  },
  [`post ${REPO}/git/refs`]: async (ask) => {
    const { world } = ask;
    const ref = text(ask, "ref");
    if ((await world.git.resolve(ref)) !== null) return failure(422, "Reference already exists");
    const made = await world.git.tryGit(["update-ref", ref, text(ask, "sha"), "0".repeat(40)]);
    if (made === null) return failure(422, "Object does not exist");
    return ok(refBody(world, ref, text(ask, "sha")), 201);
  },
  [`patch ${REPO}/git/refs/{ref}`]: async (ask) => {
    const { world, params } = ask;
    const ref = `refs/${params["ref"]}`;
    const old = await world.git.resolve(ref);
    const sha = text(ask, "sha");
    if (old === null) return failure(422, "Reference does not exist");
    const isForward = (await world.git.tryGit(["merge-base", "--is-ancestor", old, sha])) !== null;
    if (!isForward && ask.body["force"] !== true) return failure(422, "Update is not a fast forward");
    await world.git.git(["update-ref", ref, sha, old]);
    await followBranches(world);
    return ok(refBody(world, ref, sha));
  },
  /** GitHub closes the pull requests whose branch is deleted. */
  [`delete ${REPO}/git/refs/{ref}`]: async ({ world, params }) => {
    const ref = `refs/${params["ref"]}`;
    if ((await world.git.resolve(ref)) === null) return failure(422, "Reference does not exist");
    await world.git.git(["update-ref", "-d", ref]);
    for (const pull of world.pulls.filter(
      ({ state, headRef }) => state === "open" && `refs/heads/${headRef}` === ref,
    )) {
      pull.state = "closed";
      pull.closedAt = world.now();
    }
    return ok(null, 204);
  },
  [`get ${REPO}/git/commits/{commit_sha}`]: async ({ world, params }) => {
    const sha = await world.git.resolve(params["commit_sha"] ?? "");
    return sha === null
      ? failure(404, "Not Found")
      : ok(gitCommitBody(world, await world.git.readCommit(sha)));
  },
  [`get ${REPO}/commits/{ref}`]: async ({ world, params }) => {
    const ref = params["ref"] ?? "";
    const sha =
      (await world.git.resolve(`refs/heads/${ref.replace(/^heads\//, "")}`)) ??
      (await world.git.resolve(ref));
    if (sha === null) return failure(422, `No commit found for SHA: ${ref}`);
    const commit = await world.git.readCommit(sha);
    return ok({
      ...commitBody(world, commit, null),
      stats: { additions: 0, deletions: 0, total: 0 },
      files: [],
    });
  },
  [`post ${REPO}/git/blobs`]: async (ask) => {
    const encoding = text(ask, "encoding") === "base64" ? "base64" : "utf8";
    const sha = await ask.world.git.writeObject("blob", Buffer.from(text(ask, "content"), encoding));
    return ok(
      { sha, url: `${ask.world.url}/repos/${ask.world.owner}/${ask.world.name}/git/blobs/${sha}` },
      201,
    );
  },
  [`post ${REPO}/git/trees`]: async (ask) => {
    const { world } = ask;
    const base = text(ask, "base_tree");
    const entries = ask.body["tree"] as readonly {
      path: string;
      mode: string;
      sha?: string | null;
      content?: string;
    }[];
    const changes: TreeChange[] = [];
    for (const { path, mode, sha, content } of entries) {
      const written = content === undefined ? (sha ?? null) : await world.git.writeObject("blob", content);
      changes.push({ path, mode, sha: written });
    }
    const sha = await world.git.treeWith(base === "" ? null : base, changes);
    return ok(
      { sha, url: `${world.url}/trees/${sha}`, tree: await listTree(ask, sha), truncated: false },
      201,
    );
  },
  [`get ${REPO}/git/trees/{tree_sha}`]: async (ask) => {
    const sha = await ask.world.git.tryGit([
      "rev-parse",
      "--verify",
      "--quiet",
      `${ask.params["tree_sha"]}^{tree}`,
    ]);
    if (sha === null) return failure(404, "Not Found");
    return ok({
      sha,
      url: `${ask.world.url}/trees/${sha}`,
      tree: await listTree(ask, sha),
      truncated: false,
    });
  },
  [`post ${REPO}/git/commits`]: async (ask) => {
    const { world, token } = ask;
    const self = signer(token.user, world.now());
    const author = readSigner(ask.body["author"], self);
    const parents = (ask.body["parents"] as readonly string[] | undefined) ?? [];
    const message = text(ask, "message");
    const tree = text(ask, "tree");
    const committer = readSigner(ask.body["committer"], author);
    const sha = await world.git.writeCommit({ tree, parents, author, committer, message, webFlow: false });
    return ok(gitCommitBody(world, await world.git.readCommit(sha)), 201);
  },
  [`get ${REPO}/contents/{path}`]: async (ask) => {
    const ref = await resolveBranch(ask, ask.query.get("ref"));
    if (ref === null) return failure(404, "No commit found for the ref");
    const path = ask.params["path"] ?? "";
    const sha = await ask.world.git.tryGit(["rev-parse", "--verify", "--quiet", `${ref}:${path}`]);
    if (sha === null) return failure(404, "Not Found");
    const content = await ask.world.git.git(["cat-file", "blob", sha]);
    return ok(contentBody(ask, path, sha, Buffer.from(content)));
  },
  /** GitHub's page for a new file works like this: the person is the author, GitHub the committer and signer. */
  [`put ${REPO}/contents/{path}`]: async (ask) => {
    const { world, token, params } = ask;
    const branch = text(ask, "branch") || "main";
    const ref = `refs/heads/${branch}`;
    const parent = await world.git.resolve(ref);
    if (parent === null) return failure(404, `Branch ${branch} not found`);
    const path = params["path"] ?? "";
    const bytes = Buffer.from(text(ask, "content"), "base64");
    const blob = await world.git.writeObject("blob", bytes);
    const tree = await world.git.treeWith(parent, [{ path, mode: "100644", sha: blob }]);
    const author = signer(token.user, world.now());
    const committer: Signer = { name: "GitHub", email: "noreply@github.com", date: world.now() };
    const message = text(ask, "message");
    const sha = await world.git.writeCommit({
      tree,
      parents: [parent],
      author,
      committer,
      message,
      webFlow: true,
    });
    await world.git.git(["update-ref", ref, sha, parent]);
    await followBranches(world);
    const commit = gitCommitBody(world, await world.git.readCommit(sha));
    return ok({ content: contentBody(ask, path, blob, bytes), commit }, 201);
  },
};

export function signer(user: User, date: Date): Signer {
  return { name: user.name, email: user.email, date };
}

async function resolveBranch(ask: Ask, ref: string | null): Promise<string | null> {
  const { git } = ask.world;
  return (await git.resolve(`refs/heads/${ref ?? "main"}`)) ?? (ref === null ? null : git.resolve(ref));
}

async function listTree(ask: Ask, sha: string): Promise<readonly object[]> {
  const lines = (await ask.world.git.git(["ls-tree", sha])).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [, mode, type, id, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/.exec(line) ?? [];
    return { path, mode, type, sha: id, size: 0, url: `${ask.world.url}/git/${id}` };
  });
}

function readSigner(value: unknown, otherwise: Signer): Signer {
  if (typeof value !== "object" || value === null) return otherwise;
  const {
    name = otherwise.name,
    email = otherwise.email,
    date,
  } = value as { name?: string; email?: string; date?: string };
  return { name, email, date: date === undefined ? otherwise.date : new Date(date) };
}

function contentBody(ask: Ask, path: string, sha: string, bytes: Buffer) {
  const url = `${ask.world.url}/repos/${ask.world.owner}/${ask.world.name}/contents/${path}`;
  return {
    type: "file",
    encoding: "base64",
    size: bytes.length,
    name: path.split("/").at(-1),
    path,
    content: bytes.toString("base64"),
    sha,
    url,
    git_url: url,
    html_url: url,
    download_url: url,
    _links: { git: url, self: url, html: url },
  };
}
