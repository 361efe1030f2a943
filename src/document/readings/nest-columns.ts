import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { depthOf, hasTitle } from "./numbered-head.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const MIN_TOPS = 3;
/** Share of the codes that stand below the number with which they begin. */
const MIN_HELD_SHARE = 0.9;

/**
 * The columns of numbered lines, with the titled numbers that hold a column of codes in one column with it: `**1. Definitions**` above `1.1 …`
 * and `1.2 …` are one count, although they are set in other type or at another indent.
 */
export function nestColumns(
  columns: readonly Rows<UnitHeading>[],
  headings: Rows<Heading>,
): readonly Rows<UnitHeading>[] {
  const titled = columns.filter((column) => column.length >= MIN_TOPS && areAll(column, isTitledTop));
  if (titled.length === 0) return columns;
  const nested: Rows<UnitHeading>[] = [];
  const held = new Set<Rows<UnitHeading>>();
  for (const codes of columns) {
    if (!areAll(codes, (head) => depthOf(head) > 1)) continue;
    const tops = titled.find((column) => holds(column, codes));
    if (tops === undefined) continue;
    held.add(codes).add(tops);
    const all = [...tops, ...codes].sort((a, b) => a.heading.line - b.heading.line);
    nested.push(new UnitHeadingList(headings, all));
  }
  return [...columns.filter((column) => !held.has(column)), ...nested];
}

/** The columns without plain ones whose numbers all stand again below, in bold type: a chapter of a code lists its sections before them. */
export function withoutListed(columns: readonly Rows<UnitHeading>[]): readonly Rows<UnitHeading>[] {
  const bold = columns.filter((column) => column.at(0)?.heading.shape.form === "bold").map(linesByKey);
  if (bold.length === 0) return columns;
  return columns.filter(
    (column) => column.at(0)?.heading.shape.form === "bold" || !bold.some((lines) => isListed(column, lines)),
  );
}

function linesByKey(column: Rows<UnitHeading>): ReadonlyMap<string, number> {
  return new Map(column.map(({ key, heading }) => [key, heading.line]));
}

function isListed(column: Rows<UnitHeading>, lines: ReadonlyMap<string, number>): boolean {
  for (const { key, heading } of column)
    if (depthOf({ key }) === 1 || heading.line > (lines.get(key) ?? -1)) return false;
  return true;
}

function areAll(column: Rows<UnitHeading>, belongs: (head: UnitHeading) => boolean): boolean {
  for (const head of column) if (!belongs(head)) return false;
  return true;
}

function isTitledTop(head: UnitHeading): boolean {
  return depthOf(head) === 1 && hasTitle(head);
}

/** True where the numbers of the codes begin with that of the last top above them. */
function holds(tops: Rows<UnitHeading>, codes: Rows<UnitHeading>): boolean {
  let next = 0;
  let above: UnitHeading | undefined;
  let held = 0;
  for (const code of codes) {
    for (let top = tops.at(next); top !== undefined; top = tops.at(++next)) {
      if (top.heading.line > code.heading.line) break;
      above = top;
    }
    if (above?.value[0] === code.value[0]) held++;
  }
  return held >= codes.length * MIN_HELD_SHARE;
}
