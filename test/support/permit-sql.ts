import type { Gate } from "../../src/domain/gates.ts";

const USE_COLUMNS = [
  "run_id",
  "gate",
  "payload_sha256",
  "nonce",
  "approval_commit",
  "execution_commit",
  "persons",
  "keys",
  "signed_utc",
  "permit_id",
] as const;

/** What a consumption says otherwise than its permit, as SQL. */
export type UseChanges = Readonly<Partial<Record<(typeof USE_COLUMNS)[number], string>>>;

/** A run of its own, under which no test writes otherwise. */
const PERMITTED_RUN = "ictr-20261121T090000Z-0000ffff";

/** Consumes the permit of the run's gate, with the fields that it names. */
export function consumeSql(runId: string, gate: Gate): string {
  return useSql(`run_id = '${runId}' and gate = '${gate}'`);
}

/** Consumes the permit of that id, with other values in the fields named. */
export function consumePermitSql(permitId: string, changes: UseChanges = {}): string {
  return useSql(`permit_id = '${permitId}'`, changes);
}

function useSql(which: string, changes: UseChanges = {}): string {
  return `insert into cutter_governance.approval_use (${USE_COLUMNS.join(", ")})
    select ${USE_COLUMNS.map((name) => changes[name] ?? name).join(", ")} from cutter_governance.write_permit where ${which}`;
}

/** The receipt that closes the effect of the run, for the request with that digest. */
export function receiptSql(runId: string, phase: string, payloadSha256: string): string {
  return `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids)
    values ('${runId}', '${phase}', '${payloadSha256}', repeat('2', 64), '{}')`;
}

/** The same with the entry in the chain of the document, which says nothing of its rows. */
export function chainedReceiptSql(runId: string, phase: string, payloadSha256: string): string {
  return `do $do$ begin ${receiptSql(runId, phase, payloadSha256)};
    insert into cutter_governance.document_digest (document_id, run_id, phase, tables)
    select distinct p.document_id, '${runId}', '${phase}', '{}'::jsonb from cutter_governance.approval_use a
    join cutter_governance.write_permit p on p.permit_id = a.permit_id where a.run_id = '${runId}'; end $do$`;
}

/**
 * Statements by which a superuser's session registers the document of the prefix where it is unknown, permits a cut of it as the verify
 * lane, and consumes the permit as the exec lane, which the session remains. No unit is what the permit names: the receipt is refused.
 */
export function permitCutSql(prefix: string): readonly string[] {
  return [
    `insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
     values ('doc-${prefix}', '${prefix}', 'Title', 'law', 'registry', false) on conflict do nothing`,
    "set session authorization cutter_verify",
    `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
       persons, keys, signed_utc, units_sha256)
     select '${PERMITTED_RUN}', 'SG_1_cut_authz', document_id, repeat('f', 64), 'f', 'a', 'b', '{p}', '{}', now(), repeat('0', 64)
     from cutter_governance.source_document_registry where doc_prefix = '${prefix}'`,
    "set session authorization cutter_exec",
    consumeSql(PERMITTED_RUN, "SG_1_cut_authz"),
  ];
}

/** Statements by which a superuser makes it look as if a use that stands in the ledger were of this very transaction. */
export function usedNowSql(runId: string, gate: Gate): readonly string[] {
  return [
    "alter table cutter_governance.approval_use disable trigger user",
    `update cutter_governance.approval_use set xact = pg_current_xact_id(), used_at = now()
     where run_id = '${runId}' and gate = '${gate}'`,
  ];
}
