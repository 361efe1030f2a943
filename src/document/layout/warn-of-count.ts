import type { DocumentWarning } from "../../domain/plan.ts";

/** A warning where the document says in its front matter that it has another number of units than were found. */
export function warnOfCount(
  stated: { readonly count: number; readonly line: number } | null,
  units: number,
): readonly DocumentWarning[] {
  if (stated === null || stated.count === units) return [];
  const message = `the front matter states ${stated.count} units, and ${units} were found`;
  return [{ code: "STATED_COUNT_DIFFERS", line: stated.line, message }];
}
