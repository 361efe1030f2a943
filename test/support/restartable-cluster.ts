import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import { startServer, stopServer } from "../../src/adapters/scratch-postgres/server.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { superuserOf } from "./knowledge-cluster.ts";

/** A server that a test may stop and kill. */
export interface RestartableCluster extends Cluster {
  /** Stops the server in an orderly way and starts it again. */
  restart(): Promise<void>;
  /** Kills one of its processes, after which it recovers by itself. */
  crash(): Promise<void>;
}

/** `settings` hold from the first restart on. */
export function makeRestartable(
  cluster: Cluster,
  settings: Readonly<Record<string, string>> = {},
): RestartableCluster {
  const superuser = superuserOf(cluster, "template1");
  let stop = async () => undefined as undefined;
  const ended = async (session: SqlSession) => {
    // The server has ended it already.
    await Promise.resolve(session[Symbol.asyncDispose]()).catch(() => undefined);
  };
  const answers = async () => {
    const session = await superuser.open("owner").catch(() => null);
    if (session === null) return false;
    const answer = await session.query("select 1").catch(() => null);
    await ended(session);
    return answer !== null;
  };
  return {
    ...cluster,
    async restart() {
      process.kill(await postmasterOf(cluster), "SIGINT");
      while ((await postmasterOf(cluster).catch(() => 0)) !== 0) await sleep(20);
      const server = await startServer({ ...cluster, settings });
      stop = async () => void (await stopServer(server));
    },
    async crash() {
      const session = await superuser.open("owner");
      const witness = await superuser.open("owner");
      const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
      process.kill(rows[0]?.pid ?? 0, "SIGKILL");
      await ended(session);
      // The server has noticed once it has ended the others; until then it still answers.
      while (
        await witness.query("select 1").then(
          () => true,
          () => false,
        )
      )
        await sleep(20);
      await ended(witness);
      while (!(await answers())) await sleep(20);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

async function postmasterOf({ folder }: Cluster): Promise<number> {
  return Number.parseInt(await readFile(join(folder, "data", "postmaster.pid"), "utf8"), 10);
}
