import { chown, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LOGINS } from "../../domain/logins.ts";
import { guardFolder } from "../../files/guard-folder.ts";
import type { Random } from "../../ports/random.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import { type Cluster, removeFolder } from "./cluster.ts";
import { makeClusterFolder } from "./cluster-folder.ts";
import type { PostgresPrograms } from "./find-postgres.ts";
import { runProcess } from "./launched-process.ts";
import { runScript } from "./psql.ts";
import { scramSecret } from "./scram-secret.ts";
import { type Lanes, type OpenPgSource, openDatabase, quoteName } from "./scratch-database.ts";
import { startServer, stopServer } from "./server.ts";
import { type Launch, readAccountName } from "./unprivileged.ts";

export interface RestoredOrder {
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  readonly tempFolder: string;
  readonly random: Random;
  readonly openPgSource: OpenPgSource;
  /** The restored data folder. */
  readonly data: string;
  readonly database: string;
  readonly superuser: string;
  readonly preparedTransactions: number;
  readonly interrupted: AbortSignal;
  /** Aborted when nothing is to be waited for any more. */
  readonly late: AbortSignal | undefined;
  /** Called when the server has ended, with the last of its databases. */
  readonly ended: () => Promise<void>;
}

/** Recovery reads the log since the backup's first checkpoint, which a long backup makes long. */
const START_MS = 1_800_000;

/**
 * The backup holds the log that it needs; there is nothing else to recover from, and nothing is archived. It replaces what pgBackRest
 * wrote, and every setting that the live server's ALTER SYSTEM has left: none acts on the copy.
 */
const RECOVERY = `restore_command = '/bin/false'
recovery_target = 'immediate'
recovery_target_action = 'promote'
recovery_target_timeline = 'current'
`;

/**
 * Starts a throw-away server on a restored data folder: socket, configuration and the rules of its logins lie in a private folder of its own,
 * nothing of the live server's configuration is read, and the lanes get passwords of their own. Disposing ends it and leaves the data.
 */
export async function startRestored(order: RestoredOrder): Promise<ScratchDatabase> {
  const { launch, random, data, superuser } = order;
  const folder = await makeClusterFolder(order.tempFolder, launch);
  const guardian = guardFolder(folder);
  const end = async () => {
    await removeFolder(folder);
    guardian.end();
  };
  try {
    await symlink(data, join(folder, "data"));
    const settings = await configure(order, folder);
    const server = await startServer({
      interrupted: order.interrupted,
      programs: order.programs,
      launch,
      folder,
      settings,
      startMs: START_MS,
    });
    const cluster: Cluster = {
      folder,
      programs: order.programs,
      launch,
      superuser,
      // The kernel says who it is.
      superuserPassword: "",
      late: order.late,
      async [Symbol.asyncDispose]() {
        await stopServer(server);
        await end();
        await order.ended();
      },
    };
    try {
      const lanes: Lanes = {
        cluster,
        roles: await giveLogins(cluster, order.database, random),
        openPgSource: order.openPgSource,
        random,
        living: new Set(),
        forks: 0,
      };
      return openDatabase(lanes, order.database);
    } catch (cause) {
      await stopServer(server);
      throw cause;
    }
  } catch (cause) {
    await end();
    throw cause;
  }
}

/** Writes the files of the server's configuration; returns the settings that name them. */
async function configure(order: RestoredOrder, folder: string): Promise<Readonly<Record<string, string>>> {
  const { launch, data, superuser } = order;
  const account = await readAccountName(launch);
  const files = {
    "server.conf": "",
    "hba.conf": `local all ${quoteName(superuser)} peer map=restored\nlocal all all scram-sha-256\n`,
    "ident.conf": `restored ${quoteName(account)} ${quoteName(superuser)}\n`,
    "recovery.conf": RECOVERY,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    await chown(join(folder, name), launch.account.uid, launch.account.gid);
  }
  const auto = join(data, "postgresql.auto.conf");
  await runProcess({
    launch,
    folder,
    env: {},
    command: ["/bin/mv", "-f", "--", join(folder, "recovery.conf"), auto],
  });
  await rm(join(folder, "recovery.conf"), { force: true });
  return {
    config_file: join(folder, "server.conf"),
    hba_file: join(folder, "hba.conf"),
    ident_file: join(folder, "ident.conf"),
    hot_standby: "off",
    archive_mode: "off",
    // A subscription would take from its publisher what the live server is to get.
    max_logical_replication_workers: "0",
    max_prepared_transactions: String(order.preparedTransactions),
  };
}

/** Every lane of the copy gets a password that nobody else knows; the live ones are of no use there. */
async function giveLogins(cluster: Cluster, database: string, random: Random): Promise<Lanes["roles"]> {
  const login = (user: string) => ({ user, password: Buffer.from(random.bytes(24)).toString("hex") });
  const roles = {
    owner: login(LOGINS.owner),
    exec: login(LOGINS.exec),
    verify: login(LOGINS.verify),
    reader: login(LOGINS.reader),
    sidecar: login(LOGINS.sidecar),
  };
  const statements = Object.values(roles).flatMap(({ user, password }) => [
    `do 'begin if not exists (select from pg_catalog.pg_roles where rolname = ''${user}'') then create role ${user}; end if; end';`,
    `alter role ${user} login connection limit -1 valid until 'infinity' password '${scramSecret(password, random.bytes(16))}';`,
  ]);
  await runScript(cluster, database, `${statements.join("\n")}\n`);
  return roles;
}
