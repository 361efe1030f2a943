import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPassingFolder } from "../../files/passing-folder.ts";
import type { PersonCommit } from "../../ports/person-repository.ts";
import type { GitCall, GitReply } from "./git-process.ts";

type GitIn = (args: readonly string[], more: Pick<GitCall, "env" | "stdin">) => Promise<GitReply>;

/**
 * Writes the tree of a change on top of its parent, in an index of its own: no working tree, hook, filter or rule for line ends has a part in
 * what is signed.
 */
export async function writeTree(git: GitIn, { parent, removed, files }: PersonCommit): Promise<string> {
  await using folder = await openPassingFolder(tmpdir(), "cutter-approve-");
  const env = { GIT_INDEX_FILE: join(folder.path, "index") };
  const must = async (args: readonly string[], stdin = ""): Promise<string> => {
    const reply = await git(args, { env, stdin });
    if (reply.exitCode !== 0) throw new Error(`git ${args[0]}: ${reply.stderr.trim()}`);
    return reply.stdout.trim();
  };
  await must(["read-tree", parent]);
  const lines = removed.map((path) => `0 ${"0".repeat(parent.length)}\t${path}\0`);
  for (const [path, text] of Object.entries(files)) {
    const blob = await must(["hash-object", "-w", "--no-filters", "--stdin"], text);
    lines.push(`100644 ${blob}\t${path}\0`);
  }
  await must(["update-index", "-z", "--index-info"], lines.join(""));
  return await must(["write-tree"]);
}
