import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const TRIES = 200;
const PAUSE_MS = 50;

/** Processes in whose command line or environment the text stands, once those that are about to end have ended. */
export async function findProcesses(text: string): Promise<readonly string[]> {
  for (let tries = 0; tries < TRIES && listProcesses(text).length > 0; tries += 1) await sleep(PAUSE_MS);
  return listProcesses(text);
}

/** Waits until there is such a process. */
export async function waitForProcess(text: string): Promise<void> {
  while (listProcesses(text).length === 0) await sleep(PAUSE_MS);
}

function listProcesses(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ["cmdline", "environ"].some((file) => read(pid, file).includes(text)))
    .map((pid) => `${pid} ${read(pid, "cmdline").replaceAll("\0", " ")}`);
}

/** Empty for a process that has ended meanwhile, or is another account's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
