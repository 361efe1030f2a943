import type { SqlSession } from "../../src/ports/sql.ts";

/** Another value of a column of the type, which may be null. */
const OTHER_VALUE: Readonly<Record<string, (column: string) => string>> = {
  uuid: () => "gen_random_uuid()",
  text: (column) => `coalesce(${column}, '') || 'x'`,
  "text[]": (column) => `${column} || 'x'::text`,
  integer: (column) => `coalesce(${column}, 0) + 1000`,
  bigint: (column) => `coalesce(${column}, 0) + 1`,
  numeric: (column) => `coalesce(${column}, 0) + 0.5`,
  boolean: (column) => `${column} is not true`,
  date: (column) => `case when isfinite(${column}) then ${column} + 1 else '2026-01-01' end`,
  bytea: (column) => `${column} || '\\x00'::bytea`,
  jsonb: () => `'{"other": 1}'`,
  xid8: () => "'1'",
  "timestamp with time zone": (column) => `coalesce(${column}, 'epoch') + interval '1 second'`,
};

/** The columns of a table, each with SQL for another value than the one that stands in a row. */
export async function otherValues(
  session: SqlSession,
  table: string,
): Promise<readonly { readonly name: string; readonly other: string }[]> {
  const { rows } = await session.query<{ name: string; type: string }>(
    `select quote_ident(attname) as name, atttypid::regtype::text as type from pg_attribute
     where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped`,
  );
  return rows.map(({ name, type }) => {
    const other = OTHER_VALUE[type];
    if (other === undefined) throw new Error(`no other value of type ${type}`);
    return { name, other: other(name) };
  });
}

/** Takes away what keeps a superuser from changing rows of the table. */
export async function unguard(session: SqlSession, table: string): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = '${table}'::regclass and contype = 'c'`,
  );
  await session.query(`alter table ${table} disable trigger all`);
  if (rows.length > 0)
    await session.query(
      `alter table ${table} ${rows.map(({ name }) => `drop constraint ${name}`).join(", ")}`,
    );
}
