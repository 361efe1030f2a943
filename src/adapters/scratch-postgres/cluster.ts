import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { guardFolder } from "../../files/guard-folder.ts";
import type { Random } from "../../ports/random.ts";
import { makeClusterFolder } from "./cluster-folder.ts";
import type { PostgresPrograms } from "./find-postgres.ts";
import { runProcess } from "./launched-process.ts";
import { scramSecret } from "./scram-secret.ts";
import { startServer, stopServer } from "./server.ts";
import type { Launch } from "./unprivileged.ts";

export const SUPERUSER = "scratch_bootstrap";
export const PORT = 5432;

/** A throw-away server: unix socket only, in a folder that nobody else can enter; disposing ends it and removes the folder. */
export interface Cluster extends AsyncDisposable {
  readonly folder: string;
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  /** Who makes and drops databases; psql logs in as this role. */
  readonly superuser: string;
  readonly superuserPassword: string;
  /** Aborted when nothing is to be waited for any more. */
  readonly late?: AbortSignal | undefined;
}

export interface ClusterOrder {
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  readonly tempFolder: string;
  readonly random: Random;
  /** Settings of the server beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Aborted when nothing is to be waited for any more: then nothing is made or started. */
  readonly late?: AbortSignal | undefined;
}

/** Makes and starts a cluster; a failure on the way leaves neither a process nor a folder. */
export async function startCluster(order: ClusterOrder): Promise<Cluster> {
  const folder = await makeClusterFolder(order.tempFolder, order.launch);
  const guardian = guardFolder(folder);
  try {
    const superuserPassword = Buffer.from(order.random.bytes(24)).toString("hex");
    await initialise(order, folder, superuserPassword);
    const server = await startServer({ ...order, folder, interrupted: order.late });
    return {
      folder,
      programs: order.programs,
      launch: order.launch,
      superuser: SUPERUSER,
      superuserPassword,
      late: order.late,
      async [Symbol.asyncDispose]() {
        await stopServer(server);
        await removeFolder(folder);
        guardian.end();
      },
    };
  } catch (cause) {
    await removeFolder(folder);
    guardian.end();
    throw cause;
  }
}

async function initialise(order: ClusterOrder, folder: string, password: string): Promise<void> {
  const { uid, gid } = order.launch.account;
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${scramSecret(password, order.random.bytes(16))}\n`, { mode: 0o600 });
  await chown(passwordFile, uid, gid);
  const command = [
    join(order.programs.folder, "initdb"),
    "--no-sync",
    "--no-instructions",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    `--username=${SUPERUSER}`,
    "--no-locale",
    "--encoding=UTF8",
    `--pgdata=${join(folder, "data")}`,
  ];
  await runProcess({ launch: order.launch, command, folder, env: {}, late: order.late });
  await rm(passwordFile);
}

/** Backends that notice the end of their server late may still write. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
