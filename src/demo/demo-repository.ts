import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRunGit } from "../adapters/git/git-process.ts";
import type { GeneratedKey } from "../adapters/openpgp/generate-key.ts";
import { type MemberTrait, type Policy, RULE_NAMES } from "../domain/policy.ts";

export interface DemoKeys {
  readonly root: GeneratedKey;
  readonly sovereign: GeneratedKey;
  readonly recipient: GeneratedKey;
}

/**
 * Writes the keys into `folder`, a program for each signer that git can call to sign, and the control repository with its first
 * commit: policy and keys, signed by the root key.
 */
export async function makeDemoRepository(setup: {
  readonly folder: string;
  readonly repository: string;
  readonly keys: DemoKeys;
  /** The start line of the program that signs standard input with the key file that is added to it. */
  readonly signer: readonly string[];
  readonly searchPath: string;
  /** What members of a batch may be beyond the plain ones. */
  readonly batchMayHold?: readonly MemberTrait[];
}): Promise<void> {
  const { folder, repository, keys } = setup;
  const { sovereign } = keys;
  await writeKeys(folder, keys);
  await writeSigners(folder, setup.signer);
  const approvals = join(repository, "approvals");
  await mkdir(join(approvals, "keys"), { recursive: true });
  await writeFile(join(approvals, "keys", "sovereign.asc"), sovereign.publicKey);
  await writeFile(
    join(approvals, "policy.json"),
    `${JSON.stringify(makePolicy(sovereign.fingerprint, setup.batchMayHold), null, 2)}\n`,
  );
  // The person's own git settings and hooks must not affect the demo.
  const env = {
    PATH: setup.searchPath,
    HOME: folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = (...args: readonly string[]) => mustRunGit(env, { args: ["-C", repository, ...args] });
  await git("init", "--quiet", "--initial-branch=main");
  const settings = {
    "user.name": "Sovereign",
    "user.email": "sovereign@demo.invalid",
    "user.signingkey": sovereign.fingerprint,
    "gpg.program": join(folder, "keys", "sign-as-sovereign"),
    "commit.gpgsign": "true",
  };
  for (const [name, value] of Object.entries(settings)) await git("config", name, value);
  await git("add", "approvals");
  await git(
    "-c",
    `gpg.program=${join(folder, "keys", "sign-as-root")}`,
    "commit",
    "--quiet",
    "-S",
    "-m",
    "Set the first approval policy",
  );
}

async function writeKeys(folder: string, keys: DemoKeys): Promise<void> {
  await mkdir(join(folder, "keys"), { recursive: true, mode: 0o700 });
  for (const [name, key] of Object.entries(keys)) {
    await writeFile(join(folder, "keys", `${name}.asc`), key.publicKey);
    await writeFile(join(folder, "keys", `${name}.private.asc`), key.privateKey, { mode: 0o600 });
  }
}

async function writeSigners(folder: string, signer: readonly string[]): Promise<void> {
  for (const name of ["root", "sovereign"]) {
    const program = join(folder, "keys", `sign-as-${name}`);
    const command = [...signer, join(folder, "keys", `${name}.private.asc`)];
    await writeFile(program, `#!/bin/sh\nexec ${command.map(quote).join(" ")}\n`);
    await chmod(program, 0o700);
  }
}

/** Quotes any text as one word of a shell line. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** One sovereign opens every gate, and only of runs that somebody else has started. */
function makePolicy(fingerprint: string, mayHold: readonly MemberTrait[] = []): Policy {
  const limits = { most_members: 100, most_units: 10_000 };
  const rule = {
    persons: ["sovereign"],
    quorum: 1,
    batch: mayHold.length === 0 ? limits : { ...limits, may_hold: [...mayHold] },
    initiator_may_approve: false,
    proofs: { any: ["signed_commit" as const] },
  };
  return {
    schema: "iu-cutter/policy/1",
    version: 1,
    solo: false,
    persons: [
      {
        id: "sovereign",
        name: "Sovereign",
        // In the demo one person plays both parts; the account keeps them apart.
        accounts: ["sovereign"],
        keys: [{ system: "openpgp", fingerprint, file: "keys/sovereign.asc" }],
      },
    ],
    gates: Object.fromEntries(RULE_NAMES.map((name) => [name, rule])) as Policy["gates"],
  };
}
