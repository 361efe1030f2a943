import { type Refusal, refusal } from "../../../domain/refusal.ts";
import { FIXED_SETTINGS, TRUSTED_SETTINGS } from "../../../ports/session-settings.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** A setting that does not have the value with which the bot's statements mean what they say. */
export interface OtherSetting {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
}

const EXPECTED: Readonly<Record<string, string>> = { ...FIXED_SETTINGS, ...TRUSTED_SETTINGS };

/** The settings that act in this session and have another value than they must; one that the server doesn't know acts on nothing. */
export async function readOtherSettings(session: SqlSession): Promise<readonly OtherSetting[]> {
  const { rows } = await session.query<{ name: string; value: string | null }>(
    "select name, current_setting(name, true) as value from unnest($1::text[]) as name",
    [Object.keys(EXPECTED)],
  );
  return rows.flatMap(({ name, value }) => {
    const expected = EXPECTED[name] ?? "";
    return value === null || plain(value) === plain(expected) ? [] : [{ name, expected, actual: value }];
  });
}

/**
 * `STOP_DB_POOLED` where a start-up option does not act: the server itself lets none be outranked, so that something on the way has dropped
 * it. Options that the server does not show are passed over.
 */
export async function refuseDroppedOptions(
  session: SqlSession,
  options: Readonly<Record<string, string>>,
): Promise<Refusal | null> {
  const { rows } = await session.query<{ name: string }>(
    "select name from pg_catalog.pg_settings where name = any ($1::text[]) and source not in ('client', 'session') order by name",
    [Object.keys(options)],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return refusal("STOP_DB_POOLED", {
    field: first.name,
    expected: "the start-up option that was sent",
    actual: "dropped on the way",
    details: rows.map(({ name }) => name),
  });
}

/** Lifts the limit of a whole transaction, which PostgreSQL has from 17 on; an older server refuses a start-up option that it does not know. */
export async function liftTransactionLimit(session: SqlSession): Promise<void> {
  await session.query(
    "select set_config('transaction_timeout', '0', false) where current_setting('transaction_timeout', true) is not null",
  );
}

/** What a session of this login begins with or is refused for, which one that has begun would not notice: attributes, rights and settings. */
export async function readLogin(session: SqlSession): Promise<string> {
  const { rows } = await session.query<{ login: string }>(
    `select pg_catalog.concat_ws(' ', r::text, d.datallowconn, d.datacl, (
         select pg_catalog.string_agg(s::text, ' ' order by s.setdatabase, s.setrole) from pg_catalog.pg_db_role_setting s
         where s.setdatabase in (0, d.oid) and s.setrole in (0, r.oid))) as login
     from pg_catalog.pg_roles r, pg_catalog.pg_database d
     where r.rolname = session_user and d.datname = pg_catalog.current_database()`,
  );
  return rows[0]?.login ?? "";
}

/** Refuses a session in which a setting acts that the bot can't fix. */
export function refuseSettings(others: readonly OtherSetting[]): Refusal | null {
  const [first] = others;
  if (first === undefined) return null;
  return refusal("STOP_DB_SETTINGS", {
    field: first.name,
    expected: first.expected,
    actual: first.actual,
    details: others.map(({ name, expected, actual }) => `${name}: expected ${expected}, found ${actual}`),
  });
}

/** Lists are shown with a space behind each comma, however they were set. */
function plain(value: string): string {
  return value.replace(/,\s+/g, ",").toLowerCase();
}
