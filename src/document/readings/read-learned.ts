import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import { readNumber } from "../names/numbers.ts";
import { bareLabel, type NumberedLine, nameByLearned } from "./name-units.ts";
import { isSuccessor } from "./number-order.ts";
import { type ReadingInput, weigh } from "./read-named.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const DIGITS = /\p{Nd}+/gu;
const ETHIOPIC = /[፩-፼]+/u;
const ROMAN_WORD = /(?<![\p{L}\p{M}])[IVXLCDM]+(?![\p{L}\p{M}])/u;
const MAX_CHARS = 60;
const MAX_WORD_CHARS = 40;
/** A shape is preferred to a shared word only if its count is this many times longer. */
const MORE_THAN_WORD = 1.2;
const MIN_UNITS = 3;
/** A bare count that spans a smaller share of the document's lines is a list. */
export const MIN_COVERAGE = 0.12;
/** A shared word is stronger evidence than a bare count, and weaker than the name of a known row. */
const LEARNED_WEIGHT = 0.95;
const BARE_WEIGHT = 0.8;
const WORDS_WEIGHT = 0.5;
const MIN_WORD_UNITS = 6;

/**
 * Learns a convention that no row knows: short headings on lines of their own that share a word, or a shape, and count up
 * (`Tikina e 1.`, `Tikina e 2.`, …). Its id is `learned:<word>`.
 */
export function readLearned(input: ReadingInput): Reading | null {
  const markdown = learnFrom(input, (heading) => heading.shape.level > 0);
  const plain = learnFrom(input, (heading) => heading.shape.level === 0 && heading.shape.alone);
  const words = learnWords(input);
  const readings = [markdown, plain, words].filter((reading) => reading !== null);
  return readings.reduce<Reading | null>(
    (best, reading) => (best === null || reading.score > best.score ? reading : best),
    null,
  );
}

/** Headings whose numbers are words of an unknown language: short lines of their own that begin or end with one shared word. */
function learnWords(input: ReadingInput): Reading | null {
  if (!input.isPlainText) return null;
  const groups = new Map<string, Heading[]>();
  for (const heading of input.headings) {
    if (!heading.shape.alone || heading.text.length > MAX_WORD_CHARS || /[,;]$/u.test(heading.text)) continue;
    const words = foldWord(heading.text).match(/[\p{L}\p{M}'’ʼꞌ]+/gu) ?? [];
    if (words.length < 2) continue;
    for (const key of new Set([`<${words[0]}`, `>${words.at(-1)}`])) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [heading]);
      else group.push(heading);
    }
  }
  const [key, group] = [...groups].reduce<[string, readonly Heading[]]>(
    (best, found) => (found[1].length > best[1].length ? found : best),
    ["", []],
  );
  if (group.length < MIN_WORD_UNITS) return null;
  const word = key.slice(1);
  const heads = group.map(
    (heading): UnitHeading => ({
      heading,
      label: bareLabel(heading.text),
      title: "",
      kind: "article",
      word: "",
      key: heading.text,
      value: [],
      row: "",
    }),
  );
  const list = new UnitHeadingList(input.headings, heads);
  const reading = weigh(`learned:${word}`, "plain", list, input.lines);
  return { ...reading, score: heads.length * WORDS_WEIGHT * spread(reading) };
}

/** Factor on the score, from 0.2 to 1: a count over a small part of the document is likely a list. */
export function spread(reading: Reading): number {
  return 0.2 + 0.8 * Math.min(1, reading.coverage * 1.5);
}

/** Adds the first unit where it is numbered in words (`Sariyasen fɔlɔ`): the last short line before the second unit that has the shared word. */
function withFirst(
  heads: readonly UnitHeading[],
  found: { readonly candidates: Rows<Heading>; readonly key: string },
): readonly UnitHeading[] {
  const second = heads[0];
  if (second === undefined || second.value[0] !== 2 || found.key.startsWith("#")) return heads;
  const word = found.key.slice(1);
  let first: Heading | undefined;
  for (const heading of found.candidates) {
    if (heading.line >= second.heading.line) break;
    const words = foldWord(heading.text).split(/[^\p{L}\p{M}'’ʼꞌ]+/u);
    if (words.includes(word)) first = heading;
  }
  if (first === undefined) return heads;
  return [{ ...second, heading: first, label: bareLabel(first.text), key: "1", value: [1] }, ...heads];
}

function learnFrom(input: ReadingInput, belongs: (heading: Heading) => boolean): Reading | null {
  const isShort = (heading: Heading) => belongs(heading) && heading.text.length <= MAX_CHARS;
  const candidates = pickHeadings(input.headings, isShort);
  const lines = candidates.map(readNumberedLine).filter((line) => line !== null);
  const groups = new Map<string, NumberedLine[]>();
  for (const line of lines) {
    for (const key of keysOf(line, line.heading.shape.level === 0)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [line]);
      else group.push(line);
    }
  }
  let best: { readonly key: string; readonly chain: readonly NumberedLine[] } | null = null;
  for (const [key, group] of [...groups].sort(
    ([a], [b]) => Number(a.startsWith("#")) - Number(b.startsWith("#")),
  )) {
    const chain = countUp(group);
    const further = best === null ? 0 : best.chain.length * (key.startsWith("#") ? MORE_THAN_WORD : 1);
    if (chain.length >= MIN_UNITS && chain.length > further) best = { key, chain };
  }
  if (best === null) return null;
  const word = best.key.startsWith("#") ? "" : best.key.slice(1);
  const heads = withFirst(
    fillGaps(best.chain, lines).map((line) => nameByLearned(line, word)),
    { candidates, key: best.key },
  );
  const form = heads[0] !== undefined && heads[0].heading.shape.level > 0 ? "markdown" : "plain";
  const list = new UnitHeadingList(input.headings, heads);
  const reading = weigh(`learned:${word === "" ? "number" : word}`, form, list, input.lines);
  if (word === "" && reading.coverage < MIN_COVERAGE) return null;
  return {
    ...reading,
    score: reading.score * (word === "" ? BARE_WEIGHT : LEARNED_WEIGHT) * spread(reading),
  };
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

/** What a line may share with its siblings: its first word, the last word before the number (after a leading number), and shapes. */
function keysOf(line: NumberedLine, withShapes: boolean): readonly string[] {
  const first = /^[\p{L}\p{M}'’ʼꞌ-]+/u.exec(line.before)?.[0] ?? "";
  const last =
    /[\p{L}\p{M}'’ʼꞌ]+(?=[^\p{L}\p{M}]*$)/u.exec(line.before === "" ? line.after : line.before)?.[0] ?? "";
  return [
    ...new Set([
      ...(first === "" ? [] : [`<${first}`]),
      ...(last === "" ? [] : [`>${last}`]),
      ...(withShapes ? shapesOf(line) : []),
    ]),
  ];
}

/** Shapes that lines may share without a common word: a bare number, `1.` before text, `(1)` at the end, one word before the number. */
function shapesOf(line: NumberedLine): readonly string[] {
  if (line.before === "" && /^[.:)\]º°]*$/u.test(line.after)) return ["#"];
  if (line.before === "" && /^[.)]/u.test(line.after)) return ["#."];
  if (line.before.endsWith("(") && /^\)[.:]?$/u.test(line.after)) return ["#()"];
  return !line.before.includes(" ") && /^[.:]?$/u.test(line.after) ? ["#w"] : [];
}

/** The lines that count up from the first value of at most 2; small gaps are allowed. */
function countUp(group: readonly NumberedLine[]): readonly NumberedLine[] {
  const chain: NumberedLine[] = [];
  for (const line of group) {
    const last = chain.at(-1);
    if (last === undefined ? line.value <= 2 : isNext(last, line, group)) chain.push(line);
  }
  return chain;
}

function isNext(last: NumberedLine, line: NumberedLine, group: readonly NumberedLine[]): boolean {
  if (isSuccessor([last.value], [line.value])) return true;
  const step = line.value - last.value;
  return (
    step > 1 &&
    step <= 4 &&
    !group.some((other) => other.heading.line > last.heading.line && other.value === last.value + 1)
  );
}

/** Adds other numbered lines whose number fills a gap, precedes the first, or follows the last. */
function fillGaps(chain: readonly NumberedLine[], lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const filled = [...chain];
  const missing = missingValues(chain);
  for (const { value, after, before } of missing) {
    const found = lines.find(
      (line) => line.value === value && line.heading.line > after && line.heading.line < before,
    );
    if (found !== undefined) filled.push(found);
  }
  return filled.sort((a, b) => a.heading.line - b.heading.line);
}

function missingValues(
  chain: readonly NumberedLine[],
): readonly { readonly value: number; readonly after: number; readonly before: number }[] {
  const missing: { readonly value: number; readonly after: number; readonly before: number }[] = [];
  for (const [index, line] of chain.entries()) {
    const previous = chain[index - 1];
    const low = previous?.value ?? 0;
    for (let value = low + 1; value < line.value && value - low < 5; value++) {
      missing.push({ value, after: previous?.heading.line ?? -1, before: line.heading.line });
    }
  }
  const last = chain.at(-1);
  if (last !== undefined) {
    missing.push({ value: last.value + 1, after: last.heading.line, before: Number.POSITIVE_INFINITY });
  }
  return missing;
}
