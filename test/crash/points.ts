import type { Gate } from "../../src/domain/gates.ts";
import { PHASES, type Phase } from "../../src/domain/phases.ts";

/** Which points a sweep takes: all, or those of the phases that do other things in an amendment or a run that sets days than in a first cut. */
export type Extent = "every point" | "its own phases";

/** The points at which a run can be killed in these phases, in order. */
export function pointsIn(phases: readonly Phase[], extent: Extent = "every point"): readonly string[] {
  if (extent === "every point") return phases.flatMap((phase) => [...pointsOfPhase(phase), "report:written"]);
  return phases.filter(isOwn).flatMap(pointsOfPhase);
}

export function askingPoints(gate: Gate): readonly string[] {
  return [`${gate}:after_list`, `${gate}:after_request`, `${gate}:after_opened`];
}

export function openingPoints(gate: Gate): readonly string[] {
  return [`${gate}:after_judged`, `${gate}:after_armed`];
}

export const CLOSING_POINTS: readonly string[] = ["report:written", "close:after_seal", "close:after_index"];

function pointsOfPhase({ name, timeLimitSeconds }: Phase): readonly string[] {
  return [
    `${name}:before_intent`,
    `${name}:after_intent`,
    ...(timeLimitSeconds === null ? [] : [`${name}:in_transaction`, `${name}:before_commit`]),
    `${name}:after_effect`,
    `${name}:after_result`,
  ];
}

/** Those that plan, write to the database, or sum up what was written. */
function isOwn({ name, timeLimitSeconds }: Phase): boolean {
  return timeLimitSeconds !== null || name === "cutplan" || name === "closeout";
}

/** Every point between two waits: up to the first request, or from the opening of a gate to the next wait. */
export function pointsBehind(gate: Gate | null): readonly string[] {
  if (gate === null) return [...pointsIn(PHASES.slice(0, 5)), ...askingPoints("SG_1_cut_authz")];
  if (gate === "SG_1_cut_authz")
    return [...openingPoints(gate), ...pointsIn(PHASES.slice(5, 9)), ...askingPoints("SG_2_lifecycle_authz")];
  if (gate === "SG_2_lifecycle_authz")
    return [...openingPoints(gate), ...pointsIn(PHASES.slice(9)), ...CLOSING_POINTS];
  return WITHDRAWING_POINTS;
}

/** After a permit was written and before it is used, before COMMIT, between COMMIT and the journal's entry, and behind that. */
export const WITHDRAWING_POINTS = [
  "idle:in_transaction",
  "idle:before_commit",
  "compensation:after_effect",
  "compensation:after_result",
];
