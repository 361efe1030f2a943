import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { bareLabel } from "./name-units.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** Adds to a count of bare numbers the lines that are an inserted number and nothing else: `2A.`, `2.1` or `2 bis` behind `2`. */
export function withInserted(
  heads: readonly UnitHeading[],
  candidates: Rows<Heading>,
): readonly UnitHeading[] {
  const all: UnitHeading[] = [];
  let next = 0;
  for (const heading of candidates) {
    for (
      let head = heads[next];
      head !== undefined && head.heading.line <= heading.line;
      head = heads[++next]
    )
      all.push(head);
    const before = all.at(-1);
    if (before === undefined || before.heading.line === heading.line) continue;
    const found = readOutlineNumber(heading.text);
    if (found === null || found.end < heading.text.length || found.number.value.length < 2) continue;
    if (found.number.value[0] !== before.value[0]) continue;
    const label = bareLabel(found.number.text);
    all.push({ ...before, heading, label, key: label, value: found.number.value });
  }
  return [...all, ...heads.slice(next)];
}
