import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isReference } from "./judge-reference.ts";
import { nameByWord } from "./name-units.ts";
import { ascendingShare, longestChain } from "./number-order.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** The input that all readings of one document share. */
export interface ReadingInput {
  readonly headings: Rows<Heading>;
  readonly lines: number;
  /** The beginning of a line's text. */
  readonly readLine: (line: number) => string;
  /** True when the source has no ATX heading. */
  readonly isPlainText: boolean;
  /** True when the document contains hiragana, which distinguishes 条 in Japanese from 条 in Chinese. */
  readonly hasKana: boolean;
}

const WEIGHTS = { markdown: 3, bold: 2, plain: 1, tight: 0.9 } as const;
/** A tight reading (headings inside paragraphs) counts only if it finds this many times more than the block starts. */
const TIGHT_GAIN = 1.5;

/** One reading for every pair of row and heading form in the document, best first. */
export function readNamed(input: ReadingInput): readonly Reading[] {
  const groups = new Map<string, UnitHeadingList>();
  for (const heading of input.headings) {
    const head = asMark(heading, input.hasKana);
    if (head === null) continue;
    const form = formOf(heading);
    const key = `${form} ${head.row}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new UnitHeadingList(input.headings, [head]));
    else group.push(head);
  }
  const readings: Reading[] = [];
  for (const [key, heads] of groups) {
    const [form = "plain", id = ""] = key.split(" ") as [Reading["form"], string];
    if (form === "tight") {
      const starts = groups.get(`plain ${id}`) ?? [];
      const all = [...heads, ...starts].sort((a, b) => a.heading.line - b.heading.line);
      const chain = longestChain(all.map((head) => head.value)).map((index) => all[index]);
      const kept = chain.filter((head) => head !== undefined);
      if (kept.length >= 3 && kept.length > starts.length * TIGHT_GAIN)
        readings.push(weigh(id, form, new UnitHeadingList(input.headings, kept), input.lines));
    } else {
      const kept = showsQuoted(heads) ? new UnitHeadingList(input.headings, withoutQuoted(heads)) : heads;
      if (kept.length > 0) readings.push(weigh(id, form, kept, input.lines));
    }
  }
  return readings.sort((a, b) => b.score - a.score);
}

/** The unit heading of a heading that begins with a unit's name, or null; a reference is none. */
export function asMark(heading: Heading, hasKana: boolean): UnitHeading | null {
  const designator = heading.designator;
  if (designator === null) return null;
  if (designator.row.script === "Hiragana" && !hasKana) {
    return nameByWord(heading, {
      ...designator,
      row: { ...designator.row, id: "zh-tiao", address: "TIAO", languages: ["zh"] },
    });
  }
  if (heading.shape.level === 0 && isReference(heading)) return null;
  return nameByWord(heading, designator);
}

/** True when the heading's words also name a container (`Section 1`); it is a unit only where there is no finer one. */
export function mayContain(heading: Heading): boolean {
  return heading.shape.stands !== null && heading.shape.stands.rank > 0;
}

export function weigh(id: string, form: Reading["form"], heads: Rows<UnitHeading>, lines: number): Reading {
  const ascending = ascendingShare(valuesOf(heads));
  const first = heads.at(0)?.heading.line ?? 0;
  const last = heads.at(-1)?.heading.line ?? first;
  const coverage = lines === 0 ? 0 : (last - first + 1) / lines;
  const score = heads.length * WEIGHTS[form] * (0.4 + 0.6 * ascending);
  return { id, form, heads, count: heads.length, ascending, coverage, score };
}

function formOf(heading: Heading): Reading["form"] {
  if (heading.shape.level > 0) return "markdown";
  if (heading.shape.form === "bold") return "bold";
  return heading.shape.startsBlock ? "plain" : "tight";
}

function showsQuoted(heads: Iterable<UnitHeading>): boolean {
  for (const { heading } of heads) if (heading.shape.quoted) return true;
  return false;
}

/** Leaves out units inside an open quotation that do not continue the numbering around it; they are text of another act. */
function* withoutQuoted(heads: Iterable<UnitHeading>): Generator<UnitHeading> {
  let last: UnitHeading | null = null;
  for (const head of heads) {
    const goesOn: boolean = last !== null && (head.value[0] ?? 0) === (last.value[0] ?? 0) + 1;
    if (head.heading.shape.quoted && !goesOn) continue;
    yield head;
    last = head;
  }
}

function* valuesOf(heads: Iterable<UnitHeading>): Generator<readonly number[]> {
  for (const head of heads) yield head.value;
}
