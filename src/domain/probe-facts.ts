import { canonicalJson } from "../json/canonical-json.ts";
import { type Check, check, refuseFailedChecks } from "./check.ts";
import type { CutPlan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";

/** Counts over the plan's changes, read back from the database; `samples` names up to ten addresses per fact that did not match. */
export interface ProbeFacts {
  readonly units: number;
  readonly versions: number;
  readonly distinctAddresses: number;
  readonly versionSeqOne: number;
  readonly anchorEqualsVersion: number;
  readonly versionBelongsToUnit: number;
  readonly bodyHashMatches: number;
  readonly histogram: Readonly<Record<string, number>>;
  readonly births: number;
  readonly publicationTypeMatches: number;
  readonly createdByExecutor: number;
  /** Title, kind, section type, parent and owner are the planned ones. */
  readonly asPlanned: number;
  /** The ledger of the plan's change set has the unit's block and affected row, with the planned text. */
  readonly recorded: number;
  readonly drafts: number;
  readonly enacted: number;
  /** Units under the document prefix that the plan does not name. */
  readonly foreignUnits: number;
  readonly samples: Readonly<Record<string, readonly string[]>>;
}

/** The twelve probes of docs/system.md section 6, all counted against the plan's own N. */
export function checkProbes(plan: CutPlan, facts: ProbeFacts): readonly Check[] {
  const units = plan.changes.length;
  return [
    check("units", units, facts.units),
    check("versions", units, facts.versions),
    check("distinct addresses equal the plan's", units, facts.distinctAddresses),
    check("version_seq follows the unit's", units, facts.versionSeqOne),
    check("anchor is the founding version", units, facts.anchorEqualsVersion),
    check("version belongs to unit", units, facts.versionBelongsToUnit),
    check("body hash recomputed equals the plan's", units, facts.bodyHashMatches),
    check("section types", canonicalJson(countTypes(plan)), canonicalJson(facts.histogram)),
    check("birth rows", units, facts.births),
    check("publication type", units, facts.publicationTypeMatches),
    check("created by the executor", units, facts.createdByExecutor),
    check("title, kind, type, parent and owner are the plan's", units, facts.asPlanned),
  ];
}

function countTypes({ changes }: CutPlan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { sectionType } of changes) counts[sectionType] = (counts[sectionType] ?? 0) + 1;
  return counts;
}

/**
 * The probes, and that every unit is in this state and in the ledger of the plan's change set with the planned text; with the
 * addresses that do not match, at most ten a fact.
 */
export function checkRecordedUnits(
  plan: CutPlan,
  facts: ProbeFacts,
  state: "drafts" | "enacted",
): { readonly checks: readonly Check[]; readonly samples: readonly string[] } {
  const units = plan.changes.length;
  const checks = [
    ...checkProbes(plan, facts),
    check(state === "drafts" ? "all units are drafts" : "all units are enacted", units, facts[state]),
    check("recorded in the ledger with the planned text", units, facts.recorded),
  ];
  return { checks, samples: samplesOf(facts) };
}

/** The refusal that lists every check of the recorded units that failed, and the addresses that do not match; null where all passed. */
export function refuseAlteredUnits(
  plan: CutPlan,
  facts: ProbeFacts,
  state: "drafts" | "enacted",
): Refusal | null {
  const { checks, samples } = checkRecordedUnits(plan, facts, state);
  const altered = refuseFailedChecks("STOP_TAMPERED", checks);
  return altered && { ...altered, details: [...(altered.details ?? []), ...samples] };
}

/** The addresses that do not match, as `fact: address`. */
export function samplesOf({ samples }: Pick<ProbeFacts, "samples">): readonly string[] {
  return Object.entries(samples).flatMap(([fact, addresses]) =>
    addresses.map((address) => `${fact}: ${address}`),
  );
}
