import type { Rows } from "../../collections/rows.ts";
import { mergeHeads } from "./merge-heads.ts";
import { isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import { findSeparators } from "./separators.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { weigh } from "./weigh.ts";

/**
 * Adds to the best reading the sequences of other families that stand wholly before or behind it, with a container or a title between: the
 * `§ 1` to `§ 9` of the final provisions behind the articles of a law.
 */
export function joinSequences(readings: readonly Reading[], input: ReadingInput): readonly Reading[] {
  const [best, ...rest] = readings;
  if (best === undefined || rest.length === 0 || best.form === "tight") return readings;
  const separators = findSeparators(input.headings);
  const joined: Rows<UnitHeading>[] = [];
  for (const { form, heads } of rest) {
    const [first, last] = [heads.at(0), heads.at(-1)];
    if (form === "tight" || heads.length < 2 || first === undefined || last === undefined) continue;
    // Without a text of its own, `Section 1` is the name of a container.
    if (!isFirst(first.value) || !input.ownText.isBetween(first, heads.at(1)?.heading.line ?? 0)) continue;
    const isBehind = separators.between(best.heads.at(-1)?.heading.line ?? -1, first.heading.line);
    const isBefore = separators.between(last.heading.line, best.heads.at(0)?.heading.line ?? -1);
    if (isBehind || isBefore) joined.push(heads);
  }
  if (joined.length === 0) return readings;
  const heads = mergeHeads(
    best.heads,
    joined.flatMap((found) => [...found]),
    input.headings,
  );
  return [{ ...weigh(best.id, best.form, heads, input.lines), holders: best.holders }, ...rest];
}
