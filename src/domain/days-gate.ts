import type { GateRow } from "./gates.ts";

/** SG_2 in a run that sets days of effect: what the gate says and permits there. */
export const DAYS_GATE = {
  allows: "set from which day enacted versions count",
  asks: (title, units) => `to let the day of ${units} of ${title} be set (SG_2)`,
  onApproval: (units) =>
    `The day of ${units} enacted ${units === 1 ? "version" : "versions"} is recorded. **It stays in the record**: a day that was wrong is followed by another one, and never taken out. No text changes.`,
  unanswered: {
    says: "Nothing is written yet, and the days stay as they are. To end the run for good, an operator runs:",
    command: (runId) => `cutter orchestrate void ${runId} --why "…"`,
  },
  effects: ["effect_set"],
  beforeFirstWrite: true,
} as const satisfies Partial<GateRow>;
