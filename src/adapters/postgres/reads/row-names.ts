import type { TableFact } from "../../../domain/tables.ts";

const ADDRESS = "coalesce(v.address, u.canonical_address)";
const SIGNED = `coalesce((select c.run_id from cutter_governance.cut_change_set c where c.change_set_id = t.change_set_id),
    (select r.run_id from cutter_governance.verify_result r where r.verify_result_id = t.verify_result_id))`;

/** By what people know a row `t` of a table, as its joins in `OWNED` lead to it. */
export const ROW_NAMES: Readonly<Partial<Record<TableFact["table"], string>>> = {
  "public.information_unit": "t.canonical_address",
  "public.unit_version":
    "coalesce(t.address, u.canonical_address, t.id::text) || ' version ' || t.version_seq",
  "public.birth_registry": "t.canonical_address",
  "public.iu_lifecycle_log":
    "t.canonical_address || ' ' || t.to_status || ' under ' || coalesce(t.change_set_id::text, 'no change set')",
  "public.version_effect": `coalesce(${ADDRESS} || ' version ' || v.version_seq, 'version ' || t.unit_version_id) || ', day ' || t.ordinal`,
  "public.unit_lineage":
    "coalesce(u.canonical_address, t.from_unit::text) || ' ' || t.relation || ' ' || t.to_unit",
  "cutter_governance.source_document_registry": "t.document_id",
  "cutter_governance.decision_backlog_entry": "t.run_id || ' ' || t.backlog_entry_id",
  "cutter_governance.decision_backlog_history": "coalesce(e.run_id || ' ', '') || t.history_id",
  "cutter_governance.review_decision": "t.run_id || ' ' || t.gate",
  "cutter_governance.cut_change_set": "t.run_id || ' ' || t.change_set_id",
  "cutter_governance.manifest_envelope": "t.run_id || ' ' || t.envelope_id",
  "cutter_governance.manifest_unit_block":
    "t.canonical_address || ', block ' || t.ordinal || ' of ' || t.envelope_id",
  "cutter_governance.cut_change_set_affected_row":
    "t.canonical_address || ' ' || t.operation || ' of ' || t.change_set_id",
  "cutter_governance.verify_result": "t.run_id || ' ' || t.verify_result_id",
  "cutter_governance.dot_pair_signature": `coalesce(${SIGNED}, t.signature_id::text) || ' ' || t.role`,
  "cutter_governance.approval_use": "t.run_id || ' ' || t.gate",
  "cutter_governance.phase_receipt": "t.run_id || ' ' || t.phase",
  "cutter_governance.write_permit": "t.run_id || ' ' || t.gate",
  "cutter_governance.document_digest":
    "'entry ' || t.seq || coalesce(' of ' || t.run_id || ' ' || t.phase, '')",
};
