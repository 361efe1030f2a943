import type { BaseFacts, DriftScope } from "../../../domain/base-facts.ts";
import { type TableFact, VOCABULARIES } from "../../../domain/tables.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";

/**
 * The base in one snapshot, seen from the document with this prefix. Of a version its `content_hash` stands for the text: a constraint
 * of the table, which the contract holds, keeps them equal. A run's document is what its permit, its ledger or its births say. A permit is
 * read where an approval was consumed under it: one that a killed process has left is nobody's.
 */
export async function readBaseFacts(sql: SqlSource, docPrefix: string): Promise<BaseFacts> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  await session.query("set local statement_timeout = '30min'");
  const facts = await readBaseFactsIn(session, docPrefix);
  await session.query("commit");
  return facts;
}

/** Does the same as `readBaseFacts` inside the transaction of `session`; with scope `document` it leaves the other documents out. */
export async function readBaseFactsIn(
  session: SqlSession,
  docPrefix: string,
  scope: DriftScope = "all",
): Promise<BaseFacts> {
  const [document, others] = await Promise.all([
    session.query<DocumentRow>(DOCUMENT_QUERY, [docPrefix]),
    scope === "document"
      ? { rows: [] }
      : session.query<BaseFacts["others"][number]>(OTHERS_QUERY, [docPrefix]),
  ]);
  return {
    document: document.rows.map(({ table, rows, digest }) => ({ table, rows: Number(rows), digest })),
    others: others.rows.map(({ document: name, receipts, units, digest }) => ({
      document: name,
      receipts: Number(receipts),
      units: Number(units),
      digest,
    })),
  };
}

interface DocumentRow extends Omit<TableFact, "rows"> {
  readonly rows: string;
}

const VERSION =
  "row(t.id, t.unit_id, t.content_hash, t.version_seq, t.lifecycle_status, t.content_profile, t.created_at, t.created_by, t.title, t.description, t.review_state, t.provenance, t.editor, t.enacted_at, t.updated_at)";

/** A signature names what it signs, not the run. */
const SIGNED_RUN = `coalesce((select c.run_id from cutter_governance.cut_change_set c where c.change_set_id = t.change_set_id),
      (select v.run_id from cutter_governance.verify_result v where v.verify_result_id = t.verify_result_id))`;

/** Every table whose rows belong to a document: where its rows come from, what is digested of a row, and the document's prefix. */
const OWNED: readonly {
  readonly table: TableFact["table"];
  readonly from: string;
  readonly row?: string;
  readonly prefix: string;
}[] = [
  { table: "public.information_unit", from: "", prefix: "t.doc_code" },
  {
    table: "public.unit_version",
    from: "left join public.information_unit u on u.id = t.unit_id",
    row: VERSION,
    prefix: "u.doc_code",
  },
  { table: "public.birth_registry", from: "", prefix: "t.doc_code" },
  { table: "public.iu_lifecycle_log", from: "", prefix: "split_part(t.canonical_address, '/', 1)" },
  { table: "cutter_governance.source_document_registry", from: "", prefix: "t.doc_prefix" },
  ...(["decision_backlog_entry", "review_decision", "cut_change_set"] as const).map((name) => ({
    table: `cutter_governance.${name}` as const,
    from: "left join cutter_governance.source_document_registry d on d.document_id = t.document_id",
    prefix: "d.doc_prefix",
  })),
  ...(["manifest_unit_block", "cut_change_set_affected_row"] as const).map((name) => ({
    table: `cutter_governance.${name}` as const,
    from: "",
    prefix: "split_part(t.canonical_address, '/', 1)",
  })),
  {
    table: "cutter_governance.decision_backlog_history",
    from: `left join cutter_governance.decision_backlog_entry e on e.backlog_entry_id = t.backlog_entry_id
      left join cutter_governance.source_document_registry d on d.document_id = e.document_id`,
    prefix: "d.doc_prefix",
  },
  ...(
    ["manifest_envelope", "verify_result", "dot_pair_signature", "approval_use", "phase_receipt"] as const
  ).map((name) => ({
    table: `cutter_governance.${name}` as const,
    from: `left join run_document d on d.run_id = ${name === "dot_pair_signature" ? SIGNED_RUN : "t.run_id"}`,
    prefix: "d.doc_prefix",
  })),
  {
    table: "cutter_governance.write_permit",
    from: `join cutter_governance.approval_use a on a.permit_id = t.permit_id
      left join run_document d on d.run_id = a.run_id`,
    prefix: "d.doc_prefix",
  },
];

const RUN_DOCUMENT = `run_document as materialized (
  select e.run_id, d.doc_prefix from cutter_governance.decision_backlog_entry e
    join cutter_governance.source_document_registry d using (document_id)
  union select p.run_id, d.doc_prefix from cutter_governance.write_permit p
    join cutter_governance.source_document_registry d using (document_id)
  union select r.run_id, b.doc_code from (select distinct xact, born_at, doc_code from public.birth_registry) as b
    join cutter_governance.phase_receipt r on r.xact = b.xact and r.recorded_at = b.born_at and r.phase = 'cut_leg_a'
)`;

const DIGEST = "encode(sha256(coalesce(string_agg(row_digest, ''::bytea order by ORDER), ''::bytea)), 'hex')";

function digestOfRows(row: string): string {
  return `sha256(convert_to((${row})::text, 'UTF8')) as row_digest`;
}

const DOCUMENT_QUERY = `with ${RUN_DOCUMENT}
${[...OWNED, ...VOCABULARIES.map((table) => ({ table, from: "", row: "t", prefix: "$1::text" }))]
  .map(
    (
      { table, from, row = "t", prefix },
      position,
    ) => `select ${position} as position, '${table}' as "table", count(*)::text as rows,
  ${DIGEST.replace("ORDER", "row_digest")} as digest
from (select ${digestOfRows(row)} from ${table} t ${from} where ${prefix} = $1) as rows_of_document`,
  )
  .join("\nunion all ")}
order by position`;

const OTHERS_QUERY = `with ${RUN_DOCUMENT}, owned as (
${OWNED.map(
  ({ table, from, row = "t", prefix }, position) =>
    `select ${position} as position, '${table}' as "table", coalesce(${prefix}, '') as document, ${digestOfRows(row)}
  from ${table} t ${from} where ${prefix} is distinct from $1`,
).join("\nunion all ")}
)
select document, count(*) filter (where "table" = 'cutter_governance.phase_receipt')::text as receipts,
  count(*) filter (where "table" = 'public.information_unit')::text as units,
  ${DIGEST.replace("ORDER", "position, row_digest")} as digest
from owned group by document order by document collate "C"`;
