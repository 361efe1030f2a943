import { chmod, chown, lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseStrictJson } from "../../json/parse-strict-json.ts";
import type { Launch } from "./unprivileged.ts";

const PREFIX = "cutter-scratch-";
const OWNER_FILE = "owner.json";

const ownerMarkSchema = z
  .strictObject({ pid: z.number().int(), startTicks: z.string(), bootId: z.string() })
  .readonly();

type OwnerMark = z.infer<typeof ownerMarkSchema>;

/** Makes the private folder (0700) of one cluster and marks it with this process, so that a later start knows whose it was. */
export async function makeClusterFolder(tempFolder: string, launch: Launch): Promise<string> {
  const startTicks = await readStartTicks(process.pid);
  if (startTicks === null)
    throw new Error("/proc/self/stat cannot be read: a throw-away cluster needs Linux");
  const mark: OwnerMark = { pid: process.pid, startTicks, bootId: await readBootId() };
  const folder = await mkdtemp(join(tempFolder, `${PREFIX}${mark.pid}-`));
  await chmod(folder, 0o700);
  await writeFile(join(folder, OWNER_FILE), JSON.stringify(mark), { mode: 0o600 });
  await chown(folder, launch.account.uid, launch.account.gid);
  return folder;
}

/**
 * Removes the folders of clusters whose process has ended; returns their names. What another account has put there under such a name is
 * neither read nor removed: it may lead anywhere. `uid` is the account of our servers, if there is one.
 */
export async function sweepDeadClusters(tempFolder: string, uid: number | null): Promise<readonly string[]> {
  const names = (await readFolder(tempFolder)).filter((name) => name.startsWith(PREFIX));
  const dead: string[] = [];
  for (const name of names) {
    const folder = join(tempFolder, name);
    if (!(await isOurs(folder, uid)) || !(await isAbandoned(folder, name))) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    dead.push(name);
  }
  return dead;
}

/** A folder that is missing, or closed to this account, holds no cluster of ours. */
async function readFolder(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((cause: { code?: string }) => {
    if (/^(?:ENOENT|ENOTDIR|EACCES)$/.test(cause.code ?? "")) return [];
    throw cause;
  });
}

async function isOurs(folder: string, uid: number | null): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  return (found?.isDirectory() ?? false) && [uid, process.geteuid?.()].includes(found?.uid);
}

async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const mark = await readMark(folder);
  if (mark === "unreadable") return false;
  if (mark !== null)
    return mark.bootId !== (await readBootId()) || (await readStartTicks(mark.pid)) !== mark.startTicks;
  // The process was killed between making the folder and marking it; the folder's name holds its pid.
  const pid = /^cutter-scratch-(\d+)-/.exec(name)?.[1];
  return pid !== undefined && (await readStartTicks(Number(pid))) === null;
}

/** Null where no process has left its mark, whole. */
async function readMark(folder: string): Promise<OwnerMark | null | "unreadable"> {
  try {
    const json = parseStrictJson(await readFile(join(folder, OWNER_FILE)));
    const mark = json.ok ? ownerMarkSchema.safeParse(json.value) : null;
    return mark?.success ? mark.data : null;
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    return code === "EACCES" || code === "EPERM" ? "unreadable" : null;
  }
}

async function readBootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}

/** Field 22 of /proc/<pid>/stat, counted behind the command name, which may hold spaces and parentheses. */
async function readStartTicks(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
