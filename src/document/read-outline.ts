import { classOf } from "./classify-heading.ts";
import type { Heading } from "./heading.ts";
import { markNumbered, markText, readOutlineNumber } from "./mark-units.ts";
import { longestChain } from "./order.ts";
import { MIN_COVERAGE, spread } from "./read-learned.ts";
import { type ReadingInput, weigh } from "./read-named.ts";
import type { Reading, UnitMark } from "./unit-mark.ts";

const TOC_LINE = /(?:\.{3,}|(?:\. ){3,}|…|\s{3,}|_{3,})\s*\d{1,4}\s*$/u;
const NUMBERED_WEIGHT = 0.9;

/**
 * Every marked heading below the single top heading is a unit; its name is its number, else its text. Where another reading
 * scores more than `toBeat` the outline is only counted.
 */
export function readOutline(input: ReadingInput, toBeat: number): Reading | null {
  const marked = input.headings.filter((heading) => heading.level > 0);
  const [first] = marked;
  const tops = marked.filter((heading) => heading.level === 1);
  const hasTitle = tops.length === 1 && tops[0] === first && first?.text !== "";
  const below = hasTitle ? marked.slice(1) : marked;
  const [head] = below;
  if (head === undefined) return null;
  const coverage = ((below.at(-1)?.line ?? head.line) - head.line + 1) / Math.max(1, input.lines);
  const lost: Reading = {
    id: "outline",
    form: "marked",
    marks: [],
    count: below.length,
    ascending: 1,
    coverage,
    score: below.length,
  };
  if (below.length < toBeat) return lost;
  const score = below.filter((heading) => classOf(heading) === null).length;
  if (score < toBeat) return { ...lost, score };
  const numbered = below.filter((heading) => readOutlineNumber(heading.text) !== null).length;
  return { ...lost, marks: below.map((heading) => markOutline(heading, numbered)), score };
}

/** Numbered heads of a plain text (`3.2.1 Title`, `4. Title`): the column in which the longest count stands. */
export function readNumbered(input: ReadingInput): Reading | null {
  if (!input.isPlainText) return null;
  const columns = new Map<string, UnitMark[]>();
  for (const heading of input.headings) {
    if (heading.level > 0 || heading.form !== "plain" || !heading.startsBlock) continue;
    if (TOC_LINE.test(heading.raw)) continue;
    const mark = markNumbered(heading);
    if (mark === null || mark.value.length === 0 || !isHead(mark)) continue;
    const key = `${heading.indent} ${styleOf(mark.key)}`;
    const column = columns.get(key);
    if (column === undefined) columns.set(key, [mark]);
    else column.push(mark);
  }
  let best: Reading | null = null;
  for (const marks of columns.values()) {
    const kept = longestChain(marks.map((mark) => mark.value)).flatMap((index) => marks[index] ?? []);
    if (kept.length < 3) continue;
    const reading = weigh("numbered", "plain", kept, input.lines);
    if (reading.coverage < MIN_COVERAGE) continue;
    const score = reading.score * NUMBERED_WEIGHT * spread(reading);
    if (best === null || score > best.score) best = { ...reading, score };
  }
  return best;
}

function styleOf(number: string): string {
  if (/^\p{Nd}/u.test(number)) return "digits";
  return /^[IVXLC]{2,}$/.test(number) ? "roman" : "letters";
}

function markOutline(heading: Heading, numbered: number): UnitMark {
  const found = readOutlineNumber(heading.text);
  const plainNumber = found !== null && !found.dotted;
  if (found === null || (plainNumber && numbered < 2)) return markText(heading);
  return markNumbered(heading) ?? markText(heading);
}

/** A numbered head has a title that begins like one: not a lower-case word, not nothing. */
function isHead(mark: UnitMark): boolean {
  const rest = mark.heading.text.slice(mark.label.length).replace(/^[.):\s]+/u, "");
  if (rest === "" || (mark.value.length === 1 && /^\p{Ll}/u.test(rest))) return false;
  return !/^[^\p{L}\p{N}"“«(]/u.test(rest);
}
