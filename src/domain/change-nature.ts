import type { SourceVersion } from "./plan.ts";

/**
 * What a change of enacted text is: `consolidation` where the law or policy was changed, `erratum` where the publisher has corrected its text,
 * `recut` where the enacted bytes are cut otherwise.
 */
export const CHANGE_NATURES = ["consolidation", "erratum", "recut"] as const;
export type ChangeNature = (typeof CHANGE_NATURES)[number];

/** What was registered before anything was enacted says `original`, and is made against the head like every other. */
export function natureOfChange(source: SourceVersion): ChangeNature {
  if (isHeadAgain(source)) return "recut";
  return source.nature === "erratum" || source.nature === "recut" ? source.nature : "consolidation";
}

/** What the change rests on, or null. */
export function citedBy(source: SourceVersion): string | null {
  return isHeadAgain(source) ? null : (source.citation ?? null);
}

/** The day that was stated for the change: `YYYY-MM-DD`, `open`, or null where nothing was said. */
export function dayStated(source: SourceVersion): string | null {
  return isHeadAgain(source) ? null : (source.effectiveFrom ?? null);
}

/** Whether the source of the head itself is cut again: what was registered about it was about another change, which led to the head. */
export function isHeadAgain({ base, versionId }: SourceVersion): boolean {
  return base?.versionId === versionId;
}
