import { CHAIN, type TableFact } from "../../../domain/tables.ts";
import { grownRow } from "./grown-row.ts";

/** Of a version its `content_hash` stands for the text: a constraint of the table, which the contract holds, keeps them equal. */
const VERSION = grownRow(
  "id unit_id content_hash version_seq lifecycle_status content_profile created_at created_by title description review_state provenance editor enacted_at updated_at",
  [
    ...[
      "address",
      "unit_kind",
      "section_type",
      "parent_unit_id",
      "position",
      "change_kind",
      "base_version_id",
    ],
    ...["cited_source", "born_xact"],
  ],
);

const LOGGED = grownRow(
  "unit_id from_status to_status canonical_address content_hash review_decision_id change_set_id actor reason tool_revision logged_at session_role xact",
  ["unit_version_id", "superseded_by"],
);

const CHANGE_SET = grownRow(
  "change_set_id run_id document_id version_id envelope_id review_decision_id writer_digest unit_count tool_revision created_at created_by",
  ["base_change_set_id"],
);

const AFFECTED = grownRow("change_set_id unit_id unit_version_id operation canonical_address content_hash", [
  ...["address", "base_version_id", "old_address", "old_hash"],
]);

const BLOCK = grownRow(
  "envelope_id ordinal unit_id canonical_address unit_kind section_type start_byte end_byte content_hash",
  ["original_part", "original_start", "original_end"],
);

const PLACE = ["batch_id", "batch_nonce", "batch_index"];

const USE = grownRow(
  "run_id gate payload_sha256 nonce approval_commit execution_commit persons keys signed_utc used_at used_by xact permit_id",
  PLACE,
);

const PERMIT = grownRow(
  "permit_id run_id gate document_id payload_sha256 nonce approval_commit execution_commit persons keys signed_utc units_sha256 change_set_id permitted_at permitted_by expires_at",
  PLACE,
);

/** A signature names what it signs, not the run. */
const SIGNED_RUN = `coalesce((select c.run_id from cutter_governance.cut_change_set c where c.change_set_id = t.change_set_id),
      (select v.run_id from cutter_governance.verify_result v where v.verify_result_id = t.verify_result_id))`;

const SIGNED_NEAR = (["cut_change_set", "verify_result"] as const)
  .map((table) => {
    const id = table === "verify_result" ? "verify_result_id" : "change_set_id";
    return `t.${id} in (select o.${id} from cutter_governance.${table} o join run_document own using (run_id))`;
  })
  .join(" or ");

/** A decision at SG_1 is recorded with the ledger, each other one with what it permits. */
const DECIDED_BY = `case t.gate when 'SG_1_cut_authz' then r.phase = 'leg_b_record'
      when 'SG_2_lifecycle_authz' then r.phase in ('lifecycle_enact', 'effect_set') else r.phase = 'compensation' end`;

interface OwnedTable {
  readonly table: TableFact["table"];
  /** The joins that lead from a row `t` to its document. */
  readonly from: string;
  /** What is digested of a row, where it is not all of it. */
  readonly row?: string;
  /** The document's prefix. */
  readonly prefix: string;
  /** When the transaction began that has written the row. */
  readonly at: string;
  /** Phases of which one has written a row, as an SQL condition on `r.phase`; where it is left out, those that write the table. */
  readonly by?: string;
  /** What is true of every row of one document, by `run_document`, and keeps the server from asking of every row which run it is of. */
  readonly near?: string;
  /** Whether the row is one of the document by its run alone: it becomes one unwritten where another document's claim to the run is deleted. */
  readonly isByRun?: true;
}

/** Every table whose rows belong to a document. */
export const OWNED: readonly OwnedTable[] = [
  { table: "public.information_unit", from: "", prefix: "t.doc_code", at: "t.created_at" },
  {
    table: "public.unit_version",
    from: "left join public.information_unit u on u.id = t.unit_id",
    row: VERSION,
    prefix: "u.doc_code",
    at: "t.created_at",
  },
  { table: "public.birth_registry", from: "", prefix: "t.doc_code", at: "t.born_at" },
  {
    table: "public.iu_lifecycle_log",
    from: "",
    row: LOGGED,
    prefix: "split_part(t.canonical_address, '/', 1)",
    at: "t.logged_at",
    by: "r.phase = case t.to_status when 'withdrawn' then 'compensation' else 'lifecycle_enact' end",
  },
  {
    table: "public.version_effect",
    from: "left join public.unit_version v on v.id = t.unit_version_id left join public.information_unit u on u.id = v.unit_id",
    prefix: "u.doc_code",
    at: "t.recorded_at",
  },
  {
    table: "public.unit_lineage",
    from: "left join public.information_unit u on u.id = t.from_unit",
    prefix: "u.doc_code",
    at: "t.recorded_at",
  },
  {
    table: "cutter_governance.source_document_registry",
    from: "",
    prefix: "t.doc_prefix",
    at: "t.registered_at",
  },
  ...(
    [
      ["decision_backlog_entry", "opened_at"],
      ["review_decision", "decided_at"],
      ["cut_change_set", "created_at"],
    ] as const
  ).map(([name, at]) => ({
    table: `cutter_governance.${name}` as const,
    at: `t.${at}`,
    from: "left join cutter_governance.source_document_registry d on d.document_id = t.document_id",
    ...(name === "cut_change_set" ? { row: CHANGE_SET } : {}),
    ...(name === "review_decision" ? { by: DECIDED_BY } : {}),
    prefix: "d.doc_prefix",
  })),
  ...(
    [
      ["manifest_unit_block", "manifest_envelope", "envelope_id"],
      ["cut_change_set_affected_row", "cut_change_set", "change_set_id"],
    ] as const
  ).map(([name, whole, id]) => ({
    table: `cutter_governance.${name}` as const,
    at: `(select o.created_at from cutter_governance.${whole} o where o.${id} = t.${id})`,
    from: "",
    row: name === "cut_change_set_affected_row" ? AFFECTED : BLOCK,
    prefix: "split_part(t.canonical_address, '/', 1)",
  })),
  {
    table: "cutter_governance.decision_backlog_history",
    from: `left join cutter_governance.decision_backlog_entry e on e.backlog_entry_id = t.backlog_entry_id
      left join cutter_governance.source_document_registry d on d.document_id = e.document_id`,
    prefix: "d.doc_prefix",
    at: "t.recorded_at",
  },
  ...(
    [
      ["manifest_envelope", "created_at"],
      ["verify_result", "verified_at"],
      ["dot_pair_signature", "signed_at"],
      ["approval_use", "used_at"],
      ["phase_receipt", "recorded_at"],
    ] as const
  ).map(([name, at]) => ({
    table: `cutter_governance.${name}` as const,
    at: `t.${at}`,
    from: `left join run_document d on d.run_id = ${name === "dot_pair_signature" ? SIGNED_RUN : "t.run_id"}`,
    prefix: "d.doc_prefix",
    ...(name === "dot_pair_signature" ? { near: SIGNED_NEAR } : {}),
    ...(name === "approval_use" ? { row: USE } : {}),
    isByRun: true as const,
  })),
  // Only where an approval was consumed under it: one that a killed process has left is nobody's.
  {
    table: "cutter_governance.write_permit",
    row: PERMIT,
    from: `join cutter_governance.approval_use a on a.permit_id = t.permit_id
      left join run_document d on d.run_id = a.run_id`,
    prefix: "d.doc_prefix",
    at: "a.used_at",
    isByRun: true,
  },
  {
    table: CHAIN,
    from: "left join cutter_governance.source_document_registry d on d.document_id = t.document_id",
    prefix: "d.doc_prefix",
    at: "t.recorded_at",
  },
];

/** What says of a run which document it is of: a consumed permit, which takes both lanes, else the births, else the ledger. */
export function runDocument(isAsked: (runId: string) => string): string {
  return `run_document as materialized (
  select distinct on (run_id) run_id, doc_prefix from (
    select 1 as place, p.run_id, d.doc_prefix from cutter_governance.write_permit p
      join cutter_governance.approval_use a on a.permit_id = p.permit_id
      join cutter_governance.source_document_registry d on d.document_id = p.document_id where ${isAsked("p.run_id")}
    union all select 2, r.run_id, b.doc_code from cutter_governance.phase_receipt r
      cross join lateral (select distinct o.doc_code from public.birth_registry o where o.xact = r.xact and o.born_at = r.recorded_at) b
      where r.phase = 'cut_leg_a' and ${isAsked("r.run_id")}
    union all select 3, e.run_id, d.doc_prefix from cutter_governance.decision_backlog_entry e
      join cutter_governance.source_document_registry d using (document_id) where ${isAsked("e.run_id")}
  ) as said order by run_id, place, doc_prefix collate "C"
)`;
}

/**
 * The one document of every run; a common table expression that `OWNED` refers to. A row that one lane can write alone must not turn the rows
 * of another run into those of its document.
 */
export const RUN_DOCUMENT = runDocument(() => "true");

/** The same of those runs alone of which something says that they are of the document with the prefix $1: no other run can be. */
export const RUNS_OF_DOCUMENT = runsOf((prefix) => `${prefix} = $1`);

/** The same for the documents whose prefix meets the condition. */
export function runsOf(isAsked: (prefix: string) => string): string {
  return `said_run as materialized (
  select p.run_id from cutter_governance.write_permit p
    join cutter_governance.source_document_registry d on d.document_id = p.document_id where ${isAsked("d.doc_prefix")}
  union select r.run_id from (select distinct o.xact, o.born_at from public.birth_registry o where ${isAsked("o.doc_code")}) b
    join cutter_governance.phase_receipt r on r.xact = b.xact and r.recorded_at = b.born_at and r.phase = 'cut_leg_a'
  union select e.run_id from cutter_governance.decision_backlog_entry e
    join cutter_governance.source_document_registry d using (document_id) where ${isAsked("d.doc_prefix")}
), ${runDocument((runId) => `${runId} in (select run_id from said_run)`)}`;
}
