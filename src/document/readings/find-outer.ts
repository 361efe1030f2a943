import type { Rows } from "../../collections/rows.ts";
import { formOf, mayContain } from "./collect-marks.ts";
import { mergeHeads } from "./merge-heads.ts";
import { judgeNesting } from "./nest-families.ts";
import type { ReadingInput } from "./read-named.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { WEIGHTS } from "./weigh.ts";

/** The unit headings of one family. */
export interface Family {
  readonly name: string;
  /** Those in the form that weighs most. */
  readonly base: Reading;
  /** Those in the other forms. */
  readonly others: Rows<UnitHeading>;
}

/** The headings of another family that stand above the units of a family. */
export interface Outer {
  /** Those that hold units of the family, and no text of their own. */
  readonly holders: readonly UnitHeading[];
  /** Those that hold none: they are units themselves. */
  readonly leaves: readonly UnitHeading[];
}

export const NO_OUTER: Outer = { holders: [], leaves: [] };

/** Which families are parts of the text of others, and what stands above the units of the others. */
export function findOuter(
  families: readonly Family[],
  input: ReadingInput,
): { readonly dropped: ReadonlySet<string>; readonly outerOf: ReadonlyMap<string, Outer> } {
  const dropped = new Set<string>();
  const outerOf = new Map<string, Outer>();
  if (families.length < 2) return { dropped, outerOf };
  const strong = families.map((family) => ({ family, heads: strongOf(family, input) }));
  for (const outer of strong) {
    for (const inner of strong) {
      if (outer === inner || WEIGHTS[outer.family.base.form] < WEIGHTS[inner.family.base.form]) continue;
      const { nesting, holders } = judgeNesting(outer.heads, inner.heads, input);
      if (nesting === "text") dropped.add(inner.family.name);
      if (nesting !== "units") continue;
      dropped.add(outer.family.name);
      const lines = new Set(holders.map(({ heading }) => heading.line));
      const isUnit = (head: UnitHeading, index: number) =>
        !lines.has(head.heading.line) &&
        (!mayContain(head.heading) || isTextOf(head, { index, outer: outer.heads, inner, input }));
      const known = outerOf.get(inner.family.name) ?? NO_OUTER;
      outerOf.set(inner.family.name, {
        holders: [...known.holders, ...holders],
        leaves: [...known.leaves, ...outer.heads.filter(isUnit)],
      });
    }
  }
  return { dropped, outerOf };
}

/** True for a Markdown heading with text of its own, in which no name of the other family stands. */
function isTextOf(
  head: UnitHeading,
  found: {
    readonly index: number;
    readonly outer: Rows<UnitHeading>;
    readonly inner: { readonly family: Family };
    readonly input: ReadingInput;
  },
): boolean {
  const { index, outer, inner, input } = found;
  const { line, shape } = head.heading;
  if (shape.level === 0) return false;
  const end = outer.at(index + 1)?.heading.line ?? input.lines;
  const isInside = ({ heading }: UnitHeading) => heading.line > line && heading.line < end;
  const { base, others } = inner.family;
  const holds = base.heads.filter(isInside).length + others.filter(isInside).length > 0;
  return !holds && input.ownText.isBetween(head, end);
}

/** The base headings of a family with those in other forms; names inside paragraphs only where the family stands there, and something may begin. */
function strongOf({ base, others }: Family, input: ReadingInput): Rows<UnitHeading> {
  const isStrong = ({ heading }: UnitHeading) =>
    formOf(heading) !== "tight" || (base.form === "tight" && heading.shape.opens);
  return mergeHeads(base.heads, others.filter(isStrong), input.headings);
}
