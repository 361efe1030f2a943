import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** At least this many entries are a table of contents even without its heading; fewer may be articles without text. */
const MIN_ENTRIES = 3;
/** Characters that may stand between a name and its title, and after it. */
const SEPARATOR_CHARS = 6;

/**
 * Leaves out the entries of a table of contents that are printed like headings: units without any text of their own whose name occurs
 * again later.
 */
export function dropContents(
  scanned: ScannedSource,
  heads: Rows<UnitHeading>,
  found: { readonly headings: Rows<Heading>; readonly hasContentsHeading: boolean },
): { readonly heads: Rows<UnitHeading>; readonly warnings: readonly DocumentWarning[] } {
  const bare = findBare(scanned, heads);
  if (bare.size === 0) return { heads, warnings: [] };
  const lastOf = findLast(heads);
  const entries = new Set<number>();
  for (const index of bare) if (comesAgain(heads, index, lastOf)) entries.add(index);
  if (entries.size === 0 || (entries.size < MIN_ENTRIES && !found.hasContentsHeading))
    return { heads, warnings: [] };
  const [first = 0] = entries;
  extendRuns(heads, entries, lastOf);
  const kept = new UnitHeadingList(found.headings);
  let index = 0;
  for (const head of heads) if (!entries.has(index++)) kept.push(head);
  const warnings = [
    {
      code: "CONTENTS_ENTRIES",
      line: (heads.at(first)?.heading.line ?? 0) + 1,
      message: `${heads.length - kept.length} entries of a table of contents look like headings and were not cut`,
    },
  ];
  return { heads: kept, warnings };
}

/** Positions of the unit headings without any text before the next one. */
function findBare(scanned: ScannedSource, heads: Rows<UnitHeading>): ReadonlySet<number> {
  const bare = new Set<number>();
  let index = 0;
  for (const head of heads) {
    const next = heads.at(index + 1);
    if (next !== undefined && !runsIn(head) && isBare(scanned, head.heading.line, next.heading.line))
      bare.add(index);
    index++;
  }
  return bare;
}

/** The last position of every name. */
function findLast(heads: Rows<UnitHeading>): ReadonlyMap<string, number> {
  const lastOf = new Map<string, number>();
  let index = 0;
  for (const { label } of heads) lastOf.set(label, index++);
  return lastOf;
}

/** True when the name of the unit at `index` occurs again later. */
function comesAgain(heads: Rows<UnitHeading>, index: number, lastOf: ReadonlyMap<string, number>): boolean {
  return (lastOf.get(heads.at(index)?.label ?? "") ?? index) > index;
}

/** The last entry of a run is followed by the text before the body; it is an entry too if its name occurs again. */
function extendRuns(
  heads: Rows<UnitHeading>,
  entries: Set<number>,
  lastOf: ReadonlyMap<string, number>,
): void {
  for (const index of entries)
    if (entries.has(index - 1) && comesAgain(heads, index + 1, lastOf)) entries.add(index + 1);
}

/** True when the text of the unit begins on the line of its name. */
function runsIn(head: UnitHeading): boolean {
  const { shape, text } = head.heading;
  return (
    shape.level === 0 &&
    (!shape.alone || text.length > head.label.length + head.title.length + SEPARATOR_CHARS)
  );
}

function isBare(scanned: ScannedSource, line: number, next: number): boolean {
  for (let between = line + 1; between < next; between++) {
    const kind = scanned.mask.classes[between];
    if (kind !== LINE.blank && kind !== LINE.underline && kind !== LINE.rule) return false;
  }
  return true;
}
