import { readCoverage } from "../document/read-coverage.ts";
import { describeCoverage, describeLeftOut } from "../domain/coverage.ts";
import type { MarkedDocument } from "../domain/plan.ts";
import type { PhaseContext } from "./phase.ts";

/** What became of each letter of the file, and every kind of what is left out, as it is listed; nothing where the text that is cut is the file itself. */
export function listCoverage(
  marked: MarkedDocument,
  redact: PhaseContext["redact"],
): readonly (readonly [label: string, value: string])[] {
  const coverage = readCoverage(marked);
  if (coverage === null) return [];
  const leftOut = coverage.leftOut.map(describeLeftOut);
  return [
    ...describeCoverage(coverage),
    ...leftOut.map(([label, value]) => [redact(label), redact(value)] as const),
  ];
}
