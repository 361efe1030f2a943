import { execFileSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { gitEnvironment, type TestSetup } from "./test-setup.ts";

/** Settings of a bot whose own clone of the control repository still has the default branch as it was at this commit. */
export async function makeStaleClone(
  { setup }: TestSetup,
  commit: string,
): Promise<{
  readonly controlRepository: {
    readonly path: string;
    readonly origin: string;
    readonly defaultBranch: string;
  };
}> {
  const path = await mkdtemp(join(setup.folder, "stale-"));
  const env = gitEnvironment(setup);
  execFileSync("git", ["clone", "--quiet", "--mirror", setup.repository, path], { env });
  execFileSync("git", ["-C", path, "update-ref", "refs/heads/main", commit], { env });
  return { controlRepository: { path, origin: setup.repository, defaultBranch: "main" } };
}
