import { chmod, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPrivateKey } from "openpgp";
import { mustRunGit } from "../../src/adapters/git/git-process.ts";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { PORT } from "../../src/adapters/scratch-postgres/cluster.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { bundleCutter, type CutterEnd, runCutter } from "./cutter.ts";
import { startTestCluster } from "./knowledge-cluster.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { nameOf, psqlOf } from "./test-database.ts";

const RELEASES = join(import.meta.dirname, "../fixtures/releases");

/** What an earlier release has left: a database, a sidecar and a control repository, with the present command line over them. */
export interface OldRelease extends AsyncDisposable {
  readonly root: string;
  readonly repository: string;
  /** The ids of its runs, by where they stand. */
  readonly runs: Readonly<Record<"closed" | "drafts" | "leaving" | "asked", string>>;
  cutter(...args: readonly string[]): Promise<CutterEnd>;
  git(...args: readonly string[]): Promise<string>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/** Sets up what release `version` has left in `test/fixtures/releases/`, on a server of its own. */
export async function openOldRelease(version: string): Promise<OldRelease> {
  const from = join(RELEASES, version);
  const [built, folder, cluster] = await Promise.all([bundleCutter(), makeTempFolder(), startTestCluster()]);
  const [root, repository, keys] = ["sidecar", "control", "keys"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder.path,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = async (...args: readonly string[]) =>
    (await mustRunGit(env, { args: ["-C", repository, ...args] })).toString().trim();

  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  const database = firstDatabase(lanes);
  const dump = await readFile(join(from, "database.sql"), "utf8");
  await psqlOf(cluster, "psql", ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", nameOf(database)], dump);

  await cp(join(from, "sidecar"), root, { recursive: true });
  // Git keeps neither modes nor the empty folders that this release made.
  for (const name of ["locks", "artifacts", "rollback"]) await mkdir(join(root, name), { recursive: true });
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of files)
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o750 : 0o640);
  await chmod(root, 0o750);
  const settings = JSON.parse(await readFile(join(root, SETTINGS_FILE), "utf8"));
  settings.controlRepository.path = repository;
  settings.rootKeys = [join(keys, "root.asc")];
  settings.backup.recipientKey = join(keys, "recipient.asc");
  await writeFile(join(root, SETTINGS_FILE), JSON.stringify(settings));

  await cp(join(from, "keys"), keys, { recursive: true });
  const secret = await readPrivateKey({ binaryKey: await readFile(join(keys, "test-sovereign.bin")) });
  await writeFile(join(keys, "sovereign.private.asc"), secret.armor(), { mode: 0o600 });
  const signer = join(keys, "sign");
  const words = [...built.signer, join(keys, "sovereign.private.asc")].map((word) => `'${word}'`);
  await writeFile(signer, `#!/bin/sh\nexec ${words.join(" ")}\n`, { mode: 0o700 });

  await mkdir(repository);
  await git("init", "--quiet", "--initial-branch=main");
  await git(
    "fetch",
    "--quiet",
    "--update-head-ok",
    join(from, "control.bundle"),
    "refs/heads/*:refs/heads/*",
  );
  await git("reset", "--quiet", "--hard");
  for (const [name, value] of [
    ["user.name", "Sovereign"],
    ["user.email", "sovereign@demo.invalid"],
    ["user.signingkey", "sovereign"],
    ["gpg.program", signer],
    ["commit.gpgsign", "true"],
  ] as const)
    await git("config", name, value);

  const recipient = JSON.parse(await readFile(join(from, "runs.json"), "utf8")).recipient;
  const variables = {
    DOT_CUTTER_DB_HOST: cluster.folder,
    DOT_CUTTER_DB_PORT: String(PORT),
    DOT_CUTTER_DB_NAME: nameOf(database),
    DOT_CUTTER_EXEC_DB_PASSWORD: lanes.roles.exec.password,
    DOT_CUTTER_VERIFY_DB_PASSWORD: lanes.roles.verify.password,
    DOT_CUTTER_ADMIN_DB_PASSWORD: lanes.roles.owner.password,
    CUTTER_ROOT: root,
    BACKUP_GPG_FPR: recipient,
    HOME: folder.path,
  };
  return {
    root,
    repository,
    runs: JSON.parse(await readFile(join(from, "runs.json"), "utf8")),
    cutter: (...args) => runCutter(args, { variables, program: built.program }),
    git,
    async query(sql) {
      await using session = await database.sql.open("owner");
      return (await session.query(sql)).rows;
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      await built[Symbol.asyncDispose]();
    },
  };
}
