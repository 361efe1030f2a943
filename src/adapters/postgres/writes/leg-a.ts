import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { type UnitStatus, unitRefusal } from "../../../domain/unit-status.ts";
import { readSqlError } from "../connection/sql-error.ts";
import { type UnitBatch, unitBatches } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** The executor of the lane, as it stands in `created_by`. */
export const EXECUTOR = "cutter_exec";

/** Phase 6: every unit through the set form of `fn_iu_create`, a thousand a call; any status but `created` takes all of them back. */
export const createLegA: WriteEffect = { effect: "cut_leg_a", lane: "exec", perform: createUnits };

/** The digest is that of the planned rows, which the server has to confirm one by one: so no answer but the last is waited for. */
async function createUnits(context: EffectContext): Promise<Result<EffectOutcome>> {
  const { plan, source } = context.command;
  const digest = startEffectDigest();
  let answered: Promise<Result<null>> = Promise.resolve(accepted(null));
  for (const batch of unitBatches(plan.units, source)) {
    const done = await answered;
    if (!done.ok) return done;
    answered = createBatch(context, batch);
  }
  for (const { address, title, kind, sectionType, parent, contentHash } of plan.units) {
    digest.add([address, title, kind, sectionType, parent, contentHash]);
  }
  return accepted({ resultDigest: digest.end(), ids: {}, answered });
}

async function createBatch(
  { session, command: { plan } }: EffectContext,
  batch: UnitBatch,
): Promise<Result<null>> {
  const values = [
    batch.addresses,
    batch.titles,
    batch.bodies,
    batch.kinds,
    batch.sectionTypes,
    batch.parents,
    EXECUTOR,
    plan.source.owner,
    plan.source.publicationType,
  ];
  try {
    const { rows } = await session.query<UnitStatus>(CREATE_BATCH, values);
    const failed = rows.filter(({ status }) => status !== "created");
    if (failed.length > 0) return refused(unitRefusal(failed));
    const confirmed = rows.filter(({ address }, index) => address === batch.addresses[index]).length;
    if (confirmed === batch.addresses.length) return accepted(null);
    const expected = `${batch.addresses.length} created`;
    return refused(
      refusal("STOP_INVARIANT_FAILED", { field: "units", expected, actual: `${confirmed} created` }),
    );
  } catch (error) {
    const found = readSqlError(error);
    // A unit that another session committed meanwhile is out of sight of the snapshot, not of the unique index.
    if (found?.code === "23505" || found?.code === "40001") {
      return refused(refusal("STOP_UNIT_EXISTS", { details: [found.detail ?? found.message] }));
    }
    if (found?.code === "23514" || found?.code === "23502") {
      return refused(refusal("STOP_CREATE_REFUSED", { details: [found.message] }));
    }
    throw error;
  }
}

const CREATE_BATCH = `
select address, status from public.fn_iu_create_many($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7, $8, $9)`;
