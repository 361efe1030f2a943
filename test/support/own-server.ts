import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import type { SqlSession, SqlSource } from "../../src/ports/sql.ts";
import { install } from "./knowledge.ts";
import { startTestCluster, superuserOf } from "./knowledge-cluster.ts";
import { makeRestartable, type RestartableCluster } from "./restartable-cluster.ts";
import { nameOf } from "./test-database.ts";

/** A server of one test, with the schema installed, which the test may stop and kill. */
export interface OwnServer extends AsyncDisposable, Pick<RestartableCluster, "restart" | "crash"> {
  readonly sql: SqlSource;
  openSuperuser(): Promise<SqlSession>;
}

/** `settings` hold from the first restart on. */
export async function startOwnServer(settings: Readonly<Record<string, string>> = {}): Promise<OwnServer> {
  const cluster = makeRestartable(await startTestCluster(), settings);
  const database = firstDatabase(await createLanes(cluster, systemRandom, openPgSource));
  await install(database.sql);
  const superuser = superuserOf(cluster, nameOf(database));
  return {
    sql: database.sql,
    openSuperuser: () => superuser.open("owner"),
    restart: cluster.restart,
    crash: cluster.crash,
    // The cluster ends with its last database.
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
