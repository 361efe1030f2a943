import { openDatabaseSidecar } from "../../src/adapters/postgres/sidecar/open-database-sidecar.ts";
import type { LockTimes } from "../../src/adapters/postgres/sidecar/run-lock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Sidecar } from "../../src/ports/sidecar.ts";
import { type KnowledgeCluster, type KnowledgeDatabase, startKnowledgeCluster } from "./knowledge-cluster.ts";
import { makeTempFolder } from "./temp-folder.ts";

export type SidecarKind = "folder" | "database";

/** A sidecar of one kind, empty; opened as often as wanted, as by several machines. */
export interface SidecarPlace extends AsyncDisposable {
  readonly root: string;
  /** Another `root` is another machine: of the folder kind it has nothing in common with the first. */
  open(options?: {
    readonly root?: string;
    readonly times?: LockTimes;
    readonly note?: (text: string) => void;
  }): Promise<Sidecar>;
  /** The database in which it is kept; the folder kind has none. */
  readonly database: KnowledgeDatabase | null;
}

export interface SidecarHouse extends AsyncDisposable {
  make(): Promise<SidecarPlace>;
}

const clock: Clock = { now: () => new Date() };

/** Where places of one kind are made, for a test file. */
export async function openSidecarHouse(kind: SidecarKind): Promise<SidecarHouse> {
  const cluster: KnowledgeCluster | null = kind === "database" ? await startKnowledgeCluster() : null;
  return {
    async make() {
      const folder = await makeTempFolder();
      const database = (await cluster?.open()) ?? null;
      const opened: Sidecar[] = [];
      return {
        root: folder.path,
        database,
        async open({ root = folder.path, times, note } = {}) {
          const local = await openSidecar({ root, clock, project: () => ({}), projectBatch: () => ({}) });
          const sidecar =
            database === null
              ? local
              : await openDatabaseSidecar({
                  ...{ local, clock, sql: database.sql },
                  ...(times ? { times } : {}),
                  ...(note ? { note } : {}),
                });
          opened.push(sidecar);
          return sidecar;
        },
        async [Symbol.asyncDispose]() {
          for (const sidecar of opened) await sidecar[Symbol.asyncDispose]();
          await folder[Symbol.asyncDispose]();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await cluster?.[Symbol.asyncDispose]();
    },
  };
}
