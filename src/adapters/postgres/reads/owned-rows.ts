import type { TableFact } from "../../../domain/tables.ts";

/** Of a version its `content_hash` stands for the text: a constraint of the table, which the contract holds, keeps them equal. */
const VERSION =
  "row(t.id, t.unit_id, t.content_hash, t.version_seq, t.lifecycle_status, t.content_profile, t.created_at, t.created_by, t.title, t.description, t.review_state, t.provenance, t.editor, t.enacted_at, t.updated_at)";

/** A signature names what it signs, not the run. */
const SIGNED_RUN = `coalesce((select c.run_id from cutter_governance.cut_change_set c where c.change_set_id = t.change_set_id),
      (select v.run_id from cutter_governance.verify_result v where v.verify_result_id = t.verify_result_id))`;

interface OwnedTable {
  readonly table: TableFact["table"];
  /** The joins that lead from a row `t` to its document. */
  readonly from: string;
  /** What is digested of a row, where it is not all of it. */
  readonly row?: string;
  /** The document's prefix. */
  readonly prefix: string;
  /** Whether the row is one of the document by its run alone: it becomes one unwritten where another document's claim to the run is deleted. */
  readonly isByRun?: true;
}

/** Every table whose rows belong to a document. */
export const OWNED: readonly OwnedTable[] = [
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
    isByRun: true as const,
  })),
  // Only where an approval was consumed under it: one that a killed process has left is nobody's.
  {
    table: "cutter_governance.write_permit",
    from: `join cutter_governance.approval_use a on a.permit_id = t.permit_id
      left join run_document d on d.run_id = a.run_id`,
    prefix: "d.doc_prefix",
    isByRun: true,
  },
];

/**
 * The one document of every run; a common table expression that `OWNED` refers to. A consumed permit says it, which takes both lanes, else
 * the births, else the ledger: a row that one lane can write alone must not turn the rows of another run into those of its document.
 */
export const RUN_DOCUMENT = `run_document as materialized (
  select distinct on (run_id) run_id, doc_prefix from (
    select 1 as place, p.run_id, d.doc_prefix from cutter_governance.write_permit p
      join cutter_governance.approval_use a on a.permit_id = p.permit_id
      join cutter_governance.source_document_registry d on d.document_id = p.document_id
    union all select 2, r.run_id, b.doc_code from (select distinct xact, born_at, doc_code from public.birth_registry) as b
      join cutter_governance.phase_receipt r on r.xact = b.xact and r.recorded_at = b.born_at and r.phase = 'cut_leg_a'
    union all select 3, e.run_id, d.doc_prefix from cutter_governance.decision_backlog_entry e
      join cutter_governance.source_document_registry d using (document_id)
  ) as said order by run_id, place, doc_prefix collate "C"
)`;
