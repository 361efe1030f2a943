import type { PGlite } from "@electric-sql/pglite";
import { LOGINS } from "../../domain/logins.ts";
import { ANALYZE_TABLES } from "../../ports/analyze-tables.ts";
import type { ScratchDatabase, ScratchFactory } from "../../ports/scratch.ts";
import { createConnection, createEngine } from "./connection.ts";
import { createDumpSource, SERVER_VERSION } from "./dump-database.ts";
import { restoreDump } from "./restore-dump.ts";

const LIMITS = [
  "One connection serves all sessions in turns: locks between sessions and deadlocks cannot be shown.",
  "No password is asked: a lane's identity is set by the superuser, and a session could take another identity.",
  "lock_timeout and statement_timeout have no effect.",
  "Session settings, advisory locks and temporary tables are shared by all sessions.",
  "pg_dump takes no snapshot of another session.",
  "Data lives in memory and nothing is durable.",
] as const;

const ROLES = Object.values(LOGINS)
  .map((role) => `create role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;`)
  .join("\n");

/** Throw-away databases inside the process, for machines without PostgreSQL's programs. */
export function createPgliteFactory(): ScratchFactory {
  return {
    describe: () => ({ engine: "pglite", serverVersion: SERVER_VERSION, limits: LIMITS }),
    async start() {
      const engine = await createEngine();
      await engine.exec(`${ROLES} alter database postgres owner to workflow_admin;`);
      return openDatabase(engine);
    },
  };
}

function openDatabase(engine: PGlite): ScratchDatabase {
  const connection = createConnection(engine);
  return {
    sql: connection.source,
    dumpTarget: null,
    dumpSource: createDumpSource(connection),
    restore: (dump) => connection.alone((alone) => restoreDump(alone, dump)),
    analyze: () =>
      connection.alone(async (alone) => {
        await alone.exec(ANALYZE_TABLES);
      }),
    fork: () => connection.alone(async (alone) => openDatabase(await copyEngine(alone))),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function copyEngine(engine: PGlite): Promise<PGlite> {
  const data = await engine.dumpDataDir("none");
  return createEngine(data);
}
