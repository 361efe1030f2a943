import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepositoryBackup } from "../../src/adapters/backup/pgbackrest/create-repository-backup.ts";
import type { PgBackRestOptions } from "../../src/adapters/backup/pgbackrest/pgbackrest-options.ts";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { type Cluster, SUPERUSER, startCluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import {
  createKeptCluster,
  type KeptClusterOptions,
} from "../../src/adapters/scratch-postgres/create-kept-cluster.ts";
import { findPostgres } from "../../src/adapters/scratch-postgres/find-postgres.ts";
import { runProgram } from "../../src/adapters/scratch-postgres/run-program.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import { type Launch, readLaunch } from "../../src/adapters/scratch-postgres/unprivileged.ts";
import { takeKernelLock } from "../../src/adapters/sidecar/kernel-lock.ts";
import type { PgBackRestEnvelope } from "../../src/domain/backup-envelope.ts";
import type { Backup } from "../../src/ports/backup.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import { superuserOf } from "./knowledge-cluster.ts";
import { realServerOptions } from "./scratch-options.ts";
import { makeTempFolder } from "./temp-folder.ts";

const STANZA = "law";
const PROGRAM = "/usr/bin/pgbackrest";

/** A server of this machine that archives into a repository of pgBackRest, and the stanza made. */
export interface ArchivingServer extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly launch: Launch;
  /** Where configuration, repository and kept folder lie. */
  readonly folder: string;
  readonly config: string;
  readonly repository: string;
  readonly restoreFolder: string;
  /** Runs pgBackRest as its account does; throws where it fails. */
  pgbackrest(...args: readonly string[]): Promise<string>;
  /** Lets the server archive, or fail at it. */
  archive(works: boolean): Promise<void>;
  /** Files of the repository below a folder of it. */
  files(below: string): Promise<readonly string[]>;
}

/** The same with an empty database and its lanes. */
export interface ArchivingCluster extends ArchivingServer {
  readonly database: ScratchDatabase;
}

interface ArchivingOptions {
  readonly cipherKey?: string;
}

export async function startArchiving(options: ArchivingOptions = {}): Promise<ArchivingCluster> {
  const server = await startArchivingServer(options);
  const lanes = await createLanes(server.cluster, systemRandom, openPgSource);
  return { ...server, database: firstDatabase(lanes) };
}

export async function startArchivingServer({ cipherKey }: ArchivingOptions = {}): Promise<ArchivingServer> {
  const options = realServerOptions();
  const [programs] = await findPostgres(options);
  const launch = await readLaunch(options.path);
  if (!programs || !launch)
    throw new Error("this test needs PostgreSQL, setpriv and an unprivileged account");
  const temp = await makeTempFolder();
  const folder = temp.path;
  await chmod(folder, 0o711);
  const { uid, gid } = launch.account;
  for (const name of ["repo", "log", "lock", "spool"]) {
    await mkdir(join(folder, name), { mode: 0o700 });
    await chown(join(folder, name), uid, gid);
  }
  const config = join(folder, "pgbackrest.conf");
  const command = `${PROGRAM} --config=${config} --stanza=${STANZA} archive-push %p`;
  const cluster = await startCluster({
    programs,
    launch,
    tempFolder: options.tempFolder,
    random: systemRandom,
    settings: { wal_level: "replica", archive_mode: "on", max_wal_senders: "2" },
  });
  const cipher =
    cipherKey === undefined ? "" : `repo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass=${cipherKey}\n`;
  await writeFile(
    config,
    `[global]
repo1-path=${join(folder, "repo")}
repo1-retention-full=9999999
${cipher}log-path=${join(folder, "log")}
lock-path=${join(folder, "lock")}
spool-path=${join(folder, "spool")}
archive-timeout=5
[${STANZA}]
pg1-path=${join(cluster.folder, "data")}
pg1-socket-path=${cluster.folder}
pg1-user=${SUPERUSER}
pg1-database=template1
`,
  );
  await chown(config, process.geteuid?.() ?? uid, gid);
  await chmod(config, 0o640);
  await trustSuperuser(cluster);
  const archive = async (works: boolean) => {
    await using session = await superuserOf(cluster, "template1").open("owner");
    await session.query(`alter system set archive_command = '${works ? command : "/bin/false pgbackrest"}'`);
    await session.query("select pg_reload_conf()");
  };
  await archive(true);
  const pgbackrest = async (...args: readonly string[]) => {
    const end = await runProgram(
      { launch, interrupted: new AbortController().signal },
      { command: [PROGRAM, `--config=${config}`, `--stanza=${STANZA}`, ...args], timeoutMs: 60_000 },
    );
    if (end.code !== 0) throw new Error(`pgbackrest ${args.join(" ")}: ${end.said}`);
    return end.output;
  };
  await pgbackrest("stanza-create");
  const repository = join(folder, "repo");
  return {
    cluster,
    launch,
    folder,
    config,
    repository,
    restoreFolder: join(folder, "restore"),
    pgbackrest,
    archive,
    async files(below) {
      const at = join(repository, below);
      const found = await readdir(at, { recursive: true, withFileTypes: true });
      return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    },
    async [Symbol.asyncDispose]() {
      await cluster[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

/** pgBackRest logs in by the socket, whose folder nobody else can enter. */
async function trustSuperuser(cluster: Cluster): Promise<void> {
  const rules = join(cluster.folder, "data", "pg_hba.conf");
  await writeFile(rules, `local all ${SUPERUSER} trust\n${await readFile(rules, "utf8")}`);
  await using session = await superuserOf(cluster, "template1").open("owner");
  await session.query("select pg_reload_conf()");
}

/** Backups of the cluster, as the bot takes them. */
export async function openRepositoryBackup(
  archiving: ArchivingCluster,
  changes: Partial<PgBackRestOptions> & { readonly keptCluster?: Partial<KeptClusterOptions> } = {},
): Promise<{ readonly backup: Backup<PgBackRestEnvelope>; readonly options: PgBackRestOptions }> {
  const { keptCluster, ...rest } = changes;
  const interrupted = changes.interrupted ?? new AbortController().signal;
  const kept = await createKeptCluster({
    folder: archiving.restoreFolder,
    keep: true,
    pgBin: null,
    path: process.env["PATH"] ?? "",
    tempFolder: realServerOptions().tempFolder,
    lockMs: 60_000,
    takeLock: takeKernelLock,
    random: systemRandom,
    openPgSource,
    interrupted,
    ...keptCluster,
  });
  if (!kept.ok) throw new Error(JSON.stringify(kept.refusal));
  const options: PgBackRestOptions = {
    program: PROGRAM,
    config: archiving.config,
    stanza: STANZA,
    repo: 1,
    fullAfterIncrements: 30,
    fullAfterDays: 7,
    timeoutMs: 120_000,
    kept: kept.value,
    openLive: async () => archiving.database.sql,
    openKnowledgeBase: createKnowledgeBase,
    clock: { now: () => new Date() },
    redact: (text) => text,
    interrupted,
    ...rest,
  };
  return { backup: createRepositoryBackup(options), options };
}
