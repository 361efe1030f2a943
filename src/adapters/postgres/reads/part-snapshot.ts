import { GOVERNED_TABLES, type GovernedTable, type TableFact } from "../../../domain/tables.ts";
import type { OpenPart } from "../../../ports/snapshots.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readDocumentStates } from "./document-states.ts";
import { beginSnapshot, endSnapshot } from "./exported-snapshot.ts";
import { selectPart } from "./part-rows.ts";
import { writePartText } from "./part-text.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** One snapshot, exported until disposed, from which the part of some documents is read and no row of the others. */
export async function openPart(sql: SqlSource): Promise<OpenPart> {
  const session = await sql.open("verify");
  try {
    const head = await beginSnapshot(session);
    return {
      ...head,
      list: await readDocumentStates(session),
      tablesOf: (documents) => readPartTables(session, documents),
      textOf: (wish) => writePartText(session, { ...wish, snapshotId: head.snapshotId }),
      [Symbol.asyncDispose]: () => endSnapshot(session),
    };
  } catch (error) {
    await endSnapshot(session);
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
