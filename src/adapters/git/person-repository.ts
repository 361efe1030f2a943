import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ReasonCode } from "../../domain/reasons.ts";
import { type RefusalFacts, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { PersonCommit, PersonRepository } from "../../ports/person-repository.ts";
import { findGitFolder } from "./git-folder.ts";
import { type GitReply, runGit } from "./git-process.ts";
import { askGpgWhy, findSigningKey } from "./signing-key.ts";

export interface PersonRepositoryOptions {
  readonly path: string;
  /** The person's own environment, which leads to their gpg and ssh agents, askpass programs and credential helpers. */
  readonly environment: Readonly<Record<string, string>>;
}

type GitThere = (args: readonly string[]) => Promise<GitReply>;

/** Whose name a commit bears that only a judge reads. */
const DRAFT = { name: "cutter approve", email: "cutter-approve@localhost" };
/** Beside the branches of the remote, which a fetch with `--prune` tidies. */
const PULLS = "refs/cutter/pull";

/** Opens a person's clone. Commits are made in a temporary worktree, which is removed afterwards. */
export async function openPersonRepository(options: PersonRepositoryOptions): Promise<PersonRepository> {
  const { environment } = options;
  const { gitDir } = findGitFolder(options.path);
  const git = (
    args: readonly string[],
    access: readonly string[] = [`--git-dir=${gitDir}`],
    env: Readonly<Record<string, string>> = {},
  ) => runGit(environment, { args: [...access, ...args], env, isForeground: true });
  const remotes = (await git(["remote"])).stdout.split("\n").filter((name) => name !== "");
  const remote = remotes.includes("origin") ? "origin" : (remotes[0] ?? null);

  const read = async (args: readonly string[]): Promise<string | null> => {
    const reply = await git(args);
    return reply.exitCode === 0 ? reply.stdout.trim() : null;
  };
  const resolve = (ref: string) =>
    read(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  const local = (branch: string) => `refs/heads/${branch}`;
  const contains = async (later: string, earlier: string): Promise<boolean> =>
    (await git(["merge-base", "--is-ancestor", earlier, later])).exitCode === 0;

  const inWorktree = async <T>(
    commit: string,
    work: (folder: string, gitThere: GitThere) => Promise<T>,
  ): Promise<T> => {
    const folder = await mkdtemp(join(tmpdir(), "cutter-approve-"));
    const tree = join(folder, "tree");
    try {
      const added = await git(["worktree", "add", "--quiet", "--detach", "--no-checkout", tree, commit]);
      if (added.exitCode !== 0) throw new Error(`git worktree add: ${added.stderr.trim()}`);
      return await work(tree, (args) => git(args, ["-C", tree]));
    } finally {
      await rm(folder, { recursive: true, force: true });
      await git(["worktree", "prune"]);
    }
  };

  const commitTree = async (
    tree: string,
    commit: { readonly parents: readonly string[]; readonly message: string },
    env: Readonly<Record<string, string>> = {},
  ): Promise<Result<string>> => {
    const parents = commit.parents.flatMap((parent) => ["-p", parent]);
    const reply = await git(["commit-tree", tree, ...parents, "-m", commit.message], undefined, env);
    return reply.exitCode === 0 ? accepted(reply.stdout.trim()) : fail("git commit-tree", reply);
  };

  return {
    remote,
    remoteUrl: async () => (remote === null ? null : await read(["remote", "get-url", remote])),
    async fetch() {
      if (remote === null) return accepted(null);
      const reply = await git(["fetch", "--quiet", "--prune", "--end-of-options", remote]);
      return reply.exitCode === 0
        ? accepted(null)
        : fail(remote, reply, "STOP_REPO_UNREACHABLE", UNREACHABLE);
    },
    async fetchPulls() {
      if (remote === null) return;
      const heads = `+refs/pull/*/head:${PULLS}/*/head`;
      await git(["fetch", "--quiet", "--no-tags", "--prune", "--end-of-options", remote, heads]);
    },
    async tipOf(branch) {
      const own = await resolve(local(branch));
      if (remote === null) return own;
      const theirs = await resolve(`refs/remotes/${remote}/${branch}`);
      return theirs !== null && own !== null && (await contains(own, theirs)) ? own : theirs;
    },
    contains,
    async changedSince(known, tip, path) {
      const args = ["rev-list", "--full-history", "--max-count=1", `${known}..${tip}`, "--", path];
      return (await read(args)) !== "";
    },
    async readFile(commit, path) {
      const reply = await runGit(
        { ...environment, GIT_NO_REPLACE_OBJECTS: "1" },
        { args: [`--git-dir=${gitDir}`, "cat-file", "blob", `${commit}:${path}`] },
      );
      return reply.exitCode === 0 ? reply.bytes : null;
    },
    signingKey: () => findSigningKey(environment, read),
    async draft(change, at) {
      const date = `${Math.floor(at.getTime() / 1000)} +0000`;
      const env = {
        GIT_AUTHOR_NAME: DRAFT.name,
        GIT_AUTHOR_EMAIL: DRAFT.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: DRAFT.name,
        GIT_COMMITTER_EMAIL: DRAFT.email,
        GIT_COMMITTER_DATE: date,
      };
      const made = await inWorktree(change.parent, async (folder, gitThere) => {
        const staged = await stage(folder, gitThere, change);
        if (!staged.ok) return staged;
        const tree = (await gitThere(["write-tree"])).stdout.trim();
        return commitTree(tree, { parents: [change.parent], message: change.message }, env);
      });
      if (!made.ok) throw new Error(`git commit-tree: ${made.refusal.actual}`);
      return made.value;
    },
    commitSigned: (change) =>
      inWorktree(change.parent, async (folder, gitThere) => {
        const staged = await stage(folder, gitThere, change);
        if (!staged.ok) return staged;
        const message = ["-m", change.message, "--cleanup=whitespace"];
        const reply = await gitThere(["commit", "--quiet", "--gpg-sign", ...message]);
        if (reply.exitCode !== 0) {
          const why = reply.stderr.includes("gpg failed to sign") ? await askGpgWhy(environment, read) : null;
          const stderr = `${reply.stderr}\n${why ?? ""}`;
          return fail("git commit --gpg-sign", { ...reply, stderr }, "STOP_APPROVAL_UNSIGNED", UNSIGNED);
        }
        return accepted((await gitThere(["rev-parse", "HEAD"])).stdout.trim());
      }),
    async join({ onto, commit, message }) {
      const parents = [onto, commit];
      if (await contains(commit, onto)) return commitTree(`${commit}^{tree}`, { parents, message });
      return await inWorktree(onto, async (_folder, gitThere) => {
        await gitThere(["reset", "--quiet", "--hard", "HEAD"]);
        const reply = await gitThere(["merge", "--quiet", "--no-ff", "--no-commit", commit]);
        if (reply.exitCode !== 0) return fail(`merge of ${commit}`, reply);
        return commitTree((await gitThere(["write-tree"])).stdout.trim(), { parents, message });
      });
    },
    async move(branch, to) {
      // Where the branch is checked out, a fast-forward in its working tree moves it, so that the files match the branch.
      const from = await resolve(local(branch));
      const head = await git(["symbolic-ref", "--quiet", "HEAD"]);
      const isBare = (await git(["rev-parse", "--is-bare-repository"])).stdout.trim() === "true";
      const isOpen = !isBare && head.stdout.trim() === local(branch) && from === (await resolve("HEAD"));
      const reply = isOpen
        ? await git(["merge", "--quiet", "--ff-only", to], ["-C", options.path])
        : await git(["update-ref", local(branch), to, from ?? "0".repeat(to.length)]);
      return reply.exitCode === 0 ? accepted(null) : fail(local(branch), reply);
    },
    async push(branch, commit) {
      if (remote === null) return accepted(null);
      const reply = await git(["push", "--quiet", "--end-of-options", remote, `${commit}:${local(branch)}`]);
      return reply.exitCode === 0 ? accepted(null) : fail(`push ${branch}`, reply);
    },
  };
}

const UNSIGNED: RefusalFacts = {
  message: "Git could not sign the commit, so nothing was written.",
  wayOut: "Do what the words of gpg or ssh-keygen ask for, then run `cutter approve` again.",
};
const UNREACHABLE: RefusalFacts = {
  message: "The control repository could not be fetched, so nobody knows what there is to answer.",
  wayOut: "Restore the connection or the credentials that git names, then run `cutter approve` again.",
};
const FAILED: RefusalFacts = {
  message: "Git refused what `cutter approve` asked of it.",
  wayOut: "Do what git's words ask for, then run `cutter approve` again.",
};

async function stage(folder: string, gitThere: GitThere, change: PersonCommit): Promise<Result<null>> {
  await gitThere(["read-tree", "HEAD"]);
  for (const path of change.removed) {
    const taken = await gitThere(["update-index", "--force-remove", "--", path]);
    if (taken.exitCode !== 0) return fail(path, taken);
  }
  for (const [path, text] of Object.entries(change.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    const added = await gitThere(["add", "--force", "--", path]);
    if (added.exitCode !== 0) return fail(path, added);
  }
  return accepted(null);
}

function fail(
  field: string,
  reply: GitReply,
  reason: ReasonCode = "STOP_REQUEST_FAILED",
  facts: RefusalFacts = FAILED,
) {
  const words = [reply.stderr.trim(), reply.stdout.trim()].filter((text) => text !== "").join("\n");
  return refused(refusal(reason, { field, expected: "git to succeed", actual: words, ...facts }));
}
