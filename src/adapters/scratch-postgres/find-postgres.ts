import { execFile } from "node:child_process";
import { access, constants, readdir, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { findOpenPath } from "../../../bin/open-path.js";

/** One installation that has everything a throw-away cluster and a dump need, in one folder. */
export interface PostgresPrograms {
  readonly folder: string;
  readonly major: number;
  /** As `postgres --version` tells it, e.g. `15.18`. */
  readonly version: string;
}

export const LOWEST_MAJOR = 15;

/** From these minor versions on psql can be locked against commands in a dump (CVE-2025-8714). */
const LOWEST_MINOR: Readonly<Record<number, number>> = { 15: 14, 16: 10, 17: 6 };

const NEEDED = ["initdb", "postgres", "psql", "pg_dump"] as const;
const run = promisify(execFile);
/** How long a program may take to tell its version. */
const VERSION_MS = 10_000;

/**
 * Finds installations of PostgreSQL 15 or later whose psql can be locked: in `pgBin` alone where it is given, else in `path` and in
 * `/usr/lib/postgresql/<major>/bin`. The one of `preferMajor` comes first, then the newest.
 */
export async function findPostgres(where: {
  readonly pgBin: string | null;
  readonly path: string;
  readonly preferMajor: number | null;
}): Promise<readonly PostgresPrograms[]> {
  const folders = await foldersOf(where);
  const real = await Promise.all(folders.map(folderOfServer));
  const distinct = [...new Set(real.filter((folder) => folder !== null))];
  const found = await Promise.all(distinct.map(readInstallation));
  return found
    .filter((programs) => programs !== null)
    .filter(isSafe)
    .sort((a, b) => rank(b, where.preferMajor) - rank(a, where.preferMajor));
}

/** Finds pg_dump 15 or later, which needs no server beside it, in the order of `findPostgres`: its path and version, or null. */
export async function findPgDump(where: {
  readonly pgBin: string | null;
  readonly path: string;
  readonly preferMajor: number | null;
}): Promise<{ readonly program: string; readonly version: string } | null> {
  const found = await Promise.all(
    (await foldersOfDump(where)).map((folder) => readVersion(folder, "pg_dump")),
  );
  const [chosen] = found
    .filter((programs) => programs !== null)
    .filter(isSafe)
    .sort((a, b) => rank(b, where.preferMajor) - rank(a, where.preferMajor));
  return chosen ? { program: join(chosen.folder, "pg_dump"), version: chosen.version } : null;
}

async function foldersOf(where: { readonly pgBin: string | null; readonly path: string }) {
  if (where.pgBin !== null) return [where.pgBin];
  return [...where.path.split(delimiter), ...(await debianFolders())].filter((folder) => folder !== "");
}

/** The folders that have a pg_dump, each once: `/bin` is often a link to `/usr/bin`. To start a program takes longer than to look for it. */
async function foldersOfDump(where: Parameters<typeof foldersOf>[0]): Promise<readonly string[]> {
  const real = new Map<string, string>();
  for (const folder of await foldersOf(where)) {
    if (!(await isExecutable(join(folder, "pg_dump")))) continue;
    const place = await realpath(folder);
    if (!real.has(place)) real.set(place, folder);
  }
  return [...real.values()];
}

function isSafe({ major, version }: PostgresPrograms): boolean {
  const minor = Number(version.split(".")[1] ?? 0);
  return major >= LOWEST_MAJOR && minor >= (LOWEST_MINOR[major] ?? 0);
}

function rank(programs: PostgresPrograms, preferMajor: number | null): number {
  return programs.major === preferMajor ? Number.MAX_SAFE_INTEGER : programs.major;
}

async function debianFolders(): Promise<readonly string[]> {
  const root = "/usr/lib/postgresql";
  const majors = await readdir(root).catch(() => []);
  return majors.map((major) => join(root, major, "bin"));
}

/** A link to `postgres` stands for the folder that it leads to, where the other programs are of the same version. */
async function folderOfServer(folder: string): Promise<string | null> {
  const server = await realpath(join(folder, "postgres")).catch(() => null);
  return server === null ? null : dirname(server);
}

async function readInstallation(folder: string): Promise<PostgresPrograms | null> {
  const present = await Promise.all(NEEDED.map((name) => isExecutable(join(folder, name))));
  // A link in a closed folder may lead into an open one.
  if (present.includes(false) || NEEDED.some((name) => findOpenPath(join(folder, name)) !== null))
    return null;
  return readVersion(folder, "postgres");
}

async function readVersion(folder: string, name: "postgres" | "pg_dump"): Promise<PostgresPrograms | null> {
  const env = { LC_ALL: "C", PATH: "/usr/bin:/bin" };
  const { stdout } = await run(join(folder, name), ["--version"], {
    env,
    timeout: VERSION_MS,
    killSignal: "SIGKILL",
  }).catch(() => ({
    stdout: "",
  }));
  const version = /\(PostgreSQL\) (\d+)(\.\d+)*/.exec(stdout);
  if (!version?.[1]) return null;
  return { folder, major: Number(version[1]), version: version[0].replace("(PostgreSQL) ", "") };
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
