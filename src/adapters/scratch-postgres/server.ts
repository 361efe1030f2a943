import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ProgramError } from "../../domain/program-error.ts";
import { killGroup } from "../../processes/end-with-process.ts";
import type { PostgresPrograms } from "./find-postgres.ts";
import { type LaunchedProcess, launchProcess, refuseLate } from "./launched-process.ts";
import type { Launch } from "./unprivileged.ts";

export interface ServerOrder {
  readonly programs: PostgresPrograms;
  readonly launch: Launch;
  /** Private; holds the socket, and under `data` the cluster or a link to it. */
  readonly folder: string;
  /** Beside the usual settings, or in their place. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long it may take until it answers. */
  readonly startMs?: number;
  /** Aborted when the process is asked to end: then it is not waited for. */
  readonly interrupted?: AbortSignal | undefined;
}

/** A server that has not stopped by then is stopped by the kernel. */
const STOP_MS = 5000;
const START_MS = 30_000;
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

/** Starts the server of a cluster and waits until it answers. */
export async function startServer(order: ServerOrder): Promise<LaunchedProcess> {
  const { folder, launch } = order;
  const settings = Object.entries({ ...SETTINGS, ...order.settings }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const command = [
    join(order.programs.folder, "postgres"),
    "-D",
    join(folder, "data"),
    "-k",
    folder,
    ...settings,
  ];
  const server = launchProcess({ launch, command, folder, env: {} });
  server.child.stdin?.end();
  let over = false;
  server.ended.then(
    () => (over = true),
    () => (over = true),
  );
  const tries = (order.startMs ?? START_MS) / START_PAUSE_MS;
  for (let done = 0; done < tries && !over && order.interrupted?.aborted !== true; done += 1) {
    if (await isReady(folder)) return server;
    await sleep(START_PAUSE_MS);
  }
  killGroup(server.child);
  await server.ended;
  refuseLate(order.interrupted);
  throw new ProgramError(
    `the throw-away PostgreSQL did not start: ${server.stderr().trim() || "no message"}`,
  );
}

/** Immediate shutdown: what is thrown away needs no checkpoint. */
export async function stopServer(server: LaunchedProcess): Promise<void> {
  server.child.kill("SIGQUIT");
  const timer = setTimeout(() => killGroup(server.child), STOP_MS);
  await server.ended;
  clearTimeout(timer);
}

/** The server writes its state into line 8 of postmaster.pid. */
async function isReady(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "data", "postmaster.pid"), "utf8").catch(() => "");
  return text.split("\n")[7]?.trim() === "ready";
}
