import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { toAsciiDigits } from "../names/numerals.ts";
import { mayContain } from "./collect-marks.ts";
import { nameByText } from "./name-units.ts";
import type { ReadingInput } from "./read-named.ts";
import { findTitlesBelow } from "./titles-below.ts";
import { familyOf } from "./unit-family.ts";
import { levelsOf, type Reading, type UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const NUMBER = /\p{Nd}/u;
const NUMBERS = /\p{Nd}+/gu;

/**
 * Adds headings that stand at the levels of a reading: those that other families name (`Art 74` beside `§ 3`, `§ 5` beside `Article 4`), and
 * those without a known name that hold text, between its units, with the next number, or with the words of one between its units. The lines
 * in `holders` hold units of the reading and are none.
 */
export function widenMarkdown(
  reading: Reading,
  input: ReadingInput,
  holders: readonly number[],
): Rows<UnitHeading> {
  const heads = new UnitHeadingList(input.headings);
  const marked = pickHeadings(input.headings, (heading) => heading.shape.level > 0);
  const levels = levelsOf(reading);
  const last = reading.heads.at(-1)?.heading.line ?? 0;
  const holding = new Set(holders);
  const titles = findTitlesBelow(marked, namedAtLevels(reading, input, holding), {
    ownText: input.ownText,
    lines: input.lines,
  });
  const named = namedAtLevels(reading, input, holding);
  const words = new Set<string>();
  let next = named.next();
  let index = 0;
  for (const heading of marked) {
    index++;
    if (next.done !== true && next.value.heading.line === heading.line) {
      heads.push(next.value);
      next = named.next();
      continue;
    }
    const before = heads.at(-1);
    const isExpected =
      before !== undefined &&
      (heading.line < last || bearsNumber(heading, before) || words.has(wordOf(heading)));
    if (
      !isExpected ||
      titles.has(heading.line) ||
      !levels.has(heading.shape.level) ||
      heading.shape.stands !== null ||
      heading.text === ""
    )
      continue;
    const sibling = nameByText(heading);
    // A heading directly below the name of a unit is its title.
    if (!input.ownText.isBetween(before, heading.line)) continue;
    if (heading.shape.isNamed || !input.ownText.isBetween(sibling, marked.at(index)?.line ?? input.lines))
      continue;
    heads.push(sibling);
    if (NUMBER.test(heading.text)) words.add(wordOf(heading));
  }
  return heads;
}

/** The text of a heading whatever its numbers: `Remark 3` stands behind the last unit as `Remark 2` does between units. */
function wordOf({ text }: Heading): string {
  return text.replace(NUMBERS, "1");
}

/** True when the heading bears the number that follows that of a unit: its word may be misprinted. */
function bearsNumber(heading: Heading, before: UnitHeading): boolean {
  const number = /\d+/u.exec(toAsciiDigits(heading.text))?.[0];
  return before.value.length > 0 && number === String((before.value[0] ?? 0) + 1);
}

/** The marked headings that a family names: the reading's own at any level, others at the levels of the reading. */
function* namedAtLevels(
  reading: Reading,
  input: ReadingInput,
  holders: ReadonlySet<number>,
): Generator<UnitHeading, undefined> {
  const levels = levelsOf(reading);
  const first = reading.heads.at(0);
  const family = first === undefined ? "" : familyOf(first);
  const isArticle = first?.kind === "article";
  for (const mark of input.marks) {
    const { heading } = mark;
    if (heading.shape.level === 0) continue;
    const isBeside =
      levels.has(heading.shape.level) && !holders.has(heading.line) && !(isArticle && mayContain(heading));
    if (familyOf(mark) === family || isBeside) yield mark;
  }
}
