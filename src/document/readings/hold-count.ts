import { mayContain } from "./collect-marks.ts";
import { compareValues, isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** Share of the names that hold numbers, and no text before the first of them. */
const MIN_HOLDING_SHARE = 0.8;

/**
 * True for names that also name containers where one count from the first number on runs through them, and no text stands between a name and
 * the first number below: they are the chapters of that count, which may begin again below Markdown headings.
 */
export function holdCount(
  named: Reading,
  numbered: Reading,
  { ownText }: Pick<ReadingInput, "ownText">,
): boolean {
  if (named.count < 2 || numbered.count < named.count) return false;
  const holding = new Set<number>();
  let next = 0;
  let holder: UnitHeading | undefined;
  let last: UnitHeading | undefined;
  for (const head of numbered.heads) {
    for (let at = named.heads.at(next); at !== undefined; at = named.heads.at(++next)) {
      if (at.heading.line > head.heading.line) break;
      if (!mayContain(at.heading)) return false;
      holder = at;
    }
    const isNew = holder !== undefined && (last?.heading.line ?? -1) < holder.heading.line;
    const mayBegin = last === undefined || (isNew && isBelow(head, holder));
    const counts =
      (mayBegin && isFirst(head.value)) || (last !== undefined && compareValues(last.value, head.value) < 0);
    // Behind the last chapter an annex may count from the first number again.
    if (!counts && (isNew || next < named.count)) return false;
    if (holder !== undefined && isNew && !ownText.isBetween(holder, head.heading.line))
      holding.add(holder.heading.line);
    last = head;
  }
  return holding.size >= named.count * MIN_HOLDING_SHARE;
}

/** True for a Markdown heading on a lower level: its numbers may begin again in each chapter. */
function isBelow(head: UnitHeading, holder: UnitHeading | undefined): boolean {
  const level = holder?.heading.shape.level ?? 0;
  return level > 0 && head.heading.shape.level > level;
}
