import { tmpdir } from "node:os";
import { join } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { openPassingFolder } from "../../files/passing-folder.ts";
import { closedEnvironment, type GitAccess, mustRunGit, runGit } from "./git-process.ts";

export interface BotCommit {
  readonly ref: string;
  /** The commit that `ref` points at now, or null if `ref` is to be created. */
  readonly expected: string | null;
  readonly parent: string | null;
  readonly files: Readonly<Record<string, string>>;
  readonly message: string;
  readonly at: Date;
  readonly identity: { readonly name: string; readonly email: string };
  readonly objectIdLength: 40 | 64;
}

/** Writes blobs, a tree and an unsigned commit with plumbing only (no hooks, no working tree), then moves the ref by compare and swap. */
export async function commitFiles(access: GitAccess, commit: BotCommit): Promise<string> {
  const environment = closedEnvironment(access);
  const entries: { readonly path: string; readonly blob: string }[] = [];
  for (const [path, stdin] of Object.entries(commit.files)) {
    const blob = await mustRunGit(environment, { args: ["hash-object", "-w", "--stdin"], stdin });
    entries.push({ path, blob: blob.trim() });
  }
  await using folder = await openPassingFolder(tmpdir(), "iu-cutter-index-");
  const index = { GIT_INDEX_FILE: join(folder.path, "index") };
  if (commit.parent !== null) {
    await mustRunGit(environment, { args: ["read-tree", commit.parent], env: index });
  }
  await mustRunGit(environment, {
    args: ["update-index", "--add", "-z", "--index-info"],
    stdin: entries.map(({ path, blob }) => `100644 ${blob}\t${path}\0`).join(""),
    env: index,
  });
  const tree = (await mustRunGit(environment, { args: ["write-tree"], env: index })).trim();
  const parents = commit.parent === null ? [] : ["-p", commit.parent];
  const id = await mustRunGit(environment, {
    args: ["commit-tree", tree, ...parents, "-F", "-"],
    stdin: commit.message,
    env: identityAt(commit),
  });
  await moveRef(environment, commit, id.trim());
  return id.trim();
}

async function moveRef(
  environment: Readonly<Record<string, string>>,
  commit: BotCommit,
  id: string,
): Promise<void> {
  const expected = commit.expected ?? "0".repeat(commit.objectIdLength);
  const reply = await runGit(environment, { args: ["update-ref", commit.ref, id, expected] });
  if (reply.exitCode === 0) return;
  throw new RefusalError(
    refusal("STOP_REQUEST_FAILED", {
      field: commit.ref,
      expected: commit.expected ?? "no such ref",
      actual: reply.stderr.trim(),
    }),
  );
}

function identityAt(commit: BotCommit): Record<string, string> {
  const date = `${Math.floor(commit.at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: commit.identity.name,
    GIT_AUTHOR_EMAIL: commit.identity.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: commit.identity.name,
    GIT_COMMITTER_EMAIL: commit.identity.email,
    GIT_COMMITTER_DATE: date,
  };
}
