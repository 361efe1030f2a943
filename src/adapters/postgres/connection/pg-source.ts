import { Socket } from "node:net";
import { checkServerIdentity as compareServerIdentity, type PeerCertificate } from "node:tls";
import pg from "pg";
import { refuseInterrupted } from "../../../domain/interruption.ts";
import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import { FIXED_SETTINGS, startOptions } from "../../../ports/session-settings.ts";
import type { SqlRole, SqlSession, SqlSource } from "../../../ports/sql.ts";
import { createPgSession } from "./pg-session.ts";
import { readBeginning, refuseDroppedOptions, refuseSettings } from "./session-settings.ts";
import { refusalOfResources } from "./sql-error.ts";

type SslMode = "disable" | "require" | "verify-ca" | "verify-full";

interface PgCredentials {
  readonly user: string;
  /** Null where the server asks for none (peer or certificate authentication). */
  readonly password: string | null;
  /** Name of the variable that holds the password, for a refusal to name. */
  readonly passwordFrom?: string;
}

export interface PgSettings {
  /** A host name, or the absolute path of a Unix socket folder. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly sslmode: SslMode;
  /** PEM text of the certificate authority; null: those that Node trusts. */
  readonly sslRootCert?: string | null;
  /** A role without credentials cannot be opened. */
  readonly roles: Readonly<Partial<Record<SqlRole, PgCredentials>>>;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
  /** How long a server that owes an answer may say nothing. */
  readonly silenceMs?: number;
  /** Aborted when nothing is to be waited for any more, because the process was asked to end: sessions are ended, and none is opened. */
  readonly late?: AbortSignal;
}

/** Silence after which the first keep-alive probe is sent, so that a vanished server is noticed; the system's default is two hours. */
const KEEP_ALIVE_MS = 10_000;

/** How long a login may take, and what is asked of a session that begins. */
const CONNECT_MS = 10_000;
const STATEMENT_MS = 300_000;
const LOCK_MS = 10_000;

/** How much longer than a statement may take a server may say nothing. */
const SILENCE_MARGIN_MS = 30_000;

/**
 * Sessions of a PostgreSQL server over TCP or a Unix socket. Every session has fixed settings, whatever the role or the
 * database sets. A session that cannot be opened throws a `RefusalError`: `STOP_DB_UNREACHABLE`, `STOP_CONFIG_INVALID`, or
 * `STOP_DB_SETTINGS` where a setting acts that the session can't fix.
 */
export function openPgSource(settings: PgSettings): SqlSource {
  return { engine: "postgresql", open: (role) => openSession(settings, role) };
}

async function openSession(settings: PgSettings, role: SqlRole): Promise<SqlSession> {
  const credentials = settings.roles[role];
  if (!credentials) {
    throw new RefusalError(
      refusal("STOP_CONFIG_INVALID", {
        field: `database credentials of ${role}`,
        expected: "user and password",
      }),
    );
  }
  const options = settingsOf(settings);
  const connectTimeoutMs = settings.connectTimeoutMs ?? CONNECT_MS;
  const socket = new Socket();
  const client = new pg.Client({
    stream: () => socket,
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: credentials.user,
    ...(credentials.password === null ? {} : { password: credentials.password }),
    ssl: sslOptions(settings),
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: `iu-cutter ${role}`,
    options: startOptions(options),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    pipeline: true,
  } as pg.ClientConfig);
  const silenceMs = settings.silenceMs ?? statementTimeoutMs(settings) + SILENCE_MARGIN_MS;
  let begunAs: string | null = null;
  const check = async (session: SqlSession) => {
    const late = setTimeout(() => socket.destroy(new Error("no answer in time")), connectTimeoutMs);
    // Start-up options stay what they were at the beginning.
    const checks = Promise.all([
      readBeginning(session),
      begunAs === null ? refuseDroppedOptions(session, options) : null,
    ]);
    const [{ others, login }, dropped] = await checks.finally(() => clearTimeout(late));
    const other = dropped ?? refuseSettings(others);
    if (other) throw new RefusalError(other);
    begunAs ??= login;
    if (login !== begunAs) throw new Error("a session of this login would not begin like this one");
  };
  const { late = null } = settings;
  refuseLate(late);
  const marginMs = silenceMs - statementTimeoutMs(settings);
  const session = createPgSession(client, { socket, silenceMs, marginMs, check, late });
  try {
    await client.connect();
  } catch (cause) {
    await session[Symbol.asyncDispose]();
    refuseLate(late);
    throw new RefusalError(
      refusalOfResources(cause) ??
        refuseLogin(cause, credentials) ??
        refuseNewRole(cause, role) ??
        refuseConnection(cause, settings, credentials.user),
    );
  }
  try {
    await check(session);
  } catch (cause) {
    await session[Symbol.asyncDispose]();
    throw cause;
  }
  return session;
}

/** Throws `STOP_INTERRUPTED` where nothing is to be waited for any more. */
function refuseLate(late: AbortSignal | null): void {
  const asked = late === null ? null : refuseInterrupted(late);
  if (asked) throw new RefusalError(asked);
}

function statementTimeoutMs(settings: PgSettings): number {
  return settings.statementTimeoutMs ?? STATEMENT_MS;
}

/** SQLSTATE class 28 is the server's; without a password nothing is sent that it could judge. */
function refuseLogin(cause: unknown, { user, password, passwordFrom }: PgCredentials): Refusal | null {
  if (!(cause instanceof Error)) return null;
  const { code } = cause as { readonly code?: unknown };
  const isAsked = password === null && /password must be/.test(cause.message);
  if (!isAsked && !String(code).startsWith("28")) return null;
  return refusal("STOP_DB_LOGIN", {
    field: passwordFrom ?? user,
    expected: `the password of ${user}`,
    actual: isAsked ? "none is set, and the server asks for one" : cause.message,
  });
}

/** A role that was made after the schema was installed may not even connect. */
function refuseNewRole(cause: unknown, role: SqlRole): Refusal | null {
  if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "42501") return null;
  if (role === "reader") return refusal("STOP_READER_RIGHTS", { actual: cause.message });
  return role === "sidecar" ? refusal("STOP_GRANT_DELTA", { field: "connect", actual: cause.message }) : null;
}

/** A pooler refuses start-up options by their name (PgBouncer: `unsupported startup parameter: options`). */
function refuseConnection(cause: unknown, settings: PgSettings, user: string): Refusal {
  const actual = cause instanceof Error ? cause.message : String(cause);
  const isPooler = /startup (?:parameter|option)/i.test(actual);
  return refusal(isPooler ? "STOP_DB_POOLED" : "STOP_DB_UNREACHABLE", {
    field: `${settings.host}:${settings.port}/${settings.database}`,
    expected: `a session as ${user}`,
    actual,
  });
}

/** What every session starts with, whatever ALTER ROLE and ALTER DATABASE set. */
function settingsOf(settings: PgSettings): Readonly<Record<string, string>> {
  return {
    ...FIXED_SETTINGS,
    role: "none",
    idle_session_timeout: "0",
    statement_timeout: String(statementTimeoutMs(settings)),
    lock_timeout: String(settings.lockTimeoutMs ?? LOCK_MS),
    idle_in_transaction_session_timeout: String(settings.idleInTransactionTimeoutMs ?? 60_000),
  };
}

function sslOptions(settings: PgSettings): pg.ClientConfig["ssl"] {
  if (settings.sslmode === "disable" || settings.host.startsWith("/")) return false;
  const ca = settings.sslRootCert ? { ca: settings.sslRootCert } : {};
  if (settings.sslmode === "require") return { rejectUnauthorized: false };
  if (settings.sslmode === "verify-ca") return { ...ca, checkServerIdentity: () => undefined };
  // pg tells TLS the host only where it is a name; an address would be compared with "localhost".
  const checkServerIdentity = (_name: string, cert: PeerCertificate) =>
    compareServerIdentity(settings.host, cert);
  return { ...ca, rejectUnauthorized: true, checkServerIdentity };
}
