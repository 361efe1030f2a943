import { type Rows, rowAt } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { readDesignator } from "../names/designator.ts";
import { foldWord } from "../names/fold-text.ts";
import { readNumber } from "../names/numbers.ts";
import { isPageLine } from "../names/page-line.ts";
import { fillGaps } from "./fill-gaps.ts";
import { learnWords } from "./learn-words.ts";
import { bareLabel, type NumberedLine, nameByLearned } from "./name-units.ts";
import { isSuccessor } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import { MIN_COVERAGE, spread } from "./spread.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";
import { weigh } from "./weigh.ts";
import { withInserted } from "./with-inserted.ts";

const DIGITS = /\p{Nd}+/gu;
const ETHIOPIC = /[፩-፼]+/u;
const ROMAN_WORD = /(?<![\p{L}\p{M}])[IVXLCDM]+(?![\p{L}\p{M}])/u;
const FIRST = /^[\p{L}\p{M}'’ʼꞌ-]+/u;
const LAST = /[\p{L}\p{M}'’ʼꞌ]+(?=[^\p{L}\p{M}]*$)/u;
const BESIDE = /^[.)ºª°]?[\s-]?([\p{L}\p{M}'’ʼꞌ]+)[.:]?/u;
const MAX_WORDS_BEFORE = 3;
const MAX_CHARS = 60;
/** A marked heading is one whatever its length; a longer one is text. */
const MAX_MARKED_CHARS = 300;
/** A shape is preferred to a shared word only if its count is this many times longer. */
const MORE_THAN_WORD = 1.2;
const MIN_UNITS = 3;
/** A bare count that begins again so often, and of which a smaller share counts up, numbers items. */
const MIN_RESTARTS = 3;
const MIN_CHAIN_SHARE = 0.6;
/** A shared word is stronger evidence than a bare count, and weaker than the name of a known row. */
const LEARNED_WEIGHT = 0.95;
const BARE_WEIGHT = 0.8;

/**
 * Learns a convention that no row knows: short headings on lines of their own that share a word, or a shape, and count up
 * (`Tikina e 1.`, `Tikina e 2.`, …). Its id is `learned:<word>`.
 */
export function readLearned(input: ReadingInput): Reading | null {
  const markdown = learnFrom(input, (heading) => heading.shape.level > 0);
  const plain = learnFrom(input, isLine);
  const words = learnWords(input);
  const readings = [markdown, plain, words].filter((reading) => reading !== null);
  return readings.reduce<Reading | null>(
    (best, reading) => (best === null || reading.score > best.score ? reading : best),
    null,
  );
}

/** A plain line of its own that doesn't count the pages. */
function isLine(heading: Heading): boolean {
  return heading.shape.level === 0 && heading.shape.alone && !isPageLine(heading.text);
}

/** The first unit where it is numbered in words (`Sariyasen fɔlɔ`): the last short line before the second unit that has the shared word. */
function findFirst(
  second: UnitHeading,
  found: { readonly candidates: Rows<Heading>; readonly key: string },
): UnitHeading | null {
  if (second.value[0] !== 2 || found.key.startsWith("#")) return null;
  const word = found.key.slice(1);
  let first: Heading | undefined;
  for (const heading of found.candidates) {
    if (heading.line >= second.heading.line) break;
    const words = foldWord(heading.text).split(/[^\p{L}\p{M}'’ʼꞌ]+/u);
    if (words.includes(word)) first = heading;
  }
  if (first === undefined) return null;
  return { ...second, heading: first, label: bareLabel(first.text), key: "1", value: [1] };
}

/**
 * True for a name of the table, which is read by its row, where references and repeated names are left out, and for a note in parentheses that
 * begins with such a name.
 */
function isNameOrNote({ shape, text }: Heading): boolean {
  return shape.isNamed || (/^[(（[]/u.test(text) && readDesignator(text.slice(1)) !== null);
}

/** A numbered line, by its position among the headings; what else it holds is read again where it is needed. */
interface NumberedPlace {
  readonly at: number;
  readonly line: number;
  readonly value: number;
}

function learnFrom(input: ReadingInput, belongs: (heading: Heading) => boolean): Reading | null {
  const isShort = (heading: Heading) =>
    belongs(heading) &&
    !input.shown.has(heading.line) &&
    !isNameOrNote(heading) &&
    heading.text.length <= (heading.shape.level > 0 ? MAX_MARKED_CHARS : MAX_CHARS);
  const candidates = pickHeadings(input.headings, isShort);
  const lines: NumberedPlace[] = [];
  const groups = new Map<string, NumberedPlace[]>();
  for (const heading of candidates) {
    const found = readNumberedLine(heading);
    if (found === null) continue;
    const place = { at: heading.index, line: heading.line, value: found.value };
    lines.push(place);
    for (const key of keysOf(found, heading.shape.level === 0)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [place]);
      else group.push(place);
    }
  }
  let best: { readonly key: string; readonly chain: readonly NumberedPlace[] } | null = null;
  for (const [key, group] of wordsFirst(groups)) {
    if (group.length < MIN_UNITS) continue;
    const chain = countUp(group);
    const further = best === null ? 0 : best.chain.length * (key.startsWith("#") ? MORE_THAN_WORD : 1);
    if (key.startsWith("#") && isNested(chain, group)) continue;
    if (chain.length >= MIN_UNITS && chain.length > further) best = { key, chain };
  }
  if (best === null) return null;
  const word = best.key.startsWith("#") ? "" : best.key.slice(1);
  const named = new UnitHeadingList(input.headings);
  for (const { at } of fillGaps(best.chain, lines)) {
    const line = readNumberedLine(rowAt(input.headings, at));
    if (line === null) continue;
    const head = nameByLearned(line, word);
    const first = named.length === 0 ? findFirst(head, { candidates, key: best.key }) : null;
    if (first !== null) named.push(first);
    named.push(head);
  }
  const list =
    best.key === "#" ? new UnitHeadingList(input.headings, withInserted(named, candidates)) : named;
  const form = (list.at(0)?.heading.shape.level ?? 0) > 0 ? "markdown" : "plain";
  const reading = weigh(`learned:${word === "" ? "number" : word}`, form, list, input.lines);
  if (word === "" && reading.coverage < MIN_COVERAGE) return null;
  return {
    ...reading,
    score: reading.score * (word === "" ? BARE_WEIGHT : LEARNED_WEIGHT) * spread(reading),
  };
}

/** The groups of lines that share a word, then those that share a shape. */
function* wordsFirst<T>(groups: ReadonlyMap<string, T>): Generator<readonly [string, T]> {
  for (const group of groups) if (!group[0].startsWith("#")) yield group;
  for (const group of groups) if (group[0].startsWith("#")) yield group;
}

function readNumberedLine(heading: Heading): NumberedLine | null {
  const text = heading.text;
  const digits = [...text.matchAll(DIGITS)];
  const found = digits.length > 0 ? digits.at(-1) : (ETHIOPIC.exec(text) ?? ROMAN_WORD.exec(text));
  const printed = found?.[0];
  const at = found?.index ?? 0;
  if (printed === undefined || digits.length > 2) return null;
  const value = readNumber(printed, 0)?.value[0];
  if (value === undefined) return null;
  return {
    heading,
    value,
    printed,
    before: foldWord(text.slice(0, at)).trim(),
    after: foldWord(text.slice(at + printed.length)).trim(),
  };
}

/** What a line may share with its siblings: the word beside its number, the first word where few stand before the number, and shapes. */
function keysOf(line: NumberedLine, withShapes: boolean): readonly string[] {
  const first = FIRST.exec(line.before)?.[0] ?? "";
  const beside = line.before === "" ? wordAfter(line) : (LAST.exec(line.before)?.[0] ?? "");
  return [
    ...new Set([
      ...(first === "" || line.before.split(" ").length > MAX_WORDS_BEFORE ? [] : [`<${first}`]),
      ...(beside === "" ? [] : [`>${beside}`]),
      ...(withShapes ? shapesOf(line) : []),
    ]),
  ];
}

/** The word right after a leading number, if it ends the line or a mark closes it: a word of a title is no name. */
function wordAfter({ heading, after }: NumberedLine): string {
  const found = BESIDE.exec(after);
  if (found === null) return "";
  const rest = after.slice(found[0].length);
  return rest === "" || (heading.shape.level === 0 && /[.:]$/u.test(found[0])) ? (found[1] ?? "") : "";
}

/** Shapes that lines may share without a common word: a bare number, `1.` before text, `(1)` at the end, one word before the number. */
function shapesOf(line: NumberedLine): readonly string[] {
  if (line.before === "" && /^[.:)\]º°]*$/u.test(line.after)) return ["#"];
  if (line.before === "" && /^[.)]/u.test(line.after)) return ["#."];
  if (line.before.endsWith("(") && /^\)[.:]?$/u.test(line.after)) return ["#()"];
  return !line.before.includes(" ") && /^[.:]?$/u.test(line.after) ? ["#w"] : [];
}

/** The lines that count up from the first value of at most 2; small gaps are allowed. */
function countUp(group: readonly NumberedPlace[]): readonly NumberedPlace[] {
  const chain: NumberedPlace[] = [];
  const lastLines = new Map(group.map(({ value, line }) => [value, line]));
  for (const line of group) {
    const last = chain.at(-1);
    if (last === undefined ? line.value <= 2 : isNext(last, line, lastLines)) chain.push(line);
  }
  return chain;
}

/** True when the count begins again and again, so that most lines are items of something else. */
function isNested(chain: readonly NumberedPlace[], group: readonly NumberedPlace[]): boolean {
  const restarts = group.filter((line) => line.value === chain[0]?.value).length;
  return restarts >= MIN_RESTARTS && chain.length < group.length * MIN_CHAIN_SHARE;
}

/** True for the next number, or for one behind a small gap whose numbers come nowhere later; `lastLines` tells where each number stands last. */
function isNext(last: NumberedPlace, line: NumberedPlace, lastLines: ReadonlyMap<number, number>): boolean {
  if (isSuccessor([last.value], [line.value])) return true;
  const step = line.value - last.value;
  return step > 1 && step <= 4 && (lastLines.get(last.value + 1) ?? -1) <= last.line;
}
