import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { bareLabel } from "./name-units.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** A count of bare numbers with the lines that are an inserted number and nothing else: `2A.`, `2.1` or `2 bis` behind `2`. */
export function* withInserted(heads: Rows<UnitHeading>, candidates: Rows<Heading>): Generator<UnitHeading> {
  let next = 0;
  let before: UnitHeading | undefined;
  for (const heading of candidates) {
    for (let head = heads.at(next); head !== undefined; head = heads.at(++next)) {
      if (head.heading.line > heading.line) break;
      yield head;
      before = head;
    }
    if (before === undefined || before.heading.line === heading.line) continue;
    const found = readOutlineNumber(heading.text);
    if (found === null || found.end < heading.text.length || found.number.value.length < 2) continue;
    if (found.number.value[0] !== before.value[0]) continue;
    const label = bareLabel(found.number.text);
    before = { ...before, heading, label, key: label, value: found.number.value };
    yield before;
  }
  for (let head = heads.at(next); head !== undefined; head = heads.at(++next)) yield head;
}
