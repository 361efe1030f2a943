import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findOpenPath } from "../../../bin/open-path.js";
import { ProgramError } from "../../domain/program-error.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { runProcess } from "./launched-process.ts";
import type { Launch } from "./unprivileged.ts";

/** Says that the folder is ours, and what was restored into it. */
const MARK = "iu-cutter-restore.txt";
export const LOCK = "restore.lock";
/** Plain text of the database: each is for the server's account alone. */
const HELD = ["data", "tablespaces"] as const;
/** A server that was killed with its process has ended by then. */
const ENDED_TRIES = 300;
const ENDED_PAUSE_MS = 100;

/**
 * `STOP_CONFIG_INVALID` where the folder is not one that this account alone can change and the server's account can pass through, or holds
 * what we did not put there. A folder that is not there yet is judged by the one that it will be made in.
 */
export async function refuseKeptFolder(folder: string, launch: Launch): Promise<Refusal | null> {
  const path = resolve(folder);
  const open = findOpenPath(path);
  if (open !== null) return invalid(path, "a folder that root and this account alone can change", open);
  const found = await lstat(path).catch(() => null);
  if (found === null && !(await lstat(dirname(path)).catch(() => null))?.isDirectory())
    return invalid(path, "a folder in one that is there", "missing");
  if (found !== null && !found.isDirectory()) return invalid(path, "a folder", "something else");
  if (launch.drops) {
    for (let at = found === null ? dirname(path) : path; ; at = dirname(at)) {
      const { mode } = await stat(at);
      if ((mode & 0o001) === 0)
        return invalid(
          at,
          "a folder that other accounts may pass through",
          `mode ${(mode & 0o777).toString(8)}`,
        );
      if (at === dirname(at)) break;
    }
  }
  if (found === null) return null;
  const names = await readdir(path);
  const isOurs = names.includes(MARK);
  const [foreign] = names.filter((name) => ![MARK, LOCK, ...(isOurs ? HELD : [])].includes(name));
  return foreign === undefined ? null : invalid(path, "a folder of its own, empty at first", foreign);
}

/** Makes the folder; the caller has judged it. What is in it can be entered by the server's account, and listed by this one alone. */
export async function makeKeptFolder(folder: string, launch: Launch): Promise<void> {
  const mode = launch.drops ? 0o711 : 0o700;
  const isNew = await mkdir(folder, { mode }).then(
    () => true,
    (cause: { code?: string }) => {
      if (cause.code !== "EEXIST") throw cause;
      return false;
    },
  );
  // Whatever the umask is.
  if (isNew) await chmod(folder, mode);
}

/** Makes the folder fit for a restore of `name`, while its lock is held: of another name it is emptied first. */
export async function readyKeptFolder(folder: string, name: string, launch: Launch): Promise<void> {
  const mark = join(folder, MARK);
  const was = await readFile(mark, "utf8").catch(() => null);
  if (was !== null && was !== name) await emptyKeptFolder(folder, launch);
  await writeFile(mark, name, { mode: 0o600 });
  for (const held of HELD) {
    const path = join(folder, held);
    await mkdir(path, { mode: 0o700 }).catch((cause: { code?: string }) => {
      if (cause.code !== "EEXIST") throw cause;
    });
    await chown(path, launch.account.uid, launch.account.gid);
  }
  const data = join(folder, "data");
  await waitForEnd(data);
  // Left by a server that was killed; pgBackRest would take it for one that runs.
  await runProcess({
    launch,
    folder: "/",
    env: {},
    command: ["/bin/rm", "-f", "--", join(data, "postmaster.pid")],
  });
}

/** Removes what was restored, as the account that it belongs to; throws where something is left. */
export async function emptyKeptFolder(folder: string, launch: Launch): Promise<void> {
  for (const held of HELD) {
    const path = join(folder, held);
    await waitForEnd(path);
    const command = ["/usr/bin/find", path, "-mindepth", "1", "-delete"];
    if ((await lstat(path).catch(() => null)) === null) continue;
    await runProcess({ launch, folder: "/", env: {}, command });
    await rm(path, { recursive: true });
  }
}

/** Processes of a killed server, and of a killed restore, end a moment after it, and may still write until then. */
async function waitForEnd(data: string): Promise<void> {
  for (let tries = 0; await isWorkedIn(data); tries += 1) {
    if (tries >= ENDED_TRIES)
      throw new ProgramError(`a process of a run that was killed still works in ${data}`);
    await sleep(ENDED_PAUSE_MS);
  }
}

/** Every process of a server works in its data folder; a restore is started there. */
async function isWorkedIn(data: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
  return folders.includes(data);
}

function invalid(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_CONFIG_INVALID", { field: `backup.restoreFolder ${field}`, expected, actual });
}
