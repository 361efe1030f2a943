import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReasonCode } from "../../domain/reasons.ts";
import { type RefusalFacts, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { openPassingFolder } from "../../files/passing-folder.ts";
import type { PersonCommit, PersonRepository } from "../../ports/person-repository.ts";
import { findGitFolder } from "./git-folder.ts";
import { withoutGitPlaces } from "./git-places.ts";
import { type GitCall, type GitReply, runGit } from "./git-process.ts";
import { askGpgWhy, findSigningKey } from "./signing-key.ts";
import { writeTree } from "./write-tree.ts";

export interface PersonRepositoryOptions {
  readonly path: string;
  /** The person's own environment, which leads to their gpg and ssh agents, askpass programs and credential helpers. */
  readonly environment: Readonly<Record<string, string>>;
  /** The branch that the runner reads: the remote that it follows is that of the control repository. */
  readonly defaultBranch: string;
  /** A fetch or a push that takes longer is refused; a person may be asked for a passphrase meanwhile. */
  readonly timeoutMs?: number;
  /** Aborted when nothing is to be waited for any more, because the process was asked to end: then every call throws `STOP_INTERRUPTED`. */
  readonly late?: AbortSignal;
}

const TIMEOUT_MS = 300_000;
/** Whose name a commit bears that only a judge reads. */
const DRAFT = { name: "cutter approve", email: "cutter-approve@localhost" };
/** Beside the branches of the remote, which a fetch with `--prune` tidies. */
const PULLS = "refs/cutter/pull";
const NO_HOOKS = ["-c", "core.hooksPath=/dev/null"];

/** Opens a person's clone. Commits are written beside its branches and working trees; hooks run when something is pushed, and only then. */
export async function openPersonRepository(options: PersonRepositoryOptions): Promise<PersonRepository> {
  const environment = withoutGitPlaces(options.environment);
  const { gitDir } = findGitFolder(options.path);
  const git = (
    args: readonly string[],
    access: readonly string[] = [`--git-dir=${gitDir}`],
    more: Pick<GitCall, "env" | "stdin" | "timeoutMs"> = {},
  ) =>
    runGit(environment, {
      args: [...access, ...args],
      ...more,
      ...(options.late !== undefined && { late: options.late }),
      isForeground: true,
    });
  const { timeoutMs = TIMEOUT_MS } = options;
  const remotely = (args: readonly string[]) => git(args, undefined, { timeoutMs });
  const read = async (args: readonly string[]): Promise<string | null> => {
    const reply = await git(args);
    return reply.exitCode === 0 ? reply.stdout.trim() : null;
  };
  const resolve = (ref: string) =>
    read(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  const followed = await read(["config", "--get", `branch.${options.defaultBranch}.remote`]);
  const remote = chooseRemote((await read(["remote"])) ?? "", followed);
  const local = (branch: string) => `refs/heads/${branch}`;
  const theirTip = (branch: string) =>
    remote === null ? resolve(local(branch)) : resolve(`refs/remotes/${remote}/${branch}`);
  const contains = async (later: string, earlier: string): Promise<boolean> =>
    (await git(["merge-base", "--is-ancestor", earlier, later])).exitCode === 0;

  const treeOf = (change: PersonCommit) => writeTree((args, more) => git(args, undefined, more), change);

  const commitTree = async (
    tree: string,
    commit: { readonly parents: readonly string[]; readonly message: string; readonly sign?: "--gpg-sign" },
    env: Readonly<Record<string, string>> = {},
  ): Promise<Result<string>> => {
    const { parents, message, sign } = commit;
    const args = [...parents.flatMap((parent) => ["-p", parent]), ...(sign ? [sign] : []), "-m", message];
    const reply = await git(["commit-tree", tree, ...args], undefined, { env });
    return reply.exitCode === 0 ? accepted(reply.stdout.trim()) : fail("git commit-tree", reply);
  };

  /** Merges in a working tree of its own, which is gone afterwards. */
  const mergedTree = async (onto: string, commit: string): Promise<Result<string>> => {
    await using folder = await openPassingFolder(tmpdir(), "cutter-approve-");
    const tree = join(folder.path, "tree");
    const there = (args: readonly string[]) => git([...NO_HOOKS, ...args], ["-C", tree]);
    try {
      const added = await git([...NO_HOOKS, "worktree", "add", "--quiet", "--detach", tree, onto]);
      if (added.exitCode !== 0) return fail("git worktree add", added);
      // Whether a commit is signed well is the judge's to say.
      const how = ["--quiet", "--no-ff", "--no-commit", "--no-verify-signatures"];
      const reply = await there(["merge", ...how, commit]);
      if (reply.exitCode !== 0) return fail(`merge of ${commit}`, reply);
      return accepted((await there(["write-tree"])).stdout.trim());
    } finally {
      const args = [`--git-dir=${gitDir}`, "worktree", "remove", "--force", tree];
      await runGit(environment, { args, isForeground: true });
    }
  };

  return {
    remote,
    remoteUrl: async () => (remote === null ? null : await read(["remote", "get-url", remote])),
    async remoteUrls() {
      if (remote === null) return [];
      const pushed = (await read(["remote", "get-url", "--push", "--all", remote])) ?? "";
      return [(await read(["remote", "get-url", remote])) ?? "", ...pushed.split("\n")];
    },
    async fetch() {
      if (remote === null) return accepted(null);
      // All branches, whatever the clone was told to follow: a clone of main alone would never hear of a request.
      const heads = `+refs/heads/*:refs/remotes/${remote}/*`;
      const reply = await remotely(["fetch", "--quiet", "--prune", "--end-of-options", remote, heads]);
      return reply.exitCode === 0
        ? accepted(null)
        : fail(remote, reply, "STOP_REPO_UNREACHABLE", UNREACHABLE);
    },
    async fetchPulls() {
      if (remote === null) return;
      const heads = `+refs/pull/*/head:${PULLS}/*/head`;
      await remotely(["fetch", "--quiet", "--no-tags", "--prune", "--end-of-options", remote, heads]);
    },
    async tipOf(branch) {
      const own = await resolve(local(branch));
      const theirs = await theirTip(branch);
      return theirs !== null && own !== null && (await contains(own, theirs)) ? own : theirs;
    },
    remoteTipOf: theirTip,
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
      const commit = { parents: [change.parent], message: change.message };
      const made = await commitTree(await treeOf(change), commit, env);
      if (!made.ok) throw new Error(`git commit-tree: ${made.refusal.actual}`);
      return made.value;
    },
    async commitSigned(change) {
      const commit = { parents: [change.parent], message: change.message, sign: "--gpg-sign" } as const;
      const made = await commitTree(await treeOf(change), commit);
      if (made.ok) return made;
      const { actual = "" } = made.refusal;
      const why = actual.includes("gpg failed to sign") ? await askGpgWhy(environment, read) : null;
      const words = why === null ? actual : `${actual}\n${why}`;
      return refused({ ...made.refusal, ...UNSIGNED, reason: "STOP_APPROVAL_UNSIGNED", actual: words });
    },
    async join({ onto, commit, message }) {
      const parents = [onto, commit];
      if (await contains(commit, onto)) return commitTree(`${commit}^{tree}`, { parents, message });
      const tree = await mergedTree(onto, commit);
      return tree.ok ? await commitTree(tree.value, { parents, message }) : tree;
    },
    async move(branch, to) {
      const from = await resolve(local(branch));
      if (from !== null && !(await contains(to, from))) {
        const actual = `it has commits of its own, the last of them ${from}`;
        return refused(refusal("STOP_REQUEST_FAILED", { field: local(branch), actual, ...FAILED }));
      }
      // Where the branch is checked out, a fast-forward in its working tree moves it, so that the files match the branch.
      const tree = findOpenTree((await read(["worktree", "list", "--porcelain"])) ?? "", local(branch));
      const reply =
        tree === null
          ? await git(["update-ref", local(branch), to, from ?? "0".repeat(to.length)])
          : await git(["merge", "--quiet", "--ff-only", "--no-verify-signatures", to], ["-C", tree]);
      return reply.exitCode === 0 ? accepted(null) : fail(local(branch), reply);
    },
    async push(branch, commit) {
      if (remote === null) return accepted(null);
      const reply = await remotely([
        "push",
        "--quiet",
        "--end-of-options",
        remote,
        `${commit}:${local(branch)}`,
      ]);
      return reply.exitCode === 0 ? accepted(null) : fail(`push ${branch}`, reply);
    },
  };
}

/** The remote that the default branch follows, else `origin`, else the first. */
function chooseRemote(listed: string, followed: string | null): string | null {
  const remotes = listed.split("\n").filter((name) => name !== "");
  return [followed, "origin"].find((name) => name !== null && remotes.includes(name)) ?? remotes[0] ?? null;
}

/** The folder of the working tree in which a branch is checked out, or null. */
function findOpenTree(listed: string, ref: string): string | null {
  const open = listed.split("\n\n").find((tree) => tree.split("\n").includes(`branch ${ref}`));
  return /^worktree (.+)$/m.exec(open ?? "")?.[1] ?? null;
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

function fail(
  field: string,
  reply: GitReply,
  reason: ReasonCode = "STOP_REQUEST_FAILED",
  facts: RefusalFacts = FAILED,
) {
  const late = reply.isLate ? "no answer in time" : "";
  const words = [late, reply.stderr.trim(), reply.stdout.trim()].filter((text) => text !== "").join("\n");
  return refused(refusal(reason, { field, expected: "git to succeed", actual: words, ...facts }));
}
