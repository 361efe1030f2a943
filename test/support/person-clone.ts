import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Gate } from "../../src/domain/gates.ts";
import { runInProcess } from "./run-in-process.ts";
import { gitEnvironment, type TestSetup } from "./test-setup.ts";

const run = promisify(execFile);

/** The sovereign's clone of a setup's control repository. */
export interface PersonClone {
  readonly path: string;
  git(...args: readonly string[]): Promise<string>;
  /** Commits the changes (null: taken away) on a branch of the clone, signed as the sovereign, as the root, or not at all. */
  commit(branch: string, change: CloneCommit): Promise<void>;
  /** Every branch of the origin and of the clone, with its commit. */
  branches(): Promise<string>;
  approve(runId: string, gate: Gate, args?: readonly string[]): Promise<ApproveEnd>;
}

interface CloneCommit {
  readonly files: Readonly<Record<string, string | null>>;
  readonly signer?: "sovereign" | "root" | null;
}

interface ApproveEnd {
  readonly code: number;
  readonly stderr: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export async function makePersonClone({ setup }: TestSetup): Promise<PersonClone> {
  const environment = gitEnvironment(setup);
  const path = await mkdtemp(join(setup.folder, "clone-"));
  const at =
    (folder: string) =>
    async (...args: readonly string[]) =>
      (await run("git", ["-C", folder, ...args], { env: environment })).stdout.trim();
  const git = at(path);
  const origin = at(setup.repository);
  await origin("config", "receive.denyCurrentBranch", "ignore");
  await run("git", ["clone", "--quiet", setup.repository, path], { env: environment });
  const settings = {
    "user.name": "Sovereign",
    "user.email": "sovereign@demo.invalid",
    "user.signingkey": setup.keys.sovereign.fingerprint,
    "gpg.program": join(setup.folder, "keys", "sign-as-sovereign"),
  };
  for (const [name, value] of Object.entries(settings)) await git("config", name, value);
  return {
    path,
    git,
    async commit(branch, { files, signer = "sovereign" }) {
      await git("switch", "--quiet", branch);
      for (const [file, text] of Object.entries(files)) {
        if (text === null) {
          await git("rm", "--quiet", file);
          continue;
        }
        await mkdir(dirname(join(path, file)), { recursive: true });
        await writeFile(join(path, file), text);
        await git("add", "--force", file);
      }
      const sign =
        signer === null
          ? ["commit", "--no-gpg-sign"]
          : ["-c", `gpg.program=${join(setup.folder, "keys", `sign-as-${signer}`)}`, "commit", "--gpg-sign"];
      await git(...sign, "--quiet", "-m", "Answer");
    },
    branches: async () => {
      const list = ["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads"];
      return `${await origin(...list)}\n--\n${await git(...list)}`;
    },
    async approve(runId, gate, args = []) {
      const command = ["approve", "--repo", path, "--run", runId, "--gate", gate, "--yes", "--json", ...args];
      const end = await runInProcess(command, environment);
      return { ...end, json: JSON.parse(end.stdout) as ApproveEnd["json"] };
    },
  };
}
