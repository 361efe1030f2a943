import type { CutPlan, Vocabulary } from "../../domain/plan.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";

/** Refuses a plan that names what the live vocabulary lacks; every miss is listed with how many units it concerns. */
export function refuseVocabulary(plan: CutPlan, vocabulary: Vocabulary): Refusal | null {
  const misses = [
    ...missing(
      "vocab.unit_kind",
      plan.units.map((unit) => unit.kind),
      vocabulary.unitKinds,
    ),
    ...missing(
      "vocab.section_type",
      plan.units.map((unit) => unit.sectionType),
      vocabulary.sectionTypes,
    ),
    ...missing("vocab.publication_type", [plan.source.publicationType], vocabulary.publicationTypes),
  ];
  if (misses.length === 0) return null;
  return refusal("STOP_VOCABULARY", {
    expected: "every kind and type of the plan in the live vocabulary",
    actual: `${misses.length} missing`,
    details: misses,
  });
}

function missing(name: string, used: readonly string[], known: readonly string[]): readonly string[] {
  const allowed = new Set(known);
  const counts = new Map<string, number>();
  for (const value of used) {
    if (!allowed.has(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, count]) => `${name}.${value} (${count === 1 ? "1 row" : `${count} rows`})`);
}
