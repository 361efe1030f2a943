import { join } from "node:path";
import { findPostgres } from "../src/adapters/scratch-postgres/find-postgres.ts";
import type { DumpTarget } from "../src/ports/scratch.ts";
import { searchPath } from "./machine.ts";
import { runWatched } from "./watched-process.ts";

/** Path of a program of the installed PostgreSQL. */
export async function findProgram(name: "psql" | "pg_dump"): Promise<string> {
  const [programs] = await findPostgres({ pgBin: null, path: searchPath(), preferMajor: null });
  if (!programs) throw new Error("PostgreSQL is not installed");
  return join(programs.folder, name);
}

/** Environment variables with which a program of PostgreSQL reaches the database. */
export function connectionVariables(target: DumpTarget): Readonly<Record<string, string>> {
  return {
    PATH: searchPath(),
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGDATABASE: target.database,
    PGUSER: target.user,
    PGPASSWORD: target.password ?? "",
  };
}

/** Runs a script with psql; throws where a statement fails. */
export async function runPsql(program: string, target: DumpTarget, script: string): Promise<void> {
  await runWatched({
    command: program,
    args: ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"],
    env: connectionVariables(target),
    input: script,
  });
}
