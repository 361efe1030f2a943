import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRunGit } from "../adapters/git/git-process.ts";

/** Puts back what was exchanged. */
export type PutBack = () => Promise<void>;

/** Takes the last member out of the request that lies in the sidecar, as somebody could who has the bot's account. */
export async function exchangeRequest(file: string): Promise<PutBack> {
  const text = await readFile(file, "utf8");
  const request = JSON.parse(text) as { readonly members: readonly unknown[] };
  await writeFile(file, JSON.stringify({ ...request, members: request.members.slice(0, -1) }));
  return () => writeFile(file, text);
}

/** Commits another list of members to the default branch of the control repository, behind the decision about the list that people read. */
export async function exchangeList(
  repository: string,
  path: string,
  environment: { readonly PATH: string; readonly HOME: string },
): Promise<PutBack> {
  // The person's own git settings and hooks must not affect the demo.
  const env = { ...environment, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: readonly string[]) => mustRunGit(env, { args: ["-C", repository, ...args] });
  const file = join(repository, path);
  const commit = async (text: string, message: string) => {
    await writeFile(file, text);
    await git("-c", "commit.gpgsign=false", "commit", "--quiet", "-m", message, "--", path);
  };
  const text = await readFile(file, "utf8");
  const rows = text.trimEnd().split("\n");
  await commit(`${rows.slice(0, -1).join("\n")}\n`, "Take a member out of the list");
  return () => commit(text, "Put the list back");
}
