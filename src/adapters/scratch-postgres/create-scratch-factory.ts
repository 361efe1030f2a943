import { findOpenPath } from "../../../bin/open-path.js";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Random } from "../../ports/random.ts";
import type { ScratchFactory } from "../../ports/scratch.ts";
import { startCluster } from "./cluster.ts";
import { sweepDeadClusters } from "./cluster-folder.ts";
import { findPostgres, LOWEST_MAJOR } from "./find-postgres.ts";
import { fitsMemory } from "./memory-folder.ts";
import { refuseTempFolder } from "./refuse-temp-folder.ts";
import { createLanes, firstDatabase, type OpenPgSource } from "./scratch-database.ts";
import { readLaunch } from "./unprivileged.ts";

export interface ScratchOptions {
  /** `auto`: a real server where its programs are found, else PGlite. */
  readonly engine: "auto" | "postgresql" | "pglite";
  /** The one folder to take the programs from (PG_BIN); null: PATH and the system's own folders. */
  readonly pgBin: string | null;
  readonly path: string;
  /** Major version of the live server; used where it is installed. */
  readonly preferMajor: number | null;
  /** A short path, because a Unix socket's path is limited to about 100 bytes, through which the server's account may pass: `/tmp`. */
  readonly tempFolder: string;
  /** Used instead where it is in memory and has room for the database (`/dev/shm`); null for never. */
  readonly memoryFolder: string | null;
  readonly random: Random;
  /** Aborted when nothing is to be waited for any more. */
  readonly late?: AbortSignal | undefined;
  readonly openPgSource: OpenPgSource;
  /** Makes the factory of the engine in the process; called only where it is used. */
  readonly openPglite: () => Promise<Result<ScratchFactory>>;
}

/**
 * Chooses the engine of throw-away databases (docs/system.md section 11) and removes what dead processes left behind.
 * `STOP_CONFIG_INVALID` where others could change the programs that are named or replace what lies in the folder, `STOP_TOOL_MISSING` where a real server is demanded and its programs, `setpriv` or an unprivileged account are not there.
 */
export async function createScratchFactory(options: ScratchOptions): Promise<Result<ScratchFactory>> {
  const { tempFolder, memoryFolder, pgBin } = options;
  const open = pgBin === null ? null : findOpenPath(pgBin);
  if (open !== null) {
    const expected = "programs that root and this account alone can change";
    return refused(refusal("STOP_CONFIG_INVALID", { field: `PG_BIN ${pgBin}`, expected, actual: open }));
  }
  const launch = await readLaunch(options.path);
  for (const folder of [tempFolder, memoryFolder])
    if (folder !== null) await sweepDeadClusters(folder, launch?.account.uid ?? null);
  if (options.engine === "pglite") return options.openPglite();
  const found = await findPostgres(options);
  const [programs] = found;
  if (programs !== undefined && launch !== null) {
    const unfit = await refuseTempFolder(tempFolder, launch);
    if (unfit) return refused(unfit);
    const { random, openPgSource, late } = options;
    return accepted({
      describe: () => ({ engine: "postgresql", serverVersion: programs.version, limits: [] }),
      async start(wish) {
        const wanted = found.find(({ major }) => major === wish?.major) ?? programs;
        const inMemory = memoryFolder !== null && (await fitsMemory(memoryFolder, launch, wish?.bytes ?? 0));
        const folder = inMemory ? memoryFolder : tempFolder;
        const cluster = await startCluster({ programs: wanted, launch, tempFolder: folder, random, late });
        try {
          return firstDatabase(await createLanes(cluster, random, openPgSource));
        } catch (cause) {
          await cluster[Symbol.asyncDispose]();
          throw cause;
        }
      },
    });
  }
  // A folder that was named is not silently ignored.
  if (options.engine === "auto" && options.pgBin === null) return options.openPglite();
  return refused(
    refusal("STOP_TOOL_MISSING", {
      field: options.pgBin === null ? "PostgreSQL" : `PostgreSQL in ${options.pgBin}`,
      expected: `initdb, postgres, psql and pg_dump of ${LOWEST_MAJOR}.14, 16.10, 17.6 or later, setpriv, and an account without privileges`,
      actual: programs === undefined ? "programs not found" : "setpriv or the account not found",
    }),
  );
}
