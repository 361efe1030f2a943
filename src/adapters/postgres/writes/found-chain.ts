import { isChained } from "../../../domain/base-facts.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { CHAINED_TABLES } from "../reads/chain.ts";
import { documentDigests } from "../reads/document-rows.ts";
import { documentLock } from "../reads/lock-holder.ts";

/**
 * In the lane that verifies: the first entry in the chain of a document that an earlier release has written, with its rows as they stand. False
 * where a run is at work on the document.
 */
export async function foundChain(sql: SqlSource, docPrefix: string): Promise<boolean> {
  await using session = await sql.open("verify");
  const key = documentLock(docPrefix);
  const { rows } = await session.query<{ locked: boolean }>(
    "select pg_try_advisory_lock(hashtextextended($1, 0)) as locked",
    [key],
  );
  if (rows[0]?.locked !== true) return false;
  await session.query("begin");
  await allowLong(session);
  await session.query(
    `with ${documentDigests((table) => isChained({ table }), "found")}
     insert into cutter_governance.document_digest (document_id, tables)
     select d.document_id, (select ${CHAINED_TABLES} from found where rows <> '0')
     from cutter_governance.source_document_registry d where d.doc_prefix = $1`,
    [docPrefix],
  );
  await session.query("commit");
  await session.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]);
  return true;
}
