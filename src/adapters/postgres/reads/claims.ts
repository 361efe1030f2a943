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

const CLAIMS = [
  ...OF_GATES.map((table) => claim(table, "gate", "payload_sha256")),
  claim("phase_receipt", GATE_OF_PHASE, "payload_sha256"),
  ...OF_RUNS.map((table) => claim(table, "'SG_1_cut_authz'", "null")),
].join(" union ");

function claim(table: string, gate: string, payload: string): string {
  return `select '${table}' as "table", left(run_id, 100) as "runId", left(${gate}, 100) as gate, ${payload} as "payloadSha256"
    from cutter_governance.${table}`;
}

/** What the ledger says was approved. */
export async function readClaims(session: SqlSession): Promise<readonly LedgerClaim[]> {
  const { rows } = await session.query<LedgerClaim>(`${CLAIMS} order by 2, 3, 1, 4`);
  return rows;
}
