import { GOVERNED_TABLES, type TableFact } from "../../../domain/tables.ts";
import type { OpenSnapshot } from "../../../ports/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readTableFacts } from "./table-facts.ts";

/**
 * Counts and digests of every governed table in one snapshot. On PostgreSQL the snapshot stays exported until disposed; PGlite
 * has a single session, which can't be held, so its snapshot ends at once.
 */
export async function openSnapshot(sql: SqlSource): Promise<OpenSnapshot> {
  const session = await sql.open("verify");
  try {
    const [, , , taken, tables] = await Promise.all([
      session.query("begin isolation level repeatable read read only"),
      session.query("set local idle_in_transaction_session_timeout = 0"),
      session.query("set local statement_timeout = '30min'"),
      session.query<{ snapshot_id: string; taken_utc: string }>(
        `select pg_export_snapshot() as snapshot_id,
           to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as taken_utc`,
      ),
      readTableFactsOf(session),
    ]);
    const head = taken.rows[0];
    if (!head) throw new Error("the snapshot gave no row");
    if (sql.engine === "pglite") {
      await endSnapshot(session);
      return { snapshotId: null, takenUtc: head.taken_utc, tables, async [Symbol.asyncDispose]() {} };
    }
    return {
      snapshotId: head.snapshot_id,
      takenUtc: head.taken_utc,
      tables,
      [Symbol.asyncDispose]: () => endSnapshot(session),
    };
  } catch (error) {
    await endSnapshot(session);
    throw error;
  }
}

/** Counts and digests of what belongs to the document alone: its units, versions, births and log. */
export async function readDocumentFacts(sql: SqlSource, docPrefix: string): Promise<readonly TableFact[]> {
  await using session = await sql.open("verify");
  const units = "(select u.id from public.information_unit u where u.doc_code = $1)";
  return await readTableFacts(
    session,
    [
      { table: "public.information_unit", where: "t.doc_code = $1" },
      { table: "public.unit_version", where: `t.unit_id in ${units}` },
      { table: "public.birth_registry", where: "t.doc_code = $1" },
      { table: "public.iu_lifecycle_log", where: `t.unit_id in ${units}` },
    ],
    [docPrefix],
  );
}

function readTableFactsOf(session: SqlSession): Promise<readonly TableFact[]> {
  return readTableFacts(
    session,
    GOVERNED_TABLES.map((table) => ({ table })),
  );
}

async function endSnapshot(session: SqlSession): Promise<void> {
  await session.query("rollback").catch(() => undefined);
  await session[Symbol.asyncDispose]();
}
