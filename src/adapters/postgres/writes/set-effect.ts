import { OPEN } from "../../../domain/planned-change.ts";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { UnitStatus } from "../../../domain/unit-status.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { DaysCommand } from "../../../ports/days-of-effect.ts";
import { ROWS_PER_BATCH, slices } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import { EXECUTOR } from "./leg-a.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** Records the decision, then from which day each version is in force, through `fn_iu_set_effect_many`; any status but `recorded` rolls back. */
export const setEffect: WriteEffect<DaysCommand> = {
  effect: "effect_set",
  lane: "exec",
  perform: recordDays,
};

async function recordDays({ session, command }: EffectContext<DaysCommand>): Promise<Result<EffectOutcome>> {
  const { runId, plan, payloadSha256, reviewDecisionId, why } = command;
  const { changeSetId } = plan.enacted;
  await session.query(
    `insert into cutter_governance.review_decision
       (review_decision_id, run_id, gate, verdict, document_id, change_set_id, payload_sha256, reason)
     values ($1, $2, 'SG_2_lifecycle_authz', 'approve', $3, $4, $5, $6)`,
    [reviewDecisionId, runId, plan.source.documentId, changeSetId, payloadSha256, why],
  );
  const digest = startEffectDigest();
  for (const slice of slices(plan.changes, ROWS_PER_BATCH)) {
    const days = slice.map(({ effectiveFrom }) => (effectiveFrom === OPEN ? null : effectiveFrom));
    const { rows } = await session.query<UnitStatus>(
      `select address, status from public.fn_iu_set_effect_many($1::text[], $2::text[]::date[], $3, $4::text::uuid, $5::text::uuid, $6)`,
      [slice.map(({ unit }) => unit), days, EXECUTOR, reviewDecisionId, changeSetId, why],
    );
    const failed = rows.filter(({ status }) => status !== "recorded");
    if (failed.length > 0 || rows.length !== slice.length) {
      const details = failed.map(({ address, status }) => `${address}: ${status}`);
      return refused(refusal("STOP_ENACT_REFUSED", { field: "effect", details }));
    }
    for (const { unit, versionId, effectiveFrom } of slice) digest.add([unit, versionId, effectiveFrom]);
  }
  const ids = { reviewDecisionId, changeSetId };
  return accepted({ resultDigest: digestOf([digest.end(), ids]), ids });
}
