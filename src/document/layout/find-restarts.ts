import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isDatedAct, withoutNumberOfAct } from "../names/act-title.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { isLetterhead } from "./is-letterhead.ts";

/** Kinds of lines that open the numbering behind them, whatever follows on their lines. */
const OPENING: ReadonlySet<string> = new Set(["act", "explanation"]);
const LOWER = /\p{Ll}/u;
const LETTERS = /\p{Lu}.*\p{Lu}.*\p{Lu}/u;
const OPEN_END = /[,;:]$/u;
const MAX_TITLE = 80;

/**
 * Lines of the titles of further acts in one document (`AGREEMENT` behind the law that approves it): before a unit whose number starts
 * again, the title of an act or of its explanation, or else the last short line in capitals; none where a container or an annex already
 * stands there.
 */
export function findRestarts(headings: Rows<Heading>, heads: Rows<UnitHeading>): ReadonlySet<number> {
  const found = new Set<number>();
  const own = ownTitle(headings, heads);
  let before: UnitHeading | undefined;
  for (const head of heads) {
    if (before !== undefined && startsAgain(before, head)) {
      const isAct = ({ text }: Heading) => text !== own?.text && isDatedAct(text);
      const title = titleBetween(headings, [before, head], isAct);
      if (title !== null) found.add(title.line);
      if (title !== null && own !== null && isAct(title)) found.add(own.line);
    }
    before = head;
  }
  return found;
}

/** The title in capitals with a year before the first unit, or null; further on it is the head of a page. */
function ownTitle(headings: Rows<Heading>, heads: Rows<UnitHeading>): Heading | null {
  const end = heads.at(0)?.heading.index ?? 0;
  for (let index = 0; index < end; index++) {
    const heading = headings.at(index);
    if (heading === undefined || heading.shape.level > 0) return null;
    if (isCapitalTitle(heading) && isDatedAct(heading.text)) return heading;
  }
  return null;
}

/** True for a unit whose number starts the count again. */
export function startsAgain(before: UnitHeading, head: UnitHeading): boolean {
  const [last] = before.value;
  const [first] = head.value;
  return first !== undefined && last !== undefined && first <= 1 && last >= first && head.value.length === 1;
}

function titleBetween(
  headings: Rows<Heading>,
  [first, next]: readonly [UnitHeading, UnitHeading],
  isAct: (heading: Heading) => boolean,
): Heading | null {
  let title: Heading | null = null;
  for (let index = first.heading.index + 1; index < next.heading.index; index++) {
    const heading = headings.at(index);
    if (heading === undefined || heading.shape.quoted || isLetterhead(heading, first)) continue;
    const { stands, level } = heading.shape;
    if (stands !== null && OPENING.has(stands.kind)) return heading;
    if (stands !== null || level > 0) return isClass(heading) ? null : title;
    if (isCapitalTitle(heading) && (title === null || !isAct(title))) title = heading;
  }
  return title;
}

/** True for a line that already gives the numbering behind it a scope. */
function isClass({ shape }: Heading): boolean {
  return shape.stands === null || shape.stands.rank === 0;
}

function isCapitalTitle({ shape, text }: Heading): boolean {
  if (!shape.alone || shape.isNamed || text.length > MAX_TITLE) return false;
  return !LOWER.test(withoutNumberOfAct(text)) && LETTERS.test(text) && !OPEN_END.test(text);
}
