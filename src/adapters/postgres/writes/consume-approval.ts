import type { ApprovalToConsume } from "../../../domain/open-gate.ts";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { PermittedApproval, WriteOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { readSqlError } from "../connection/sql-error.ts";

/** The place in a batch that the approval is consumed for, as its three columns: null where a run was approved alone. */
export function placeOf({ batch }: ApprovalToConsume): readonly (string | number | null)[] {
  return batch === undefined ? [null, null, null] : [batch.batchId, batch.nonce, batch.index];
}

/** Consumes the approval in the transaction of the effect that it permits; refuses one that this or another run has used. */
export async function consumeApproval(
  session: SqlSession,
  command: Pick<WriteOrder, "runId" | "payloadSha256">,
  approval: PermittedApproval,
): Promise<Result<null>> {
  try {
    const { rowCount } = await session.query(
      `insert into cutter_governance.approval_use
         (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id,
          batch_id, batch_nonce, batch_index)
       values ($1, $2, $3, $4, $5, $6, $7::text[], $8::text[], $9::text::timestamptz, $10::text::uuid, $11, $12, $13)`,
      [
        command.runId,
        approval.gate,
        command.payloadSha256,
        approval.nonce,
        approval.approvalCommit,
        approval.executionCommit,
        approval.persons,
        approval.keys,
        approval.signedUtc,
        approval.permitId,
        ...placeOf(approval),
      ],
    );
    if (rowCount !== 1) throw new Error(`approval_use took ${rowCount} rows`);
    return accepted(null);
  } catch (error) {
    const found = readSqlError(error);
    if (found?.code !== "23505") throw error;
    return refused(
      refusal("STOP_APPROVAL_REPLAYED", {
        field: `${command.runId} ${approval.gate}`,
        expected: "an approval that was never used",
        actual: found.detail ?? found.message,
      }),
    );
  }
}
