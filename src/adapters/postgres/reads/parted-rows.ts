import type { SqlSession } from "../../../ports/sql.ts";

const FEW = 10;

/**
 * Names rows of the document that do not fit each other: one of a pair is gone, or the two say different things. The ledger says most things
 * twice, so that a row can be named where only a part of it was changed or where its partner is left, in a base that was restored as well.
 */
export async function namePartedRows(session: SqlSession, docPrefix: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ found: string }>(QUERY, [docPrefix]);
  return rows.map(({ found }) => found);
}

const SETS = `cutter_governance.cut_change_set s join own using (document_id)`;
const VERSIONS = `public.unit_version v join public.information_unit u on u.id = v.unit_id and u.doc_code = $1`;
/**
 * What the log says of a version. Each kind of row is looked for by an index of its own: one that names the version, and one that an earlier
 * release has left, which names its unit alone and means its first version.
 */
const LOG = `cross join lateral (
       select o.* from public.iu_lifecycle_log o where o.unit_version_id = v.id
       union all select o.* from public.iu_lifecycle_log o where o.unit_version_id is null and o.unit_id = u.id and v.id = u.version_anchor_ref
     ) l`;
const NAME = "coalesce(v.address, u.canonical_address) || ' version ' || v.version_seq";
const gone = (table: string, condition: string) => `not exists (select from ${table} o where ${condition})`;

/** What people are told of a row, and which rows. */
const PARTED: readonly (readonly [told: string, rows: string])[] = [
  [
    "u.canonical_address || ': its birth is gone, or is another'",
    `public.information_unit u where u.doc_code = $1 and ${gone("public.birth_registry", "o.unit_id = u.id and o.canonical_address = u.canonical_address and o.doc_code = u.doc_code")}`,
  ],
  [
    "b.canonical_address || ': the unit is gone'",
    `public.birth_registry b where b.doc_code = $1 and ${gone("public.information_unit", "o.id = b.unit_id")}`,
  ],
  [
    "u.canonical_address || ': has no version'",
    `public.information_unit u where u.doc_code = $1 and ${gone("public.unit_version", "o.unit_id = u.id")}`,
  ],
  [
    `${NAME} || ': no ledger names it'`,
    `${VERSIONS} where v.lifecycle_status = 'enacted' and ${gone("cutter_governance.cut_change_set_affected_row", "o.unit_version_id = v.id")}`,
  ],
  [
    "a.canonical_address || ': the version that the ledger names is gone'",
    `cutter_governance.cut_change_set_affected_row a join ${SETS} using (change_set_id) where ${gone("public.unit_version", "o.id = a.unit_version_id")}`,
  ],
  [
    `${NAME} || ': was enacted under another change set than the one that wrote it'`,
    `${VERSIONS} ${LOG} where l.to_status = 'enacted' and ${gone("cutter_governance.cut_change_set_affected_row", "o.unit_version_id = v.id and o.change_set_id = l.change_set_id")}`,
  ],
  [
    `${NAME} || ': the log of its state says another address or text'`,
    `${VERSIONS} ${LOG} where l.unit_id <> u.id or l.content_hash <> v.content_hash or l.canonical_address <> u.canonical_address`,
  ],
  [
    "a.canonical_address || ': has no block in the manifest of its cut, or another one'",
    `cutter_governance.cut_change_set_affected_row a join ${SETS} using (change_set_id) join public.unit_version v on v.id = a.unit_version_id
     where a.operation = 'create' and ${gone(
       "cutter_governance.manifest_unit_block",
       "o.envelope_id = s.envelope_id and o.unit_id = a.unit_id and o.content_hash = v.content_hash and o.canonical_address = a.canonical_address",
     )}`,
  ],
  [
    "s.run_id || ': the manifest of its cut is gone, or is another'",
    `${SETS} where ${gone(
      "cutter_governance.manifest_envelope",
      "o.envelope_id = s.envelope_id and o.run_id = s.run_id and o.writer_digest = s.writer_digest and o.version_id = s.version_id",
    )}`,
  ],
  [
    "s.run_id || ': its entry in the backlog is gone'",
    `${SETS} where ${gone("cutter_governance.decision_backlog_entry", "o.run_id = s.run_id")}`,
  ],
  [
    "e.run_id || ': the history of its entry in the backlog is gone'",
    `cutter_governance.decision_backlog_entry e join own using (document_id) where ${gone("cutter_governance.decision_backlog_history", "o.backlog_entry_id = e.backlog_entry_id")}`,
  ],
  [
    "s.run_id || ': the decision on its cut is gone'",
    `${SETS} where ${gone("cutter_governance.review_decision", "o.review_decision_id = s.review_decision_id")}`,
  ],
  [
    "s.run_id || ': the signature of its ' || k.role || ' is gone'",
    `${SETS} left join cutter_governance.verify_result r using (change_set_id) cross join (values ('executor'), ('verifier')) k (role)
     where (k.role = 'executor' or r.verify_result_id is not null) and ${gone(
       "cutter_governance.dot_pair_signature",
       "o.role = k.role and case k.role when 'executor' then o.change_set_id = s.change_set_id else o.verify_result_id = r.verify_result_id end",
     )}`,
  ],
  [
    "e.run_id || ' ' || e.phase || ': the receipt is gone'",
    `cutter_governance.document_digest e join own using (document_id) where e.run_id is not null
     and ${gone("cutter_governance.phase_receipt", "o.run_id = e.run_id and o.phase = e.phase")}`,
  ],
  [
    "r.run_id || ' ' || r.phase || ': its entry in the chain is gone'",
    `cutter_governance.phase_receipt r join (select distinct run_id from cutter_governance.review_decision join own using (document_id)) d using (run_id)
     where ${gone("cutter_governance.document_digest", "o.run_id = r.run_id and o.phase = r.phase")}
       and r.recorded_at > (select min(e.recorded_at) from cutter_governance.document_digest e join own using (document_id))`,
  ],
  [
    "s.run_id || ': its verification is gone'",
    `${SETS} join cutter_governance.phase_receipt r on r.run_id = s.run_id and r.phase = 'write_verify'
     where ${gone("cutter_governance.verify_result", "o.change_set_id = s.change_set_id")}`,
  ],
  [
    "r.run_id || ' ' || r.gate || ': the use of its approval is gone, or is another'",
    `cutter_governance.review_decision r join own using (document_id)
     where ${gone("cutter_governance.approval_use", "o.run_id = r.run_id and o.gate = r.gate and o.payload_sha256 = r.payload_sha256")}`,
  ],
  [
    "p.run_id || ' ' || p.gate || ': the permit and the use of the approval say different things'",
    `cutter_governance.write_permit p join own using (document_id) join cutter_governance.approval_use a using (permit_id)
     where ${[
       "run_id",
       "gate",
       "payload_sha256",
       "nonce",
       "approval_commit",
       "execution_commit",
       "persons",
       "keys",
       "signed_utc",
       "batch_id",
       "batch_nonce",
       "batch_index",
     ]
       .map((column) => `a.${column} is distinct from p.${column}`)
       .join(" or ")}`,
  ],
  [
    "a.run_id || ' ' || a.gate || ': the permit of its approval is gone'",
    `cutter_governance.approval_use a join (select distinct run_id from cutter_governance.review_decision join own using (document_id)) r using (run_id)
     where a.permit_id is not null and ${gone("cutter_governance.write_permit", "o.permit_id = a.permit_id")}`,
  ],
  [
    `${NAME} || ': was not enacted when its log and the use of the approval say'`,
    `${VERSIONS} ${LOG} join cutter_governance.cut_change_set s on s.change_set_id = l.change_set_id
     join cutter_governance.approval_use a on a.run_id = s.run_id and a.gate = 'SG_2_lifecycle_authz'
     where l.to_status = 'enacted' and (v.enacted_at is distinct from a.used_at or l.logged_at <> a.used_at)`,
  ],
  [
    `${NAME} || ': the log names another version after it than the one that follows it'`,
    `${VERSIONS} left join public.unit_version n on n.unit_id = v.unit_id and n.base_version_id = v.id and n.lifecycle_status = 'enacted'
     left join public.iu_lifecycle_log l on l.unit_version_id = v.id and l.to_status = 'superseded'
     where n.id is distinct from l.superseded_by or n.version_seq <= v.version_seq`,
  ],
];

const QUERY = `with own as materialized (
  select document_id from cutter_governance.source_document_registry where doc_prefix = $1
) ${PARTED.map(([told, rows]) => `(select ${told} as found from ${rows} order by 1 limit ${FEW})`).join("\nunion all ")}`;
