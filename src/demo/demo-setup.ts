import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { type GeneratedKey, generateOpenPgpKey } from "../adapters/openpgp/generate-key.ts";
import { installSchema } from "../adapters/postgres/migrate.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { SETTINGS_FILE, settingsSchema } from "../config/settings.ts";
import { type Policy, RULE_NAMES } from "../domain/policy.ts";
import { RefusalError } from "../domain/refusal.ts";
import type { ScratchDatabase } from "../ports/scratch.ts";

const run = promisify(execFile);
const SIGNER = join(import.meta.dirname, "../adapters/openpgp/sign-stdin.ts");

/** A throw-away place in which the whole story can be told: keys, a control repository, a database, a sidecar. */
export interface DemoSetup {
  readonly folder: string;
  readonly root: string;
  readonly repository: string;
  readonly environment: Environment;
  readonly keys: {
    readonly root: GeneratedKey;
    readonly sovereign: GeneratedKey;
    readonly recipient: GeneratedKey;
  };
  readonly database: ScratchDatabase;
}

/** Makes the place in `folder`, which must be empty: three keys, a signed policy, an installed schema, a configured sidecar. */
export async function makeDemoSetup(options: {
  readonly folder: string;
  readonly environment: Environment;
  readonly startDatabase: () => Promise<ScratchDatabase>;
  readonly maxUnits: number;
}): Promise<DemoSetup> {
  const { folder, environment } = options;
  const at = systemClock.now();
  const keys = {
    root: await generateOpenPgpKey({ name: "Root", email: "root@demo.invalid", at }),
    sovereign: await generateOpenPgpKey({ name: "Sovereign", email: "sovereign@demo.invalid", at }),
    recipient: await generateOpenPgpKey({ name: "Backup recipient", email: "backup@demo.invalid", at }),
  };
  const repository = join(folder, "control");
  const root = join(folder, "sidecar");
  await Promise.all([writeKeys(folder, keys), mkdir(root, { recursive: true, mode: 0o750 })]);
  await makeRepository({ folder, repository, sovereign: keys.sovereign, searchPath: environment.PATH });
  const database = await options.startDatabase();
  await install(database);
  const settings = settingsSchema.parse({
    schema: "iu-cutter/config/1",
    repositoryId: `demo/${basename(folder)}`,
    controlRepository: { path: repository },
    rootKeys: [join(folder, "keys", "root.asc")],
    backup: { recipientKey: join(folder, "keys", "recipient.asc") },
    maxUnits: options.maxUnits,
    firstRunMaxUnits: options.maxUnits,
  });
  await writeFile(join(root, SETTINGS_FILE), `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o640 });
  return {
    folder,
    root,
    repository,
    keys,
    database,
    environment: { ...environment, BACKUP_GPG_FPR: keys.recipient.fingerprint },
  };
}

async function writeKeys(folder: string, keys: DemoSetup["keys"]): Promise<void> {
  await mkdir(join(folder, "keys"), { recursive: true, mode: 0o700 });
  for (const [name, key] of Object.entries(keys)) {
    await writeFile(join(folder, "keys", `${name}.asc`), key.publicKey);
    await writeFile(join(folder, "keys", `${name}.private.asc`), key.privateKey, { mode: 0o600 });
  }
  for (const name of ["root", "sovereign"]) {
    const program = join(folder, "keys", `sign-as-${name}`);
    const command = [
      process.execPath,
      "--import",
      import.meta.resolve("tsx"),
      SIGNER,
      join(folder, "keys", `${name}.private.asc`),
    ];
    await writeFile(program, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")}\n`);
    await chmod(program, 0o700);
  }
}

/** The control repository with its first commit: policy and keys, signed by the root key. */
async function makeRepository(setup: {
  readonly folder: string;
  readonly repository: string;
  readonly sovereign: GeneratedKey;
  readonly searchPath: string;
}): Promise<void> {
  const { folder, repository, sovereign } = setup;
  const approvals = join(repository, "approvals");
  await mkdir(join(approvals, "keys"), { recursive: true });
  await writeFile(join(approvals, "keys", "sovereign.asc"), sovereign.publicKey);
  await writeFile(
    join(approvals, "policy.json"),
    `${JSON.stringify(makePolicy(sovereign.fingerprint), null, 2)}\n`,
  );
  // The person's own git settings and hooks must not reach into the demo.
  const env = {
    PATH: setup.searchPath,
    HOME: folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = (...args: readonly string[]) => run("git", ["-C", repository, ...args], { env });
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

/** One sovereign opens every gate; whoever starts the run is somebody else. */
function makePolicy(fingerprint: string): Policy {
  const rule = {
    persons: ["sovereign"],
    quorum: 1,
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
        accounts: [],
        keys: [{ system: "openpgp", fingerprint, file: "keys/sovereign.asc" }],
      },
    ],
    gates: Object.fromEntries(RULE_NAMES.map((name) => [name, rule])) as Policy["gates"],
  };
}

async function install(database: ScratchDatabase): Promise<void> {
  await using owner = await database.sql.open("owner");
  const installed = await installSchema(owner);
  if (!installed.ok) throw new RefusalError(installed.refusal);
}
