import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { PermittedApproval, WriteOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { readSqlError } from "../connection/sql-error.ts";

/** Consumes the approval in the transaction of the effect that it permits; refuses one that this or another run has used. */
export async function consumeApproval(
  session: SqlSession,
  command: Pick<WriteOrder, "runId" | "payloadSha256">,
  approval: PermittedApproval,
): Promise<Result<null>> {
  try {
    const { rowCount } = await session.query(
      `insert into cutter_governance.approval_use
         (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id)
       values ($1, $2, $3, $4, $5, $6, $7::text[], $8::text[], $9::text::timestamptz, $10::text::uuid)`,
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
