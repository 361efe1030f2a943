import { GOVERNED_TABLES } from "../../../domain/tables.ts";
import type { OpenSnapshot } from "../../../ports/snapshots.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readDocumentStates } from "./document-states.ts";
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
      readTableFacts(session, GOVERNED_TABLES),
    ]);
    const head = taken.rows[0];
    if (!head) throw new Error("the snapshot gave no row");
    if (sql.engine === "pglite") {
      await endSnapshot(session);
      return {
        snapshotId: null,
        takenUtc: head.taken_utc,
        tables,
        async documents() {
          await using now = await sql.open("verify");
          return await readDocumentStates(now);
        },
        async [Symbol.asyncDispose]() {},
      };
    }
    return {
      snapshotId: head.snapshot_id,
      takenUtc: head.taken_utc,
      tables,
      documents: () => readDocumentStates(session),
      [Symbol.asyncDispose]: () => endSnapshot(session),
    };
  } catch (error) {
    await endSnapshot(session);
    throw error;
  }
}

async function endSnapshot(session: SqlSession): Promise<void> {
  await session.query("rollback").catch(() => undefined);
  await session[Symbol.asyncDispose]();
}
