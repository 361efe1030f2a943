import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ReasonCode } from "../../domain/reasons.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { PersonRepository } from "../../ports/person-repository.ts";
import { findGitFolder } from "./git-folder.ts";
import { type GitReply, runGit } from "./git-process.ts";

export interface PersonRepositoryOptions {
  readonly path: string;
  /** The person's own environment, which leads to their gpg and ssh agents, askpass programs and credential helpers. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Opens a person's clone. Commits are made in a temporary worktree, which is removed afterwards. */
export async function openPersonRepository(options: PersonRepositoryOptions): Promise<PersonRepository> {
  const { gitDir } = findGitFolder(options.path);
  const git = (args: readonly string[], access: readonly string[] = [`--git-dir=${gitDir}`]) =>
    runGit(options.environment, { args: [...access, ...args] });
  const remotes = (await git(["remote"])).stdout.split("\n").filter((name) => name !== "");
  const remote = remotes.includes("origin") ? "origin" : (remotes[0] ?? null);

  const resolve = async (ref: string): Promise<string | null> => {
    const reply = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
    return reply.exitCode === 0 ? reply.stdout.trim() : null;
  };
  const local = (branch: string) => `refs/heads/${branch}`;

  const inWorktree = async <T>(
    commit: string,
    work: (folder: string, gitThere: (args: readonly string[]) => Promise<GitReply>) => Promise<T>,
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

  /** Moves a checked out branch by a fast-forward in its working tree, so that the files match the branch. */
  const moveBranch = async (branch: string, from: string | null, to: string): Promise<Result<null>> => {
    const head = await git(["symbolic-ref", "--quiet", "HEAD"]);
    const isBare = (await git(["rev-parse", "--is-bare-repository"])).stdout.trim() === "true";
    const isOpen = !isBare && head.stdout.trim() === local(branch) && from === (await resolve("HEAD"));
    const reply = isOpen
      ? await git(["merge", "--quiet", "--ff-only", to], ["-C", options.path])
      : await git(["update-ref", local(branch), to, from ?? "0".repeat(to.length)]);
    return reply.exitCode === 0 ? accepted(null) : fail("STOP_REQUEST_FAILED", local(branch), reply);
  };

  return {
    remote,
    async fetch() {
      if (remote === null) return accepted(null);
      const reply = await git(["fetch", "--quiet", "--end-of-options", remote]);
      return reply.exitCode === 0 ? accepted(null) : fail("STOP_REQUEST_FAILED", remote, reply);
    },
    async tipOf(branch) {
      const theirs = remote === null ? null : await resolve(`refs/remotes/${remote}/${branch}`);
      return theirs ?? (await resolve(local(branch)));
    },
    async readFile(commit, path) {
      const reply = await runGit(
        { ...options.environment, GIT_NO_REPLACE_OBJECTS: "1" },
        { args: [`--git-dir=${gitDir}`, "cat-file", "blob", `${commit}:${path}`] },
      );
      return reply.exitCode === 0 ? reply.bytes : null;
    },
    async commitSigned(change) {
      const from = await resolve(local(change.branch));
      const made = await inWorktree(change.parent, async (folder, gitThere) => {
        await gitThere(["read-tree", "HEAD"]);
        for (const [path, text] of Object.entries(change.files)) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), text);
          const added = await gitThere(["add", "--force", "--", path]);
          if (added.exitCode !== 0) return fail("STOP_REQUEST_FAILED", path, added);
        }
        const message = ["-m", change.message, "--cleanup=whitespace"];
        const reply = await gitThere(["commit", "--quiet", "--gpg-sign", ...message]);
        if (reply.exitCode !== 0) return fail("STOP_APPROVAL_UNSIGNED", "git commit --gpg-sign", reply);
        return accepted((await gitThere(["rev-parse", "HEAD"])).stdout.trim());
      });
      if (!made.ok) return made;
      const moved = await moveBranch(change.branch, from, made.value);
      return moved.ok ? made : moved;
    },
    async merge({ branch, commit, message }) {
      const theirs = remote === null ? null : await resolve(`refs/remotes/${remote}/${branch}`);
      const from = await resolve(local(branch));
      const onto = theirs ?? from;
      if (onto === null) return refused(refusal("STOP_BAD_INPUT", { field: "branch", actual: branch }));
      const made = await inWorktree(onto, async (_folder, gitThere) => {
        await gitThere(["reset", "--quiet", "--hard", "HEAD"]);
        const reply = await gitThere(["merge", "--quiet", "--no-ff", "-m", message, commit]);
        if (reply.exitCode !== 0) return fail("STOP_REQUEST_FAILED", `merge into ${branch}`, reply);
        return accepted((await gitThere(["rev-parse", "HEAD"])).stdout.trim());
      });
      if (!made.ok) return made;
      const moved = await moveBranch(branch, from, made.value);
      return moved.ok ? made : moved;
    },
    async push(branch) {
      if (remote === null) return accepted(null);
      const reply = await git(["push", "--quiet", remote, `${local(branch)}:${local(branch)}`]);
      return reply.exitCode === 0 ? accepted(null) : fail("STOP_REQUEST_FAILED", `push ${branch}`, reply);
    },
  };
}

function fail(reason: ReasonCode, field: string, reply: GitReply) {
  const words = [reply.stderr.trim(), reply.stdout.trim()].filter((text) => text !== "").join("\n");
  return refused(refusal(reason, { field, expected: "git to succeed", actual: words }));
}
