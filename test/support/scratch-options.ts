import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import {
  createScratchFactory,
  type ScratchOptions,
} from "../../src/adapters/scratch-postgres/create-scratch-factory.ts";
import type { ScratchDatabase, ScratchFactory } from "../../src/ports/scratch.ts";

/** Options for a real server of this machine, in a folder of its own so that leftovers can be counted. */
export function realServerOptions(changes: Partial<ScratchOptions> = {}): ScratchOptions {
  return {
    engine: "postgresql",
    pgBin: null,
    path: process.env["PATH"] ?? "",
    preferMajor: null,
    tempFolder: makeTempFolder(),
    memoryFolder: null,
    random: systemRandom,
    openPgSource,
    openPglite: () => Promise.reject(new Error("PGlite was not asked for")),
    ...changes,
  };
}

/** A folder through which the server's account may pass to its own folder. */
function makeTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cs-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** A factory of real servers; throws where there is none, so that its tests fail rather than skip. */
export async function realServerFactory(changes: Partial<ScratchOptions> = {}): Promise<ScratchFactory> {
  const made = await createScratchFactory(realServerOptions(changes));
  if (!made.ok) throw new Error(`${made.refusal.reason}: ${made.refusal.actual}`);
  return made.value;
}

/** Every row of a query on a session of `role`. */
export async function ask(
  database: ScratchDatabase,
  role: "owner" | "exec" | "verify",
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  await using session = await database.sql.open(role);
  return (await session.query(text)).rows;
}
