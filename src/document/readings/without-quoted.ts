import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isCodified } from "./find-codified.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Numbers that may be missing before a run inside a quotation, because their heads are misprinted. */
const MAX_SKIP = 2;

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
      const isRun: boolean = numbers[at + 1] === number + 1 && (outside[at] ?? 0) > number;
      if (step !== 1 && !(step > 1 && step <= MAX_SKIP + 1 && isRun)) continue;
    }
    kept.push(head);
    last = number;
  }
  return kept;
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
