import { type BaseFacts, isChained } from "../../../domain/base-facts.ts";
import type { Effect } from "../../../domain/expected-change.ts";
import type { TableFact } from "../../../domain/tables.ts";
import { canonicalJson } from "../../../json/canonical-json.ts";
import type { WriteOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { CHAINED_TABLES, type ChainedTables, factsOf } from "../reads/chain.ts";
import { documentDigests } from "../reads/document-rows.ts";

/**
 * Says in the chain of the document what the effect leaves of it: the tables on which it acts are digested, the others are as they were found
 * before it. Number, predecessor and digests are the database's own. Returns the tables that were digested.
 */
export async function writeChainEntry(
  session: SqlSession,
  command: WriteOrder,
  effect: Effect,
  {
    found,
    isActedOn,
  }: { readonly found: BaseFacts["document"]; readonly isActedOn: (table: TableFact["table"]) => boolean },
): Promise<BaseFacts["document"]> {
  const kept = found.filter((fact) => fact.rows > 0 && isChained(fact) && !isActedOn(fact.table));
  const { rows } = await session.query<{ tables: ChainedTables }>(
    `with ${documentDigests((table) => isChained({ table }) && isActedOn(table), "acted")}
     insert into cutter_governance.document_digest (document_id, run_id, phase, tables)
     select d.document_id, $2, $3, $4::text::jsonb || coalesce((select ${CHAINED_TABLES} from acted where rows <> '0'), '{}'::jsonb)
     from cutter_governance.source_document_registry d where d.doc_prefix = $1 returning tables`,
    [
      command.plan.source.docPrefix,
      command.runId,
      effect,
      canonicalJson(
        Object.fromEntries(kept.map(({ table, rows: count, digest }) => [table, { rows: count, digest }])),
      ),
    ],
  );
  return factsOf(rows[0]?.tables ?? {}).filter(({ table }) => isActedOn(table));
}
