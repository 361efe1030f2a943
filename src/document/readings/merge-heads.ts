import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Two lists in the order of the document, without the headings that stand in both. */
export function mergeHeads(
  heads: Rows<UnitHeading>,
  more: readonly UnitHeading[],
  headings: Rows<Heading>,
): Rows<UnitHeading> {
  if (more.length === 0) return heads;
  const own = new Set<number>();
  for (const { heading } of heads) own.add(heading.line);
  const all = [...heads, ...more.filter(({ heading }) => !own.has(heading.line))];
  return new UnitHeadingList(
    headings,
    all.sort((a, b) => a.heading.line - b.heading.line),
  );
}
