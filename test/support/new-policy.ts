import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitEnvironment, type TestSetup } from "./test-setup.ts";

interface OpenPolicy {
  version: number;
  readonly gates: Record<string, { batch?: object; audit_max_age_hours?: number }>;
}

/** Puts the next version of the policy on the default branch, signed by the root key. */
export async function signNextPolicy(
  { setup }: TestSetup,
  change: (policy: OpenPolicy) => void,
): Promise<void> {
  const path = join(setup.repository, "approvals", "policy.json");
  const policy = JSON.parse(await readFile(path, "utf8")) as OpenPolicy;
  policy.version += 1;
  change(policy);
  await writeFile(path, `${JSON.stringify(policy, null, 2)}\n`);
  const signer = `gpg.program=${join(setup.folder, "keys", "sign-as-root")}`;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", setup.repository, "-c", signer, ...args], {
      env: { ...gitEnvironment(setup) },
    });
  git("add", "approvals");
  git("commit", "--quiet", "-S", "-m", "The next policy");
}
