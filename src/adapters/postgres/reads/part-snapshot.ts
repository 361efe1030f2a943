import type { GovernedTable, TableFact } from "../../../domain/tables.ts";
import { GOVERNED_TABLES } from "../../../domain/tables.ts";
import type { OpenPart } from "../../../ports/snapshots.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readDocumentStates } from "./document-states.ts";
import { selectPart } from "./part-rows.ts";
import { writePartText } from "./part-text.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** One snapshot, exported until disposed, from which the part of some documents is read and no row of the others. */
export async function openPart(sql: SqlSource): Promise<OpenPart> {
  const session = await sql.open("verify");
  const end = async () => {
    await session.query("rollback").catch(() => undefined);
    await session[Symbol.asyncDispose]();
  };
  try {
    await session.query("begin isolation level repeatable read read only");
    await session.query("set local idle_in_transaction_session_timeout = 0");
    await session.query("set local statement_timeout = '30min'");
    const { rows } = await session.query<{ snapshotId: string; takenUtc: string }>(
      `select pg_export_snapshot() as "snapshotId",
         to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "takenUtc"`,
    );
    const [head] = rows;
    if (!head) throw new Error("the snapshot gave no row");
    return {
      ...head,
      list: await readDocumentStates(session),
      tablesOf: (documents) => readPartTables(session, documents),
      textOf: (wish) => writePartText(session, { ...wish, snapshotId: head.snapshotId }),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Rows and digest of each table, of the part of the documents. */
async function readPartTables(
  session: SqlSession,
  documents: readonly string[],
): Promise<readonly TableFact[]> {
  const facts: TableFact[] = [];
  for (const table of GOVERNED_TABLES) facts.push(await readPartTable(session, table, documents));
  return facts;
}

async function readPartTable(
  session: SqlSession,
  table: GovernedTable,
  documents: readonly string[],
): Promise<TableFact> {
  const { rows } = await session.query<{ rows: string; digest: string }>(
    `select count(*)::text as rows, ${digestOver()} as digest from (${selectPart(table, "$1::text[]", rowDigest("t"))}) as part`,
    [documents],
  );
  const [fact] = rows;
  if (!fact) throw new Error(`${table} gave no row`);
  return { table, rows: Number(fact.rows), digest: fact.digest };
}
