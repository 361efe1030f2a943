import type { BaseFacts } from "../../../domain/base-facts.ts";
import { type TableFact, VOCABULARIES } from "../../../domain/tables.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readOtherDocuments } from "./other-documents.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";
import { readSeen } from "./row-age.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** The base in one snapshot, seen from the document with this prefix. */
export async function readBaseFacts(sql: SqlSource, docPrefix: string): Promise<BaseFacts> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  await session.query("set local statement_timeout = '30min'");
  const seen = await readSeen(session);
  const document = await readDocumentRows(session, docPrefix);
  const others = await readOtherDocuments(session, docPrefix);
  await session.query("commit");
  return { seen, document, others };
}

/** The vocabularies, and of every other table the rows that belong to the document, as the session's transaction sees them. */
export async function readDocumentRows(
  session: SqlSession,
  docPrefix: string,
): Promise<BaseFacts["document"]> {
  const { rows } = await session.query<DocumentRow>(DOCUMENT_QUERY, [docPrefix]);
  return rows.map(({ table, rows: count, digest }) => ({ table, rows: Number(count), digest }));
}

interface DocumentRow extends Omit<TableFact, "rows"> {
  readonly rows: string;
}

const DOCUMENT_QUERY = `with ${RUN_DOCUMENT}
${[...OWNED, ...VOCABULARIES.map((table) => ({ table, from: "", row: "t", prefix: "$1::text" }))]
  .map(
    (
      { table, from, row = "t", prefix },
      position,
    ) => `select ${position} as position, '${table}' as "table", count(*)::text as rows, ${digestOver()} as digest
from (select ${rowDigest(row)} from ${table} t ${from} where ${prefix} = $1) as rows_of_document`,
  )
  .join("\nunion all ")}
order by position`;
