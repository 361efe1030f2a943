import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Folders that the product makes for a while; tests put theirs elsewhere. */
const OURS = /^(?:cutter-(?:scratch|approve|demo|drill|copy|probe)-|iu-cutter-index-)/;
/** The guardian of a killed process's cluster tries for three seconds to remove its folder. */
const TRIES = 50;
const PAUSE_MS = 100;

/** What tests that have ended left in the folder: servers that still run, and the product's temporary folders. */
export async function findLeftBehind(folder: string): Promise<readonly string[]> {
  for (let tries = 0; tries < TRIES && listLeft(folder).length > 0; tries += 1) await sleep(PAUSE_MS);
  return listLeft(folder);
}

function listLeft(folder: string): readonly string[] {
  return [...foldersIn(folder), ...serversIn(folder)];
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => OURS.test(path.split("/").at(-1) ?? ""))
      .map((path) => join(folder, path));
  } catch (cause) {
    // A folder that is being removed meanwhile.
    if ((cause as { code?: string }).code === "ENOENT") return [String(cause)];
    throw cause;
  }
}

function serversIn(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `${pid} ${readCommand(pid)}`)
    .filter((line) => line.includes(folder) && line.includes("postgres"));
}

/** The command line of a process; empty for one that has ended meanwhile. */
function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
