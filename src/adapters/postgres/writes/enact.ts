import { OPEN } from "../../../domain/planned-change.ts";
import { refuseAlteredUnits } from "../../../domain/probe-facts.ts";
import type { ReasonCode } from "../../../domain/reasons.ts";
import { type Refusal, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { UnitStatus } from "../../../domain/unit-status.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import { ledgerId } from "../reads/ledger-ids.ts";
import { probeIn } from "../reads/probe.ts";
import { ROWS_PER_BATCH, slices } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import { EXECUTOR } from "./leg-a.ts";
import { execRevision } from "./leg-b.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/**
 * Phase 10: records the enactment's review decision, then enacts every unit through the set form of `fn_iu_enact`; any status
 * but `enacted` rolls back. What is then enacted is read again and compared with the plan, in the same transaction.
 */
export function enact(reviewDecisionId: string): WriteEffect {
  return {
    effect: "lifecycle_enact",
    lane: "exec",
    perform: (context) => enactUnits(context, reviewDecisionId),
  };
}

async function enactUnits(context: EffectContext, reviewDecisionId: string): Promise<Result<EffectOutcome>> {
  const { session, command } = context;
  const changeSetId = ledgerId(context, "change_set");
  await session.query(
    `insert into cutter_governance.review_decision
       (review_decision_id, run_id, gate, verdict, document_id, change_set_id, payload_sha256, reason)
     values ($1, $2, 'SG_2_lifecycle_authz', 'approve', $3, $4, $5, 'enact')`,
    [reviewDecisionId, command.runId, command.plan.source.documentId, changeSetId, command.payloadSha256],
  );
  const digest = startEffectDigest();
  for (const slice of slices(command.plan.changes, ROWS_PER_BATCH)) {
    const { rows } = await session.query<UnitStatus>(
      `select address, status
       from public.fn_iu_enact_many($1::text[], $2, $3::text::uuid, 'enacted', $4::text::uuid, 'enact', $5, false)`,
      [
        slice.map(({ unit }) => unit),
        EXECUTOR,
        reviewDecisionId,
        changeSetId,
        execRevision(command.toolRevision),
      ],
    );
    const failed = rows.filter(({ status }) => status !== "enacted");
    if (failed.length > 0 || rows.length !== slice.length) {
      const details = failed.map(({ address, status }) => `${address}: ${status}`);
      return refused(refusal(reasonOf(failed), { details }));
    }
    for (const { address } of rows) digest.add(address);
  }
  const effects = await setEffects(context, { reviewDecisionId, changeSetId });
  const linked = effects ?? (await linkUnits(context, changeSetId));
  if (linked) return refused(linked);
  const altered = refuseAlteredUnits(command.plan, await probeIn(session, command.plan), "enacted");
  if (altered) return refused(altered);
  const ids = { reviewDecisionId, changeSetId };
  return accepted({ resultDigest: digestOf([digest.end(), ids]), ids });
}

function reasonOf(failed: readonly UnitStatus[]): ReasonCode {
  if (failed.some(({ status }) => status === "text_changed")) return "STOP_TAMPERED";
  return failed.some(({ status }) => status === "base_moved") ? "STOP_BASE_MOVED" : "STOP_ENACT_REFUSED";
}

/** Records from which day each version is in force. */
async function setEffects(
  { session, command }: EffectContext,
  ids: { readonly reviewDecisionId: string; readonly changeSetId: string },
): Promise<Refusal | null> {
  const { changes, counts } = command.plan;
  if (counts.effects === 0) return null;
  for (const slice of slices(changes, ROWS_PER_BATCH)) {
    const { rows } = await session.query<UnitStatus>(
      `select address, status from public.fn_iu_set_effect_many($1::text[], $2::text[]::date[], $3, $4::text::uuid, $5::text::uuid, 'enact')`,
      [
        slice.map(({ unit }) => unit),
        slice.map(({ effectiveFrom }) => (effectiveFrom === OPEN ? null : effectiveFrom)),
        EXECUTOR,
        ids.reviewDecisionId,
        ids.changeSetId,
      ],
    );
    const failed = rows.filter(({ status }) => status !== "recorded");
    if (failed.length > 0 || rows.length !== slice.length) {
      const details = failed.map(({ address, status }) => `${address}: ${status}`);
      return refusal("STOP_ENACT_REFUSED", { field: "effect", details });
    }
  }
  return null;
}

async function linkUnits({ session, command }: EffectContext, changeSetId: string): Promise<Refusal | null> {
  const { lineage } = command.plan;
  if (lineage.length === 0) return null;
  const { rows } = await session.query<{ linked: number }>(
    "select public.fn_iu_link_many($1::text[], $2::text[], $3::text[], $4, $5::text::uuid) as linked",
    [
      lineage.map(({ from }) => from),
      lineage.map(({ to }) => to),
      lineage.map(({ relation }) => relation),
      EXECUTOR,
      changeSetId,
    ],
  );
  const linked = rows[0]?.linked ?? 0;
  if (linked === lineage.length) return null;
  const expected = `${lineage.length} links`;
  return refusal("STOP_INVARIANT_FAILED", { field: "lineage", expected, actual: `${linked} links` });
}
