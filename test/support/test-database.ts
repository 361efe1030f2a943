import { createPgliteFactory } from "../../src/adapters/pglite/create-pglite-factory.ts";
import { openPgSource, type PgSettings } from "../../src/adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { PORT } from "../../src/adapters/scratch-postgres/cluster.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import { startTestCluster, superuserOf } from "./knowledge-cluster.ts";

/** The empty live database of a setup, on a server of its own. */
export interface TestDatabase {
  readonly database: ScratchDatabase;
  /** How the command line reaches it; null on PGlite. */
  readonly connection: PgSettings | null;
  /** Remembers the content; the function it returns puts it back, as often as wanted. Nothing may be at work in the database meanwhile. */
  remember(): Promise<() => Promise<void>>;
}

export async function startTestDatabase(engine: "postgresql" | "pglite"): Promise<TestDatabase> {
  if (engine === "pglite") {
    const database = await createPgliteFactory().start();
    const remember = () => Promise.reject(new Error("no test on PGlite remembers its database"));
    return { database, connection: null, remember };
  }
  const cluster = await startTestCluster();
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

function nameOf({ dumpTarget }: ScratchDatabase): string {
  if (dumpTarget === null) throw new Error("a database of a server has a name");
  return dumpTarget.database;
}
