import type { Rows } from "../../collections/rows.ts";
import { mayContain } from "./collect-marks.ts";
import type { ReadingInput } from "./read-named.ts";
import { familyOf } from "./unit-family.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/**
 * Adds headings that other families name at the levels of a reading: `Art 74` beside `§ 3`, `§ 5` beside `Article 4`. The lines in `holders`
 * hold units of the reading and are none.
 */
export function widenMarkdown(
  reading: Reading,
  input: ReadingInput,
  holders: readonly number[],
): Rows<UnitHeading> {
  const levels = new Set<number>();
  for (const { heading } of reading.heads) levels.add(heading.shape.level);
  const first = reading.heads.at(0);
  const family = first === undefined ? "" : familyOf(first);
  const isArticle = first?.kind === "article";
  const holding = new Set(holders);
  const heads = new UnitHeadingList(input.headings);
  for (const mark of input.marks) {
    const { heading } = mark;
    if (heading.shape.level === 0) continue;
    const stands =
      familyOf(mark) === family ||
      (levels.has(heading.shape.level) && !holding.has(heading.line) && !(isArticle && mayContain(heading)));
    if (stands) heads.push(mark);
  }
  return heads;
}
