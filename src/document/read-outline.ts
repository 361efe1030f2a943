import { classOf } from "./classify-heading.ts";
import type { Heading } from "./heading.ts";
import { markNumbered, markText, readOutlineNumber, titleAfter } from "./mark-units.ts";
import { longestChain } from "./order.ts";
import { MIN_COVERAGE, spread } from "./read-learned.ts";
import { type ReadingInput, weigh } from "./read-named.ts";
import type { Reading, UnitMark } from "./unit-mark.ts";

const MIN_BOLD = 3;
const TOC_LINE = /(?:\.{3,}|(?:\. ){3,}|…|\s{3,}|_{3,})\s*\d{1,4}\s*$/u;
const APPENDIX = /^(?:(Appendix|Annex) )?([A-Z])((?:\.\d+)*)\.?(?= +\S)/;
const LISTED = /^\s*(?:(?:Appendix|Annex) )?([A-Z](?:\.\d+)*|\d+(?:\.\d+)*)\.?(?=\s)/u;
const NUMBERED_WEIGHT = 0.9;
/** A table of contents counts as complete when it names this share of the heads that were found. */
const LISTED_SHARE = 0.8;

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
  const bold = below.length === 0 ? boldLines(input) : [];
  return weighOutline(below.length === 0 ? bold : below, input, toBeat);
}

/** Lines of bold type alone, which stand for headings where a document has no others. */
function boldLines(input: ReadingInput): readonly Heading[] {
  const lines = input.headings.filter((heading) => heading.form === "bold" && heading.alone);
  return lines.length >= MIN_BOLD ? lines : [];
}

function weighOutline(below: readonly Heading[], input: ReadingInput, toBeat: number): Reading | null {
  const [head] = below;
  if (head === undefined) return null;
  const coverage = ((below.at(-1)?.line ?? head.line) - head.line + 1) / Math.max(1, input.lines);
  const form = head.level > 0 ? "marked" : "bold";
  const lost: Reading = {
    id: "outline",
    form,
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
    for (const styled of inStyles(mark)) {
      const key = `${heading.indent} ${styled.style}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, [styled.mark]);
      else column.push(styled.mark);
    }
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
  if (best === null) return null;
  const all = listedOnly([...best.marks, ...readAppendices(input, best.marks)], input);
  return { ...best, marks: all, count: all.length };
}

/** Lettered heads after the last number, in its column: `Appendix A. Title`, then `A.1. Title`. */
function readAppendices(input: ReadingInput, marks: readonly UnitMark[]): readonly UnitMark[] {
  const last = marks.at(-1)?.heading;
  if (last === undefined) return [];
  const lettered: UnitMark[] = [];
  for (const heading of input.headings) {
    if (
      heading.line <= last.line ||
      heading.indent !== last.indent ||
      !heading.startsBlock ||
      heading.level > 0
    )
      continue;
    const found = APPENDIX.exec(heading.text);
    if (found === null || TOC_LINE.test(heading.raw)) continue;
    const [head, word = "", letter = "", rest = ""] = found;
    if (word === "" && rest === "") continue;
    const key = letter + rest;
    const numbers = rest.split(".").slice(1).map(Number);
    lettered.push({
      heading,
      label: word === "" ? key : `${word} ${key}`,
      title: titleAfter(heading, head.length),
      kind: "section",
      word: word === "" ? "SECTION" : word.toUpperCase(),
      key,
      value: [letter.charCodeAt(0) - 64, ...numbers],
    });
  }
  return longestChain(lettered.map((mark) => mark.value)).flatMap((index) => lettered[index] ?? []);
}

/**
 * Where the document has a table of contents that names most of the heads, it says how deep units go: a head that it does
 * not name belongs to the text of the one above.
 */
function listedOnly(marks: readonly UnitMark[], input: ReadingInput): readonly UnitMark[] {
  const first = marks[0]?.heading.line ?? 0;
  const contents = input.headings.findLast(
    (heading) => heading.line < first && classOf(heading)?.kind === "contents",
  );
  if (contents === undefined) return marks;
  const listed = new Set<string>();
  for (let line = contents.line + 1; line < first; line++) {
    const number = LISTED.exec(input.readLine(line))?.[1];
    if (number !== undefined) listed.add(number);
  }
  const kept = marks.filter((mark) => listed.has(mark.key));
  return kept.length >= marks.length * LISTED_SHARE ? kept : marks;
}

/** A capital such as `I` or `C` counts as a Roman numeral and as a letter, until one of the two counts goes further. */
function inStyles(mark: UnitMark): readonly { readonly style: string; readonly mark: UnitMark }[] {
  if (/^\p{Nd}/u.test(mark.key)) return [{ style: "digits", mark }];
  const found: { readonly style: string; readonly mark: UnitMark }[] = [];
  if (/^[IVXLC]+$/.test(mark.key)) found.push({ style: "roman", mark });
  if (/^[A-Z]$/.test(mark.key))
    found.push({ style: "letters", mark: { ...mark, value: [mark.key.charCodeAt(0) - 64] } });
  return found;
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
