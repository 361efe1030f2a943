import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { PORT, SUPERUSER, startCluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import { findPostgres } from "../../src/adapters/scratch-postgres/find-postgres.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import { readLaunch } from "../../src/adapters/scratch-postgres/unprivileged.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import type { SqlSession, SqlSource } from "../../src/ports/sql.ts";
import { install } from "./knowledge.ts";
import { realServerOptions } from "./scratch-options.ts";

/** A database of the cluster with the schema installed, and the three ways into it. */
export interface KnowledgeDatabase extends AsyncDisposable {
  readonly sql: SqlSource;
  readonly knowledge: KnowledgeBase;
  /** The same database through another socket, such as a proxy's. */
  through(place: { readonly host: string; readonly port: number }): KnowledgeBase;
  readonly place: { readonly host: string; readonly port: number };
  /** A session of the server's superuser, whom no grant stops. */
  openSuperuser(): Promise<SqlSession>;
}

/** One real cluster for a test file; every test takes a fresh copy of the installed database. Throws where there is no server. */
export interface KnowledgeCluster extends AsyncDisposable {
  open(): Promise<KnowledgeDatabase>;
}

export async function startKnowledgeCluster(): Promise<KnowledgeCluster> {
  const options = realServerOptions();
  const [programs] = await findPostgres(options);
  const launch = await readLaunch(options.path);
  if (!programs || !launch)
    throw new Error("this test needs PostgreSQL, setpriv and an unprivileged account");
  const cluster = await startCluster({
    programs,
    launch,
    tempFolder: options.tempFolder,
    random: systemRandom,
  });
  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  const template = firstDatabase(lanes);
  await install(template.sql);

  function describe(database: ScratchDatabase): KnowledgeDatabase {
    const {
      host,
      port,
      database: name,
    } = database.dumpTarget ?? { host: cluster.folder, port: PORT, database: "" };
    const superuser = openPgSource({
      host,
      port,
      database: name,
      sslmode: "disable",
      roles: { owner: { user: SUPERUSER, password: cluster.superuserPassword } },
    });
    return {
      sql: database.sql,
      knowledge: createKnowledgeBase(database.sql),
      place: { host, port },
      through: (place) =>
        createKnowledgeBase(
          openPgSource({ ...place, database: name, sslmode: "disable", roles: lanes.roles }),
        ),
      openSuperuser: () => superuser.open("owner"),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }

  const opened: ScratchDatabase[] = [];
  return {
    async open() {
      const copy = await template.fork();
      opened.push(copy);
      return describe(copy);
    },
    async [Symbol.asyncDispose]() {
      for (const copy of opened) await copy[Symbol.asyncDispose]();
      await template[Symbol.asyncDispose]();
    },
  };
}
