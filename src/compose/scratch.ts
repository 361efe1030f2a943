import { keepSessions } from "../adapters/postgres/connection/kept-sessions.ts";
import { openPgSource } from "../adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../adapters/runner/system-random.ts";
import { createScratchFactory } from "../adapters/scratch-postgres/create-scratch-factory.ts";
import type { Environment } from "../config/environment.ts";
import type { Settings } from "../config/settings.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ScratchFactory } from "../ports/scratch.ts";
import { refuseOwnPackages } from "./own-code.ts";

/** The maker of throw-away databases. PGlite is loaded only where it is used. */
export function openScratchFactory(
  environment: Environment,
  settings: Settings["scratch"],
  { preferMajor = null, late }: { readonly preferMajor?: number | null; readonly late?: AbortSignal } = {},
): Promise<Result<ScratchFactory>> {
  return createScratchFactory({
    engine: settings.engine,
    pgBin: settings.pgBin ?? environment.PG_BIN ?? null,
    path: environment.PATH,
    preferMajor,
    tempFolder: environment.TMPDIR ?? "/tmp",
    // A TMPDIR that is set is always used.
    memoryFolder: environment.TMPDIR === undefined ? "/dev/shm" : null,
    random: systemRandom,
    late,
    openPgSource: (connection) => keepSessions(openPgSource({ ...connection, ...(late && { late }) })),
    openPglite: async () => {
      const untrusted = refuseOwnPackages();
      if (untrusted) return refused(untrusted);
      return accepted((await import("../adapters/pglite/create-pglite-factory.ts")).createPgliteFactory());
    },
  });
}
