import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { mayContain } from "./collect-marks.ts";
import type { ReadingInput } from "./read-named.ts";
import { familyOf } from "./unit-family.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Headings after an article that are searched for one below it. */
const LEAF_LOOK_AHEAD = 200;

/**
 * Adds headings that other families name at the levels of a reading (`Art 74` beside `§ 3`, `§ 5` beside `Article 4`), and of the headings
 * that hold its units those that hold none (`Article V` beside `Article I` with sections).
 */
export function widenMarkdown(
  reading: Reading,
  input: ReadingInput,
  holders: readonly UnitHeading[],
): Rows<UnitHeading> {
  const levels = new Set<number>();
  for (const { heading } of reading.heads) levels.add(heading.shape.level);
  const first = reading.heads.at(0);
  const family = first === undefined ? "" : familyOf(first);
  const isArticle = first?.kind === "article";
  const holding = new Set(holders.map(({ heading }) => heading.line));
  const heads = new UnitHeadingList(input.headings);
  for (const mark of input.marks) {
    const { heading } = mark;
    if (heading.shape.level === 0) continue;
    const stands =
      familyOf(mark) === family ||
      (levels.has(heading.shape.level) &&
        !holding.has(heading.line) &&
        !(isArticle && mayContain(heading))) ||
      isLeaf(mark, input.headings, levels);
    if (stands) heads.push(mark);
  }
  return heads;
}

/** True for an article above the level of the units that contains none: it is a unit itself. */
function isLeaf(
  { heading, kind }: UnitHeading,
  headings: Rows<Heading>,
  levels: ReadonlySet<number>,
): boolean {
  if (kind !== "article" || heading.shape.level >= Math.min(...levels)) return false;
  const after = headings.slice(heading.index + 1, heading.index + 1 + LEAF_LOOK_AHEAD);
  const next = after.find((other) => other.shape.level > 0);
  return next === undefined || next.shape.level <= heading.shape.level;
}
