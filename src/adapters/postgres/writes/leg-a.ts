import { citedBy } from "../../../domain/change-nature.ts";
import type { SourceVersion } from "../../../domain/plan.ts";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { type UnitStatus, unitRefusal } from "../../../domain/unit-status.ts";
import { readSqlError } from "../connection/sql-error.ts";
import { type UnitBatch, unitBatches } from "../reads/unit-batches.ts";
import { digestLegA } from "./recompute-receipts.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** The executor's login, as `created_by` holds it. */
export const EXECUTOR = "cutter_exec";

/**
 * Phase 6: creates every unit through the set form of `fn_iu_create`, or, where the document has a head, the drafts of what changes through
 * `fn_iu_amend_many`; a thousand per call. Any status but `created` rolls back all of them.
 */
export const createLegA: WriteEffect = { effect: "cut_leg_a", lane: "exec", perform: createUnits };

/**
 * The digest covers the planned rows, each of which the server has to confirm. A batch is decoded while the server works on the
 * one before, and the digest is taken while it works on the last, whose answer is left to the caller as `answered`.
 */
async function createUnits(context: EffectContext): Promise<Result<EffectOutcome>> {
  const { plan, source } = context.command;
  let answered: Promise<Result<null>> = Promise.resolve(accepted(null));
  for (const batch of unitBatches(plan.changes, source)) {
    const done = await answered;
    if (!done.ok) return done;
    answered = createBatch(context, batch);
  }
  return accepted({ resultDigest: digestLegA(plan), ids: {}, answered });
}

async function createBatch(
  { session, command: { plan } }: EffectContext,
  batch: UnitBatch,
): Promise<Result<null>> {
  const { source } = plan;
  const common = [EXECUTOR, source.owner, source.publicationType];
  const { titles, bodies, kinds, sectionTypes, parents } = batch;
  const head = source.base?.changeSetId ?? null;
  try {
    const { rows } =
      head === null
        ? await session.query<UnitStatus>(CREATE_BATCH, [
            ...[batch.units, titles, bodies, kinds, sectionTypes, parents],
            ...common,
          ])
        : await session.query<UnitStatus>(AMEND_BATCH, [
            ...[batch.units, batch.addresses, titles, bodies, kinds, sectionTypes, parents],
            ...[batch.positions, batch.changeKinds, batch.bases, head, citedSource(source)],
            ...common,
          ]);
    const failed = rows.filter(({ status }) => status !== "created");
    if (failed.length > 0) return refused(unitRefusal(failed));
    const confirmed = rows.filter(({ address }, index) => address === batch.units[index]).length;
    if (confirmed === batch.units.length) return accepted(null);
    const expected = `${batch.units.length} created`;
    return refused(
      refusal("STOP_INVARIANT_FAILED", { field: "units", expected, actual: `${confirmed} created` }),
    );
  } catch (error) {
    const found = readSqlError(error);
    // A unit that another session has committed since is not in the snapshot, but it is in the unique index.
    if (found?.code === "23505" || found?.code === "40001") {
      return refused(refusal("STOP_UNIT_EXISTS", { details: [found.detail ?? found.message] }));
    }
    if (found?.code === "23514" || found?.code === "23502") {
      return refused(refusal("STOP_CREATE_REFUSED", { details: [found.message] }));
    }
    throw error;
  }
}

/** What the versions of an amendment cite; those of a first cut cite nothing but their source. */
export function citedSource(source: SourceVersion): string | null {
  return source.base?.changeSetId == null ? null : citedBy(source);
}

const AMEND_BATCH = `
select address, status from public.fn_iu_amend_many($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
  $8::text[]::numeric[], $9::text[], $10::text[]::uuid[], $11::text::uuid, $12, $13, $14, $15)`;

const CREATE_BATCH = `
select address, status from public.fn_iu_create_many($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7, $8, $9)`;
