import { openPgSource, type PgSettings } from "../adapters/postgres/connection/pg-source.ts";
import type { Environment } from "../config/environment.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import type { DumpSource } from "../ports/dump-source.ts";
import type { DumpTarget } from "../ports/scratch.ts";
import type { SqlSource } from "../ports/sql.ts";
import { refuseForeignSocket } from "./foreign-socket.ts";

/** The database that runs act on, and how pg_dump reaches it (null on PGlite, which dumps itself). */
export interface LiveDatabase {
  readonly openSource: () => Promise<SqlSource>;
  readonly dumpTarget: () => DumpTarget | null;
  /** The engine's own dump (PGlite), else null. */
  readonly dumpSource: DumpSource | null;
}

/** The live database that the environment names; missing variables are refused together when the first session is opened. */
export function readLiveDatabase(environment: Environment): LiveDatabase {
  const settings = () => {
    const missing = REQUIRED.filter((name) => environment[name] === undefined);
    if (missing.length > 0) {
      throw new RefusalError(
        refusal("STOP_CONFIG_INVALID", {
          field: "environment",
          expected: "the address and credentials of the lanes",
          actual: "missing",
          details: missing,
        }),
      );
    }
    return readSettings(environment);
  };
  return {
    dumpSource: null,
    async openSource() {
      const place = settings();
      const foreign = await refuseForeignSocket(place);
      if (foreign) throw new RefusalError(foreign);
      return openPgSource(place);
    },
    dumpTarget() {
      const { host, port, database, sslmode, roles } = settings();
      return {
        host,
        port,
        database,
        sslmode,
        user: roles.verify?.user ?? "",
        password: roles.verify?.password ?? null,
      };
    },
  };
}

const REQUIRED = ["DOT_CUTTER_DB_HOST", "DOT_CUTTER_DB_NAME"] as const;

function readSettings(environment: Environment): PgSettings {
  const host = environment.DOT_CUTTER_DB_HOST ?? "";
  const isLocal = host.startsWith("/") || host === "localhost" || host === "127.0.0.1" || host === "::1";
  return {
    host,
    port: environment.DOT_CUTTER_DB_PORT,
    database: environment.DOT_CUTTER_DB_NAME ?? "",
    sslmode: environment.DOT_CUTTER_DB_SSLMODE ?? (isLocal ? "disable" : "verify-full"),
    roles: {
      owner: {
        user: environment.DOT_CUTTER_ADMIN_DB_USER,
        password: environment.DOT_CUTTER_ADMIN_DB_PASSWORD ?? null,
      },
      exec: {
        user: environment.DOT_CUTTER_EXEC_DB_USER,
        password: environment.DOT_CUTTER_EXEC_DB_PASSWORD ?? null,
      },
      verify: {
        user: environment.DOT_CUTTER_VERIFY_DB_USER,
        password: environment.DOT_CUTTER_VERIFY_DB_PASSWORD ?? null,
      },
    },
  };
}
