import type { Result } from "../domain/result.ts";
import type { DumpSource } from "./dump-source.ts";
import type { SqlSource } from "./sql.ts";

/** Makes throw-away databases: a temporary cluster, or PGlite in the process. */
export interface ScratchFactory {
  /** The engine that `start` will use, and in plain sentences what it cannot reproduce (logins, locks between sessions, timeouts). */
  describe(): {
    readonly engine: "postgresql" | "pglite";
    readonly serverVersion: string;
    readonly limits: readonly string[];
  };
  /** An empty database with the three roles (workflow_admin, cutter_exec, cutter_verify), gone when disposed or when the process dies. */
  start(wish?: ScratchWish): Promise<ScratchDatabase>;
}

interface ScratchWish {
  /** Major version of the database that is to be restored: used if it is installed, else the newest installed one. */
  readonly major?: number;
  /** Approximate size on disk of the database that is to be restored. */
  readonly bytes?: number;
}

export interface ScratchDatabase extends AsyncDisposable {
  readonly sql: SqlSource;
  /** How another process logs in; absent where the database lives in this one (PGlite). */
  readonly logins?: ScratchLogins;
  /** How pg_dump reaches it (a socket folder and port), or null on PGlite. */
  readonly dumpTarget: DumpTarget | null;
  /** The engine's own dump if there is no `dumpTarget` (PGlite), else null. */
  readonly dumpSource: DumpSource | null;
  /** Restores a plain SQL dump; refuses at the first statement that fails. */
  restore(plainDump: AsyncIterable<Uint8Array>): Promise<Result<null>>;
  /** Gathers the planner's statistics anew, where much was written since it was restored. */
  analyze(): Promise<void>;
  /** An independent copy of the present content, for a rehearsal that must not spoil the next one. */
  fork(): Promise<ScratchDatabase>;
}

/** A database behind a socket folder, and the password of each of its logins. */
export interface ScratchLogins {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly roles: Readonly<Record<"owner" | "exec" | "verify", { readonly password: string }>>;
}

export interface DumpTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly sslmode: string | null;
  /** Path of the certificate of the authority that the server's is checked with; null where none is checked. */
  readonly sslRootCert: string | null;
}
