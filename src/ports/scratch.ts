import type { Result } from "../domain/result.ts";
import type { DumpSource } from "./backup.ts";
import type { SqlSource } from "./sql.ts";

/** Makes throw-away databases: a cluster that nothing survives, or PGlite in the process. */
export interface ScratchFactory {
  /** The engine that `start` will use, and what it does not show (logins, locks between sessions, timeouts) in plain sentences. */
  describe(): {
    readonly engine: "postgresql" | "pglite";
    readonly serverVersion: string;
    readonly limits: readonly string[];
  };
  /** An empty database with the three roles (workflow_admin, cutter_exec, cutter_verify), gone when disposed or when the process dies. */
  start(wish?: ScratchWish): Promise<ScratchDatabase>;
}

interface ScratchWish {
  /** Major version of the database that is to be restored: taken where it is installed, else the newest. */
  readonly major?: number;
  /** What the database that is to be restored takes on its disk, about. */
  readonly bytes?: number;
}

export interface ScratchDatabase extends AsyncDisposable {
  readonly sql: SqlSource;
  /** How pg_dump reaches it (a socket folder and port), or null on PGlite. */
  readonly dumpTarget: DumpTarget | null;
  /** The engine's own dump where there is no `dumpTarget` (PGlite), else null. */
  readonly dumpSource: DumpSource | null;
  /** Feeds a plain SQL dump; refuses on the first statement that fails. */
  restore(plainDump: AsyncIterable<Uint8Array>): Promise<Result<null>>;
  /** An independent copy of the present content, for a rehearsal that must not spoil the next one. */
  fork(): Promise<ScratchDatabase>;
}

export interface DumpTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly sslmode: string | null;
}
