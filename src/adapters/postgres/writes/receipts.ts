import type { Gate } from "../../../domain/gates.ts";
import type { ApprovalUse, CommittedFacts, PhaseReceipt } from "../../../ports/knowledge-base.ts";
import type { LedgerRow } from "../../../ports/ledger-rows.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";

export const UTC_FORMAT = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;

export const RECEIPT = `select run_id as "runId", phase as effect, payload_sha256 as "payloadSha256", result_digest as "resultDigest",
    to_char(recorded_at at time zone 'UTC', ${UTC_FORMAT}) as "committedUtc", ids, true as already
  from cutter_governance.phase_receipt`;

/** The receipt of an effect, as this session's snapshot sees it; it alone decides whether the effect happened. */
export async function readReceipt(
  session: SqlSession,
  runId: string,
  effect: string,
): Promise<PhaseReceipt | null> {
  const { rows } = await session.query<PhaseReceipt>(`${RECEIPT} where run_id = $1 and phase = $2`, [
    runId,
    effect,
  ]);
  return rows[0] ?? null;
}

export async function readApprovalUse(
  sql: SqlSource,
  runId: string,
  gate: Gate,
): Promise<ApprovalUse | null> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<ApprovalUse>(
    `select run_id as "runId", gate, payload_sha256 as "payloadSha256", nonce, approval_commit as "approvalCommit",
       execution_commit as "executionCommit", persons, keys,
       to_char(signed_utc at time zone 'UTC', ${UTC_FORMAT}) as "signedUtc",
       to_char(used_at at time zone 'UTC', ${UTC_FORMAT}) as "usedUtc"
     from cutter_governance.approval_use where run_id = $1 and gate = $2`,
    [runId, gate],
  );
  return rows[0] ?? null;
}

/** Every approval that the run has consumed, and every effect that it has had, in the order of time. */
export async function readLedgerRows(session: SqlSession, runId: string): Promise<readonly LedgerRow[]> {
  const columns = (table: LedgerRow["table"], of: string, at: string) =>
    `select '${table}' as "table", ${of} as "of", payload_sha256 as "payloadSha256",
       to_char(${at} at time zone 'UTC', ${UTC_FORMAT}) as "recordedUtc"
     from cutter_governance.${table} where run_id = $1`;
  const { rows } = await session.query<LedgerRow>(
    `${columns("approval_use", "gate", "used_at")} union all ${columns("phase_receipt", "phase", "recorded_at")}
     order by 4, 1, 2`,
    [runId],
  );
  return rows;
}

/** What the run has committed, by its receipts, and which drafts of the document no receipt of the run accounts for. */
export async function readCommitted(
  sql: SqlSource,
  runId: string,
  docPrefix: string,
): Promise<CommittedFacts> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  const { rows: receipts } = await session.query<PhaseReceipt>(
    `${RECEIPT} where run_id = $1 order by recorded_at, phase`,
    [runId],
  );
  const { rows: own } = await session.query<{ status: string; units: string }>(
    `select v.lifecycle_status as status, count(*)::text as units
     from public.fn_written_by($1) w join public.unit_version v on v.id = w.version_id group by v.lifecycle_status`,
    [runId],
  );
  const { rows: others } = await session.query<{ address: string }>(
    `select u.canonical_address as address from public.information_unit u join public.unit_version v on v.unit_id = u.id
     where u.doc_code = $2 and v.lifecycle_status = 'draft' and v.id not in (select w.version_id from public.fn_written_by($1) w)
     order by u.sort_order, u.canonical_address`,
    [runId, docPrefix],
  );
  await session.query("commit");
  return {
    receipts,
    unitsByStatus: Object.fromEntries(own.map(({ status, units }) => [status, Number(units)])),
    unaccounted: others.map(({ address }) => address),
  };
}
