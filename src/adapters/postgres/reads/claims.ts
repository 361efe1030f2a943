import { GATE_NAMES, gateRow } from "../../../domain/gates.ts";
import type { LedgerClaim } from "../../../domain/ledger-claim.ts";
import { RUN_KINDS } from "../../../domain/run-kind.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** Tables whose rows name gate and request. */
const OF_GATES = ["approval_use", "review_decision", "write_permit"] as const;

/** Tables whose rows name the run alone; they are written where the approval to cut is consumed. */
const OF_RUNS = ["cut_change_set", "decision_backlog_entry", "manifest_envelope", "verify_result"] as const;

const GATE_OF_PHASE = `case phase ${GATE_NAMES.flatMap((gate) =>
  RUN_KINDS.flatMap((kind) => gateRow(gate, kind).effects).map((effect) => `when '${effect}' then '${gate}'`),
).join(" ")} end`;

/** Tables whose rows say who has approved. */
const OF_APPROVALS = ["approval_use", "write_permit"];

const APPROVAL = `jsonb_build_object('nonce', nonce, 'approvalCommit', approval_commit, 'executionCommit', execution_commit, 'persons', persons,
    'keys', keys, 'signedUtc', replace(to_char(signed_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z'),
    'batch', case when batch_id is not null then jsonb_build_object('batchId', batch_id, 'nonce', batch_nonce, 'index', batch_index) end)`;

const CLAIMS = [
  ...OF_GATES.map((table) => claim(table, "gate", "payload_sha256")),
  claim("phase_receipt", GATE_OF_PHASE, "payload_sha256"),
  ...OF_RUNS.map((table) => claim(table, "'SG_1_cut_authz'", "null")),
].join(" union ");

function claim(table: string, gate: string, payload: string): string {
  return `select '${table}' as "table", left(run_id, 100) as "runId", left(${gate}, 100) as gate, ${payload} as "payloadSha256",
    ${OF_APPROVALS.includes(table) ? APPROVAL : "null::jsonb"} as approval
    from cutter_governance.${table}`;
}

/** What the ledger says was approved. */
export async function readClaims(session: SqlSession): Promise<readonly LedgerClaim[]> {
  const { rows } = await session.query<LedgerClaim>(`${CLAIMS} order by 2, 3, 1, 4`);
  return rows;
}
