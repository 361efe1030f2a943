import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { mergeHeads } from "./merge-heads.ts";
import { isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import type { Separators } from "./separators.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { weigh } from "./weigh.ts";

const MAX_TITLE = 60;
const MAX_LINES = 3;
const ENDS_OPEN = /[.,;:]$/u;

/**
 * Adds to the best reading the sequences of other families that stand wholly before or behind it, with a container or a title between: the
 * `§ 1` to `§ 9` of the final provisions behind the articles of a law.
 */
export function joinSequences(
  readings: readonly Reading[],
  { input, separators }: { readonly input: ReadingInput; readonly separators: Separators },
): readonly Reading[] {
  const [best, ...rest] = readings;
  if (best === undefined || rest.length === 0) return readings;
  const joined: Rows<UnitHeading>[] = [];
  for (const { heads } of rest) {
    const [first, last] = [heads.at(0), heads.at(-1)];
    if (heads.length < 2 || first === undefined || last === undefined) continue;
    // Without a text of its own, `Section 1` is the name of a container.
    if (!isFirst(first.value) || !input.ownText.isBetween(first, heads.at(1)?.heading.line ?? 0)) continue;
    const isApart = (before: UnitHeading | undefined, after: UnitHeading | undefined) =>
      before !== undefined &&
      after !== undefined &&
      before.heading.line < after.heading.line &&
      (separators.between(before.heading.line, after.heading.line) ||
        isBelowTitle(after, input.headings) ||
        isBelowHeading(before, after, input.headings));
    if (isApart(best.heads.at(-1), first) || isApart(last, best.heads.at(0))) joined.push(heads);
  }
  if (joined.length === 0) return readings;
  const heads = mergeHeads(
    best.heads,
    joined.flatMap((found) => [...found]),
    input.headings,
  );
  return [{ ...weigh(best.id, best.form, heads, input.lines), holders: best.holders }, ...rest];
}

/** True where a line in capitals stands directly above the first heading of a sequence. */
function isBelowTitle({ heading }: UnitHeading, headings: Rows<Heading>): boolean {
  const above = heading.index === 0 ? undefined : headings.at(heading.index - 1);
  if (above === undefined || heading.line - above.line > MAX_LINES || above.shape.isNamed) return false;
  const { text } = above;
  return (
    text.length <= MAX_TITLE && /\p{Lu}/u.test(text) && !/[\p{Ll}\p{N}]/u.test(text) && !ENDS_OPEN.test(text)
  );
}

/** True for a sequence one level below an unnamed Markdown heading that stands no lower than the sequence before it: rules annexed to a law. */
function isBelowHeading(before: UnitHeading, { heading }: UnitHeading, headings: Rows<Heading>): boolean {
  const above = heading.index === 0 ? undefined : headings.at(heading.index - 1);
  const { level } = above?.shape ?? heading.shape;
  const isTitle = above !== undefined && !above.shape.isNamed && level > 0 && level < heading.shape.level;
  return isTitle && above.line > before.heading.line && level <= before.heading.shape.level;
}
