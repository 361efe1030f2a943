import { PART_WORDS } from "../conventions/part-words.ts";
import type { Heading } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import { isFirst, isSuccessor } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** Other headings for every article that may stand before and behind them: what a publisher tells about the act. */
const MAX_OTHERS = 6;
const MIN_ARTICLES = 2;
/** Kinds of units of which an act consists. */
const ACTS: ReadonlySet<string> = new Set(["article", "section"]);
/** Lines from a container to its name. */
const NAME_LINES = 3;
const PART = /^([\p{L}\p{M}]+\.?) \p{Nd}/u;

/**
 * True for articles that count up from 1 with no section of an outline between them: the headings around them tell about the act (its number,
 * its signer, its sources) or stand in its annexes, and those inside name parts of an article (`Khoản 1`), containers, or the names of these.
 */
export function isRunOfArticles({ heads }: Reading, input: ReadingInput): boolean {
  const [first] = heads.slice(0, 1);
  const last = heads.at(-1);
  if (first === undefined || last === undefined || heads.length < MIN_ARTICLES) return false;
  if (!countsArticles(heads)) return false;
  const units = new Set<number>();
  for (const { heading } of heads) units.add(heading.line);
  let others = 0;
  let annexLevel = Number.POSITIVE_INFINITY;
  let before: Heading | null = null;
  for (const heading of input.headings) {
    if (heading.shape.level === 0) continue;
    const isOutside = heading.line < first.heading.line || heading.line > last.heading.line;
    if (heading.shape.stands?.sectionType === "annex") annexLevel = heading.shape.level;
    else if (heading.shape.level <= annexLevel) annexLevel = Number.POSITIVE_INFINITY;
    const isAnnexed = heading.shape.level >= annexLevel;
    if (isOutside) others += isAnnexed || isPart(heading) ? 0 : 1;
    else if (!units.has(heading.line) && !belongs(heading, before)) return false;
    before = heading;
  }
  return others <= heads.length * MAX_OTHERS;
}

/** True for articles by a name of the table that count up from the first without a gap; they may begin again. */
export function countsArticles(heads: Reading["heads"]): boolean {
  let last: UnitHeading | null = null;
  for (const head of heads) {
    const counts: boolean = isFirst(head.value) || (last !== null && isSuccessor(last.value, head.value));
    if (!ACTS.has(head.kind) || head.row === "" || !counts) return false;
    last = head;
  }
  return true;
}

/** True for the name of a container, what stands closely below one, and the name of a part of an article. */
function belongs(heading: Heading, before: Heading | null): boolean {
  if (heading.shape.stands !== null || isPart(heading)) return true;
  return (before?.shape.stands?.rank ?? 0) > 0 && heading.line - (before?.line ?? 0) <= NAME_LINES;
}

function isPart({ text }: Heading): boolean {
  return PART_WORDS.has(foldWord(PART.exec(text)?.[1] ?? ""));
}
