import { execFile } from "node:child_process";
import { createPgliteFactory } from "../../src/adapters/pglite/create-pglite-factory.ts";
import { openPgSource, type PgSettings } from "../../src/adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { type Cluster, PORT, SUPERUSER } from "../../src/adapters/scratch-postgres/cluster.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import { startTestCluster, superuserOf } from "./knowledge-cluster.ts";

/** The empty live database of a setup, on a server of its own. */
export interface TestDatabase {
  readonly database: ScratchDatabase;
  /** How the command line reaches it; null on PGlite. */
  readonly connection: PgSettings | null;
  /** Variables with which psql is the server's superuser; none on PGlite. */
  readonly superuser: Readonly<Record<string, string>>;
  /** Remembers the content; the function it returns puts it back, as often as wanted. Nothing may be at work in the database meanwhile. */
  remember(): Promise<() => Promise<void>>;
  /** Drops the database and makes it again from a dump of its own, under its name: what an operator does after a loss. */
  restoreFromDump(): Promise<void>;
  /** The same on a new server, with new passwords. */
  restoreElsewhere(): Promise<ScratchDatabase>;
}

export async function startTestDatabase(
  engine: "postgresql" | "pglite",
  startServer: () => Promise<Cluster> = startTestCluster,
): Promise<TestDatabase> {
  if (engine === "pglite") {
    const database = await createPgliteFactory().start();
    const remember = () => Promise.reject(new Error("no test on PGlite remembers its database"));
    const restoreFromDump = () => Promise.reject(new Error("no test on PGlite dumps its database"));
    return {
      database,
      connection: null,
      superuser: {},
      remember,
      restoreFromDump,
      restoreElsewhere: restoreFromDump,
    };
  }
  const cluster = await startServer();
  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  const database = firstDatabase(lanes);
  const name = nameOf(database);
  const admin = superuserOf(cluster, "template1");
  return {
    database: { ...database, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() },
    connection: {
      host: cluster.folder,
      port: PORT,
      database: name,
      sslmode: "disable",
      roles: lanes.roles,
    },
    superuser: superuserVariables(cluster),
    async restoreFromDump() {
      const dump = await psqlOf(cluster, "pg_dump", ["--create", name]);
      await restoreInto(cluster, name, dump);
    },
    async restoreElsewhere() {
      const dump = await psqlOf(cluster, "pg_dump", ["--create", name]);
      const other = await startTestCluster();
      const restored = firstDatabase(await createLanes(other, systemRandom, openPgSource));
      await restoreInto(other, name, dump);
      return restored;
    },
    async remember() {
      const kept = await database.fork();
      return async () => {
        const copy = nameOf(await kept.fork());
        // Under the old name, which runs and sessions know.
        await using session = await admin.open("owner");
        await session.query(`drop database ${name} with (force)`);
        await session.query(`alter database ${copy} rename to ${name}`);
      };
    },
  };
}

async function restoreInto(cluster: Cluster, name: string, dump: string): Promise<void> {
  await using session = await superuserOf(cluster, "template1").open("owner");
  await session.query(`drop database ${name} with (force)`);
  await psqlOf(cluster, "psql", ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "template1"], dump);
}

/** Runs a client program of the server as its superuser; returns its output. */
export function psqlOf(
  cluster: Cluster,
  program: string,
  args: readonly string[],
  input = "",
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      { env: { ...process.env, ...superuserVariables(cluster) }, maxBuffer: 1e8 },
      (fault, stdout) => (fault ? reject(fault) : resolve(stdout)),
    );
    child.stdin?.end(input);
  });
}

export function superuserVariables(cluster: Cluster): Readonly<Record<string, string>> {
  return {
    PGHOST: cluster.folder,
    PGPORT: String(PORT),
    PGUSER: SUPERUSER,
    PGPASSWORD: cluster.superuserPassword,
  };
}

export function nameOf({ dumpTarget }: ScratchDatabase): string {
  if (dumpTarget === null) throw new Error("a database of a server has a name");
  return dumpTarget.database;
}
