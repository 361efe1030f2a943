import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { type Cluster, PORT, SUPERUSER, startCluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import { findPostgres } from "../../src/adapters/scratch-postgres/find-postgres.ts";
import {
  createLanes,
  firstDatabase,
  type Lanes,
} from "../../src/adapters/scratch-postgres/scratch-database.ts";
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
  through(place: {
    readonly host: string;
    readonly port: number;
    readonly silenceMs?: number;
  }): KnowledgeBase;
  readonly place: { readonly host: string; readonly port: number };
  /** A session of the server's superuser, whom no grant stops. */
  openSuperuser(): Promise<SqlSession>;
}

/** One real cluster for a test file; every test takes a fresh copy of the installed database. Throws where there is no server. */
export interface KnowledgeCluster extends AsyncDisposable {
  open(): Promise<KnowledgeDatabase>;
}

/** A server of this machine, empty; `settings` beside the usual ones. */
export async function startTestCluster(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const options = realServerOptions();
  const [programs] = await findPostgres(options);
  const launch = await readLaunch(options.path);
  if (!programs || !launch)
    throw new Error("this test needs PostgreSQL, setpriv and an unprivileged account");
  const { tempFolder } = options;
  return startCluster({ programs, launch, tempFolder, random: systemRandom, settings });
}

/** Sessions of the server's superuser in one of its databases, under the name of the owner's. */
export function superuserOf(cluster: Cluster, database: string): SqlSource {
  return openPgSource({
    host: cluster.folder,
    port: PORT,
    database,
    sslmode: "disable",
    roles: { owner: { user: SUPERUSER, password: cluster.superuserPassword } },
  });
}

/** The server that the mutation run lends to a whole process, with the schema on it; null: every file starts its own. */
const LENT = readLent(process.env["CUTTER_TEST_SERVER"]);

function readLent(text: string | undefined): Lanes | null {
  if (text === undefined) return null;
  const { roles, ...server } = JSON.parse(text);
  const cluster: Cluster = { ...server, [Symbol.asyncDispose]: async () => undefined };
  return { cluster, roles, openPgSource, random: systemRandom, living: new Set(), forks: 0 };
}

async function startLanes(): Promise<Lanes> {
  const lanes = await createLanes(await startTestCluster(), systemRandom, openPgSource);
  await install(firstDatabase(lanes).sql);
  return lanes;
}

export async function startKnowledgeCluster(): Promise<KnowledgeCluster> {
  const lanes = LENT ?? (await startLanes());
  const { cluster } = lanes;
  const template = firstDatabase(lanes);

  function describe(database: ScratchDatabase): KnowledgeDatabase {
    const {
      host,
      port,
      database: name,
    } = database.dumpTarget ?? { host: cluster.folder, port: PORT, database: "" };
    const superuser = superuserOf(cluster, name);
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
      // Who lends the server clears up behind the process.
      if (LENT !== null) return;
      for (const copy of opened) await copy[Symbol.asyncDispose]();
      await template[Symbol.asyncDispose]();
    },
  };
}
