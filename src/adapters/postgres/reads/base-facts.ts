import type { BaseFacts, DriftScope } from "../../../domain/base-facts.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { readChained, readOthersByChain } from "./chain.ts";
import { readDocumentRows } from "./document-rows.ts";
import { readOtherDocuments } from "./other-documents.ts";
import { readSeen } from "./row-age.ts";

/** The base in one snapshot, seen from the document with this prefix, the other documents as the scope says. */
export async function readBaseFacts(
  sql: SqlSource,
  docPrefix: string,
  scope: DriftScope,
): Promise<BaseFacts> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  await allowLong(session);
  const seen = await readSeen(session);
  const document = await readDocumentRows(session, docPrefix);
  const chained = await readChained(session, docPrefix);
  const others = await readOthers(session, docPrefix, scope);
  await session.query("commit");
  return { seen, document, chained, scope, ...others };
}

async function readOthers(
  session: SqlSession,
  docPrefix: string,
  scope: DriftScope,
): Promise<Pick<BaseFacts, "others" | "heads" | "own">> {
  if (scope === "document") return { others: [] };
  if (scope === "chain") return readOthersByChain(session, docPrefix, "all");
  const { heads } = await readOthersByChain(session, docPrefix, "none");
  return { heads, others: await readOtherDocuments(session, docPrefix) };
}
