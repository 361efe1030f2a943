import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { TitleLines } from "./title-lines.ts";
import { bareTitle } from "./title-words.ts";

const MIN_UNITS = 3;
/** Share of the units that have a heading of their own above; a chapter of one article is seldom. */
const MIN_SHARE = 2 / 3;
/** Share of these headings that differ. */
const MIN_DIFFERENT = 0.6;
const MAX_BLANK = 4;

/**
 * The titles that stand in a Markdown heading of their own directly above the name (`### Scope`, then `**§ 1.** (1) Text`), by the line of
 * the name: where most units have one on the same level, and it neither counts nor names a chapter.
 */
export function findTitlesAbove(
  headings: Rows<Heading>,
  heads: Rows<UnitHeading>,
  lines: TitleLines,
): ReadonlyMap<number, Heading> {
  const found = new Map<number, Heading>();
  const perLevel = new Map<number, number>();
  for (const { heading } of heads) {
    const above = headings.at(heading.index - 1);
    if (above === undefined || !mayBeAbove(above, heading, lines)) continue;
    found.set(heading.line, above);
    perLevel.set(above.shape.level, (perLevel.get(above.shape.level) ?? 0) + 1);
  }
  const [level = 0, count = 0] = [...perLevel].sort((a, b) => b[1] - a[1])[0] ?? [];
  const titles = new Map([...found].filter(([, { shape }]) => shape.level === level));
  const different = new Set([...titles.values()].map(({ text }) => text)).size;
  const isLayout =
    count >= Math.max(MIN_UNITS, heads.length * MIN_SHARE) && different >= count * MIN_DIFFERENT;
  return isLayout ? titles : new Map();
}

function mayBeAbove(above: Heading, { line, shape }: Heading, lines: TitleLines): boolean {
  const { level, stands, isNamed } = above.shape;
  if (level === 0 || level < shape.level || stands !== null || isNamed) return false;
  if (line - above.line > MAX_BLANK || readOutlineNumber(above.text) !== null) return false;
  for (let between = above.line + 1; between < line; between++) if (!lines.isBlank(between)) return false;
  return bareTitle(above.raw) !== "";
}
