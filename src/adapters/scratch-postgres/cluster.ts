import { chown, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProgramError } from "../../domain/program-error.ts";
import type { Random } from "../../ports/random.ts";
import { makeClusterFolder } from "./cluster-folder.ts";
import { guardFolder } from "./cluster-guardian.ts";
import type { PostgresPrograms } from "./find-postgres.ts";
import { type LaunchedProcess, launchProcess, runProcess } from "./launched-process.ts";
import { scramSecret } from "./scram-secret.ts";
import type { Launch } from "./unprivileged.ts";

export const SUPERUSER = "scratch_bootstrap";
export const PORT = 5432;

/** A throw-away server: unix socket only, in a folder that nobody else can enter; disposing ends it and removes the folder. */
export interface Cluster extends AsyncDisposable {
  readonly folder: string;
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  readonly superuserPassword: string;
}

export interface ClusterOrder {
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  readonly tempFolder: string;
  readonly random: Random;
}

/** A server that has not stopped by then is stopped by the kernel. */
const STOP_MS = 5000;
const START_TRIES = 1500;
const START_PAUSE_MS = 20;

// Nothing in the cluster outlives this process, so nothing needs to reach the disk.
const SETTINGS = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  password_encryption: "scram-sha-256",
  fsync: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  autovacuum: "off",
  // Allocated as needed, not reserved.
  shared_buffers: "256MB",
  maintenance_work_mem: "128MB",
  // Files of the data folder are removed with it; POSIX segments would survive a kill.
  dynamic_shared_memory_type: "mmap",
  log_min_messages: "fatal",
  jit: "off",
} as const;

/** Makes and starts a cluster; a failure on the way leaves neither a process nor a folder. */
export async function startCluster(order: ClusterOrder): Promise<Cluster> {
  const folder = await makeClusterFolder(order.tempFolder, order.launch);
  const guardian = guardFolder(folder);
  try {
    const superuserPassword = Buffer.from(order.random.bytes(24)).toString("hex");
    await initialise(order, folder, superuserPassword);
    const server = await startServer(order, folder);
    return {
      folder,
      programs: order.programs,
      launch: order.launch,
      superuserPassword,
      async [Symbol.asyncDispose]() {
        // Immediate shutdown: what is thrown away needs no checkpoint.
        server.child.kill("SIGQUIT");
        const timer = setTimeout(() => server.child.kill("SIGKILL"), STOP_MS);
        await server.ended;
        clearTimeout(timer);
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
  await runProcess({ launch: order.launch, command, folder, env: {} });
  await rm(passwordFile);
}

async function startServer(order: ClusterOrder, folder: string): Promise<LaunchedProcess> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [
    join(order.programs.folder, "postgres"),
    "-D",
    join(folder, "data"),
    "-k",
    folder,
    ...settings,
  ];
  const server = launchProcess({ launch: order.launch, command, folder, env: {} });
  server.child.stdin?.end();
  let over = false;
  server.ended.then(
    () => (over = true),
    () => (over = true),
  );
  for (let tries = 0; tries < START_TRIES && !over; tries += 1) {
    if (await isReady(folder)) return server;
    await sleep(START_PAUSE_MS);
  }
  server.child.kill("SIGKILL");
  await server.ended;
  throw new ProgramError(
    `the throw-away PostgreSQL did not start: ${server.stderr().trim() || "no message"}`,
  );
}

/** The server writes its state into line 8 of postmaster.pid. */
async function isReady(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "data", "postmaster.pid"), "utf8").catch(() => "");
  return text.split("\n")[7]?.trim() === "ready";
}

/** Backends that notice the end of their server late may still write. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
