import type { BaseFacts } from "../../../domain/base-facts.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readDocumentRows } from "./document-rows.ts";
import { readOtherDocuments } from "./other-documents.ts";
import { readSeen } from "./row-age.ts";

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
