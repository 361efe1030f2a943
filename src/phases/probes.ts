import { type Check, check } from "../domain/check.ts";
import type { CutPlan } from "../domain/plan.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { ProbeFacts } from "../ports/knowledge-base.ts";

/** The eleven probes of docs/system.md section 6, all counted against the plan's own N. */
export function checkProbes(plan: CutPlan, facts: ProbeFacts): readonly Check[] {
  const units = plan.units.length;
  return [
    check("units", units, facts.units),
    check("versions", units, facts.versions),
    check("distinct addresses equal the plan's", units, facts.distinctAddresses),
    check("version_seq is 1", units, facts.versionSeqOne),
    check("anchor equals version", units, facts.anchorEqualsVersion),
    check("version belongs to unit", units, facts.versionBelongsToUnit),
    check("body hash recomputed equals the plan's", units, facts.bodyHashMatches),
    check("section types", canonicalJson(plan.histogram), canonicalJson(facts.histogram)),
    check("birth rows", units, facts.births),
    check("publication type", units, facts.publicationTypeMatches),
    check("created by the executor", units, facts.createdByExecutor),
  ];
}
