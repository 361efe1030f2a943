import { z } from "zod";

/** What a run has committed, as the planner of docs/system.md section 8 needs it. */
export interface Committed {
  readonly effects: readonly string[];
  /** Versions that leg A of this run wrote, by lifecycle status. */
  readonly unitsByStatus: Readonly<Record<string, number>>;
  /** Addresses of drafts of the document that no receipt of this run accounts for. */
  readonly unaccounted: readonly string[];
}

/** What a run has committed that has written nothing. */
export const NOTHING_WRITTEN: Committed = { effects: [], unitsByStatus: {}, unaccounted: [] };

export const compensationStepSchema = z
  .strictObject({
    order: z.number().int().positive(),
    action: z.enum(["withdraw_drafts", "record_revert_decision", "hold", "ask_sovereign", "nothing"]),
    what: z.string(),
    units: z.number().int().nonnegative(),
  })
  .readonly();

export type CompensationStep = z.infer<typeof compensationStepSchema>;

/**
 * Plans, in order, the steps that undo what a run wrote. Nothing is deleted. Enacted units are never touched: where there are any, the
 * sovereign decides. Units that no receipt accounts for are left alone and reported.
 */
export function planCompensation(committed: Committed): readonly CompensationStep[] {
  const drafts = committed.unitsByStatus["draft"] ?? 0;
  const enacted = committed.unitsByStatus["enacted"] ?? 0;
  const steps: Omit<CompensationStep, "order">[] = [];
  if (drafts > 0 && enacted === 0) {
    steps.push({
      action: "withdraw_drafts",
      what: "withdraw every draft of this run through fn_iu_withdraw",
      units: drafts,
    });
    steps.push({
      action: "record_revert_decision",
      what: "append a review decision with verdict revert",
      units: 0,
    });
    steps.push({ action: "hold", what: "hold the document until a person has read the report", units: 0 });
  }
  if (enacted > 0) {
    steps.push({
      action: "ask_sovereign",
      what: "enacted units cannot change; the sovereign decides about a superseding version",
      units: enacted,
    });
  }
  if (committed.unaccounted.length > 0) {
    steps.push({
      action: "ask_sovereign",
      what: "drafts of the document that this run did not write stand in the database",
      units: committed.unaccounted.length,
    });
  }
  if (committed.effects.includes("effect_set")) {
    steps.push({
      action: "nothing",
      what: "days that were recorded stay in the record; a day that was wrong is followed by another one",
      units: 0,
    });
  }
  if (steps.length === 0)
    steps.push({ action: "nothing", what: "nothing of this run is in the database", units: 0 });
  return steps.map((step, index) => ({ order: index + 1, ...step }));
}
