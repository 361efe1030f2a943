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
  const { rows } = await session.query<{ values: Values }>(`select ${VALUES} as values`, [NAMES]);
  return othersIn(rows[0]?.values ?? {});
}

type Values = Readonly<Record<string, string | null>>;

const NAMES = Object.keys(EXPECTED);

const VALUES = "(select jsonb_object_agg(name, current_setting(name, true)) from unnest($1::text[]) as name)";

function othersIn(values: Values): readonly OtherSetting[] {
  return NAMES.flatMap((name) => {
    const expected = EXPECTED[name] ?? "";
    const value = values[name] ?? null;
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

/** What a session begins with, and would be refused for. */
export interface Beginning {
  readonly others: readonly OtherSetting[];
  /** Attributes, rights and settings of the login, which a session that has begun would not notice. */
  readonly login: string;
}

/**
 * Asks what a session of this login begins with, in one question. It also lifts the limit of a whole transaction, which PostgreSQL has from 17 on;
 * an older server refuses a start-up option that it does not know.
 */
export async function readBeginning(session: SqlSession): Promise<Beginning> {
  const { rows } = await session.query<{ values: Values; login: string }>(
    `select ${VALUES} as values, pg_catalog.concat_ws(' ', r::text, d.datallowconn, d.datacl, (
         select pg_catalog.string_agg(s::text, ' ' order by s.setdatabase, s.setrole) from pg_catalog.pg_db_role_setting s
         where s.setdatabase in (0, d.oid) and s.setrole in (0, r.oid))) as login, (
         select set_config('transaction_timeout', '0', false) where current_setting('transaction_timeout', true) is not null) as lifted
     from pg_catalog.pg_roles r, pg_catalog.pg_database d
     where r.rolname = session_user and d.datname = pg_catalog.current_database()`,
    [NAMES],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the login of this session is gone");
  return { others: othersIn(row.values), login: row.login };
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
