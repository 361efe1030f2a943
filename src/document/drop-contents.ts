import type { DocumentWarning } from "../domain/plan.ts";
import type { ScannedSource } from "./find-headings.ts";
import { LINE } from "./line-class.ts";
import type { UnitMark } from "./unit-mark.ts";

/** So many entries in all make a table of contents even without its heading; fewer may be articles without a text. */
const MIN_ENTRIES = 3;
/** Characters that may stand between a name and its title, and after it. */
const SEPARATOR_CHARS = 6;

/**
 * Leaves out the entries of a table of contents that are printed like headings: a unit without any text of its own whose name
 * comes again later.
 */
export function dropContents(
  scanned: ScannedSource,
  marks: readonly UnitMark[],
  hasContentsHeading: boolean,
): { readonly marks: readonly UnitMark[]; readonly warnings: readonly DocumentWarning[] } {
  const lastOf = new Map<string, number>();
  for (const [index, mark] of marks.entries()) lastOf.set(mark.label, index);
  const isEntry = marks.map((mark, index) => {
    const later = lastOf.get(mark.label) ?? index;
    const next = marks[index + 1];
    return (
      later > index &&
      next !== undefined &&
      !runsIn(mark) &&
      isBare(scanned, mark.heading.line, next.heading.line)
    );
  });
  const entries = isEntry.filter(Boolean).length;
  if (entries === 0 || (entries < MIN_ENTRIES && !hasContentsHeading)) return { marks, warnings: [] };
  extendRuns(scanned, marks, { isEntry, lastOf });
  const kept = marks.filter((_, index) => isEntry[index] !== true);
  const first = marks[isEntry.indexOf(true)];
  const warnings = [
    {
      code: "CONTENTS_ENTRIES",
      line: (first?.heading.line ?? 0) + 1,
      message: `${marks.length - kept.length} entries of a table of contents look like headings and were not cut`,
    },
  ];
  return { marks: kept, warnings };
}

/** The last entry of a run has the text before the body after it; it is an entry too when its name comes again. */
function extendRuns(
  scanned: ScannedSource,
  marks: readonly UnitMark[],
  found: { readonly isEntry: boolean[]; readonly lastOf: ReadonlyMap<string, number> },
): void {
  const { isEntry, lastOf } = found;
  for (let index = 1; index < marks.length; index++) {
    const mark = marks[index];
    if (mark === undefined || isEntry[index] === true || isEntry[index - 1] !== true) continue;
    if (isEntry[index - 2] === true && (lastOf.get(mark.label) ?? index) > index && scanned.table.count > 0)
      isEntry[index] = true;
  }
}

/** The text of the unit begins on the line of its name. */
function runsIn(mark: UnitMark): boolean {
  const { level, alone, text } = mark.heading;
  return level === 0 && (!alone || text.length > mark.label.length + mark.title.length + SEPARATOR_CHARS);
}

function isBare(scanned: ScannedSource, line: number, next: number): boolean {
  for (let between = line + 1; between < next; between++) {
    const kind = scanned.mask.classes[between];
    if (kind !== LINE.blank && kind !== LINE.underline && kind !== LINE.rule) return false;
  }
  return true;
}
