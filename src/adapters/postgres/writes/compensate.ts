import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { UnitStatus } from "../../../domain/unit-status.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { WriteOrder } from "../../../ports/knowledge-base.ts";
import { ledgerId } from "../reads/ledger-ids.ts";
import { ROWS_PER_BATCH, slices } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import { EXECUTOR } from "./leg-a.ts";
import { readReceipt } from "./receipts.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** Records a decision with the verdict `revert`, then withdraws every draft that this run wrote (docs/system.md section 8). */
export const compensate: WriteEffect<WriteOrder> = {
  effect: "compensation",
  lane: "exec",
  perform: withdrawUnits,
};

async function withdrawUnits(context: EffectContext<WriteOrder>): Promise<Result<EffectOutcome>> {
  const { session, command } = context;
  const { rows: drafts } = await session.query<{ address: string }>(
    `select u.canonical_address as address from public.fn_written_by($1) w
     join public.unit_version v on v.id = w.version_id join public.information_unit u on u.id = w.unit_id
     where u.doc_code = $2 and v.lifecycle_status = 'draft' order by u.sort_order, u.canonical_address`,
    [command.runId, command.plan.source.docPrefix],
  );
  if (drafts.length === 0) return refused(refusal("STOP_NOTHING_TO_REVERT", { field: command.runId }));

  const legB = await readReceipt(session, command.runId, "leg_b_record");
  const changeSetId = legB?.ids["changeSetId"] ?? null;
  const reviewDecisionId = ledgerId(context, "review_decision:SG_3");
  await session.query(
    `insert into cutter_governance.review_decision
       (review_decision_id, run_id, gate, verdict, document_id, change_set_id, payload_sha256, reason)
     values ($1, $2, 'SG_3_compensation_authz', 'revert', $3, $4, $5, 'compensate')`,
    [reviewDecisionId, command.runId, command.plan.source.documentId, changeSetId, command.payloadSha256],
  );
  const digest = startEffectDigest();
  for (const slice of slices(drafts, ROWS_PER_BATCH)) {
    const { rows } = await session.query<UnitStatus>(
      `select address, status
       from public.fn_iu_withdraw_many($1::text[], $2, $3::text::uuid, $4::text::uuid, 'compensate')`,
      [slice.map(({ address }) => address), EXECUTOR, reviewDecisionId, changeSetId],
    );
    const failed = rows.filter(({ status }) => status !== "withdrawn");
    if (failed.length > 0 || rows.length !== slice.length) {
      const details = failed.map(({ address, status }) => `${address}: ${status}`);
      return refused(refusal("STOP_WITHDRAW_REFUSED", { details }));
    }
    for (const { address } of rows) digest.add(address);
  }
  const ids = { reviewDecisionId, ...(changeSetId ? { changeSetId } : {}) };
  return accepted({ resultDigest: digestOf([digest.end(), ids]), ids });
}
