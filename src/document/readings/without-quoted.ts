import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isCodified } from "./find-codified.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Numbers that may be missing before a run inside a quotation, because their heads are misprinted. */
const MAX_SKIP = 2;

/** Share of the numbers up to the next head outside the quotation that stand inside it. */
const FILLED_SHARE = 0.5;
/** An act with so many articles quotes none of another act in its last one that go on its numbering. */
const MANY = 10;

/** Leaves out units inside an open quotation that do not continue the numbering around it; they are text of another act. */
export function withoutQuoted(heads: Rows<UnitHeading>, headings: Rows<Heading>): Rows<UnitHeading> {
  const numbers: number[] = [];
  let isQuoted = false;
  for (const { heading, value } of heads) {
    numbers.push(value[0] ?? 0);
    if (heading.shape.quoted) isQuoted = true;
  }
  if (!isQuoted) return heads;
  const outside = nextOutside(heads);
  const kept = new UnitHeadingList(headings);
  let last: number | null = null;
  let at = -1;
  for (const head of heads) {
    const number = numbers[++at] ?? 0;
    if (head.heading.shape.quoted && !isCodified(head)) {
      const step: number = last === null ? 0 : number - last;
      const end = outside[at] ?? 0;
      const isRun: boolean =
        numbers[at + 1] === number + 1 && (end > number || (end === 0 && kept.length >= MANY));
      const isNear = step > 1 && step <= MAX_SKIP + 1;
      const isEarlier: boolean = end > number && (step > 1 || (last === null && number === 1));
      if (step !== 1 && !(isRun && isNear) && !(isEarlier && fills(numbers, at, end))) continue;
    }
    kept.push(head);
    last = number;
  }
  return kept;
}

/** True where the numbers from one on count up to the next head outside the quotation and leave few out: a stray mark opened the quotation. */
function fills(numbers: readonly number[], from: number, end: number): boolean {
  const [first = 0] = numbers.slice(from, from + 1);
  let last = first - 1;
  let count = 0;
  for (let at = from; at < numbers.length && (numbers[at] ?? 0) < end; at++) {
    const number = numbers[at] ?? 0;
    if (number <= last) continue;
    last = number;
    count++;
  }
  return count >= (end - first) * FILLED_SHARE;
}

/** For every head the number of the next one outside quotations, or 0. */
function nextOutside(heads: Rows<UnitHeading>): readonly number[] {
  const numbers: number[] = [];
  let next = 0;
  for (let at = heads.length - 1; at >= 0; at--) {
    numbers[at] = next;
    const head = heads.at(at);
    if (head !== undefined && !head.heading.shape.quoted) next = head.value[0] ?? 0;
  }
  return numbers;
}
