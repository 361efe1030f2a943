import { openPgSource, type PgSettings } from "../adapters/postgres/connection/pg-source.ts";
import type { Environment } from "../config/environment.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { readNamedFileSync } from "../files/read-named-file-sync.ts";
import type { DumpSource } from "../ports/dump-source.ts";
import type { DumpTarget } from "../ports/scratch.ts";
import type { SqlSource } from "../ports/sql.ts";
import { refuseForeignSocket } from "./foreign-socket.ts";

/** What sessions are opened for. */
interface SourceOrder {
  /** A journal is waited for as long as there is a process: the stop of what was ended stands in it. */
  readonly isForJournal?: boolean;
}

/** The database that runs act on, and how pg_dump reaches it (null on PGlite, which dumps itself). */
export interface LiveDatabase {
  readonly openSource: (order?: SourceOrder) => Promise<SqlSource>;
  readonly dumpTarget: () => DumpTarget | null;
  /** The engine's own dump (PGlite), else null. */
  readonly dumpSource: DumpSource | null;
}

/** The live database that the environment names, for which nobody waits once `late` is aborted; missing variables are refused together when the first session is opened. */
export function readLiveDatabase(environment: Environment, late: AbortSignal | null): LiveDatabase {
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
    async openSource({ isForJournal = false } = {}) {
      const place = settings();
      const foreign = await refuseForeignSocket(place);
      if (foreign) throw new RefusalError(foreign);
      return openPgSource({ ...place, ...(late !== null && !isForJournal && { late }) });
    },
    dumpTarget() {
      const { host, port, database, sslmode, roles } = settings();
      const rootCert = checksServer(sslmode) ? findRootCert(environment) : null;
      return {
        host,
        port,
        database,
        sslmode,
        sslRootCert: rootCert?.path ?? null,
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
  const sslmode = environment.DOT_CUTTER_DB_SSLMODE ?? (isLocal ? "disable" : "verify-full");
  const verify = {
    user: environment.DOT_CUTTER_VERIFY_DB_USER,
    password: environment.DOT_CUTTER_VERIFY_DB_PASSWORD ?? null,
    passwordFrom: "DOT_CUTTER_VERIFY_DB_PASSWORD",
  };
  return {
    host,
    port: environment.DOT_CUTTER_DB_PORT,
    database: environment.DOT_CUTTER_DB_NAME ?? "",
    sslmode,
    sslRootCert: checksServer(sslmode) ? findRootCert(environment).text : null,
    roles: {
      owner: {
        user: environment.DOT_CUTTER_ADMIN_DB_USER,
        password: environment.DOT_CUTTER_ADMIN_DB_PASSWORD ?? null,
        passwordFrom: "DOT_CUTTER_ADMIN_DB_PASSWORD",
      },
      exec: {
        user: environment.DOT_CUTTER_EXEC_DB_USER,
        password: environment.DOT_CUTTER_EXEC_DB_PASSWORD ?? null,
        passwordFrom: "DOT_CUTTER_EXEC_DB_PASSWORD",
      },
      verify,
      sidecar: {
        user: environment.DOT_CUTTER_SIDECAR_DB_USER,
        password: environment.DOT_CUTTER_SIDECAR_DB_PASSWORD ?? null,
        passwordFrom: "DOT_CUTTER_SIDECAR_DB_PASSWORD",
      },
      // An operator's own variables are enough to read the base.
      reader:
        environment.DOT_CUTTER_READER_DB_PASSWORD === undefined && verify.password !== null
          ? verify
          : {
              user: environment.DOT_CUTTER_READER_DB_USER,
              password: environment.DOT_CUTTER_READER_DB_PASSWORD ?? null,
              passwordFrom: "DOT_CUTTER_READER_DB_PASSWORD",
            },
    },
  };
}

function checksServer(sslmode: PgSettings["sslmode"]): boolean {
  return sslmode === "verify-ca" || sslmode === "verify-full";
}

/** Variables that may name the authority's certificate, in the order in which they are asked. */
const ROOT_CERT_VARIABLES = ["DOT_CUTTER_DB_SSLROOTCERT", "PGSSLROOTCERT", "NODE_EXTRA_CA_CERTS"] as const;

/** The authorities that the system trusts, on Debian and on Red Hat. */
const SYSTEM_BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"] as const;

/** The one file with which sessions and pg_dump alike check the server: the named one, else the system's. */
function findRootCert(environment: Environment): { readonly path: string; readonly text: string } {
  const named = ROOT_CERT_VARIABLES.find((name) => environment[name] !== undefined);
  const value = named === undefined ? "system" : (environment[named] ?? "");
  // libpq's own word for the authorities that the system trusts.
  const paths = value === "system" ? SYSTEM_BUNDLES : [value];
  const [found] = paths.flatMap((path) => {
    const text = readIfReadable(path);
    return text === null ? [] : [{ path, text }];
  });
  if (found !== undefined) return found;
  throw new RefusalError(
    refusal("STOP_CONFIG_INVALID", {
      field: named ?? ROOT_CERT_VARIABLES[0],
      expected: "a readable file with the certificate of the database's authority",
      actual: paths.join(", "),
    }),
  );
}

function readIfReadable(path: string): string | null {
  try {
    return readNamedFileSync(path);
  } catch {
    return null;
  }
}
