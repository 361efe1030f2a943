import type { Rows } from "../../collections/rows.ts";
import { ascendingShare } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** Number of an article in a codification: topic, act and article (`24.8.NĐ.1`). */
const CODED = /^\p{Nd}+(?:\.\p{Nd}+)*\.\p{Lu}{1,4}\.\p{Nd}/u;
/** Share of the names that must have such a number. */
const MIN_SHARE = 0.8;
const GOES_ON = /[;,]\s*$/u;

/**
 * The articles of a codification among the names inside its paragraphs, or none where the document is no codification. Its articles stand
 * in the order of their subjects, so their numbers don't ascend; each stands once, and a second one is a reference in a list of references.
 */
export function findCodified(heads: readonly UnitHeading[], input: ReadingInput): readonly UnitHeading[] {
  const coded = heads.filter(isCodified);
  if (coded.length < heads.length * MIN_SHARE) return [];
  const byKey = new Map<string, UnitHeading>();
  for (const head of coded) {
    const known = byKey.get(head.key);
    if (known === undefined || (isListed(known, input) && !isListed(head, input))) byKey.set(head.key, head);
  }
  return coded.filter((head) => byKey.get(head.key) === head);
}

/** The names inside the paragraphs of a codification that are heads of articles: they stand where something new may begin, and in no list. */
export function codifiedInside(
  base: Rows<UnitHeading>,
  others: Rows<UnitHeading>,
  input: ReadingInput,
): readonly UnitHeading[] {
  if (!isCodification(base)) return [];
  return others.filter((head) => isCodified(head) && head.heading.shape.opens && !isListed(head, input));
}

/** True for a unit that has a number of a codification. */
export function isCodified({ key }: UnitHeading): boolean {
  return CODED.test(key);
}

/** As {@link ascendingShare}; the articles of a codification stand in the order of their subjects, and count as ascending. */
export function ascendingOf(heads: Rows<UnitHeading>): number {
  return isCodification(heads) ? 1 : ascendingShare(heads.map((head) => head.value));
}

function isCodification(heads: Rows<UnitHeading>): boolean {
  let coded = 0;
  for (const head of heads) if (isCodified(head)) coded++;
  return coded > heads.length * MIN_SHARE;
}

/** True where the line above ends like an item of a list. */
function isListed({ heading }: UnitHeading, input: ReadingInput): boolean {
  return heading.line > 0 && GOES_ON.test(input.readLine(heading.line - 1));
}
