import type { Rows } from "../../collections/rows.ts";
import { ascendingOf } from "./find-codified.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** How much one heading of each form counts. */
export const WEIGHTS = { markdown: 3, bold: 2, plain: 1, tight: 0.9 } as const;

/** Makes a reading of the headings, with its score. */
export function weigh(id: string, form: Reading["form"], heads: Rows<UnitHeading>, lines: number): Reading {
  const ascending = ascendingOf(heads);
  const first = heads.at(0)?.heading.line ?? 0;
  const last = heads.at(-1)?.heading.line ?? first;
  const coverage = lines === 0 ? 0 : (last - first + 1) / lines;
  const score = heads.length * WEIGHTS[form] * (0.4 + 0.6 * ascending);
  return { id, form, heads, count: heads.length, ascending, coverage, score, holders: [] };
}
