import { partitionPoint } from "../../collections/partition-point.ts";
import { REPEALED } from "../conventions/containers.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { hanValue, toAsciiDigits } from "../names/numerals.ts";
import { tellsRepeal } from "../names/tells-repeal.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { countDiffering } from "./count-differing.ts";
import { familyOf } from "./family.ts";
import { HIDING } from "./hiding.ts";
import { includes } from "./includes.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { searchBare } from "./search-bare.ts";
import type { Sighting } from "./sighting.ts";

/** Where a number was found that no unit has. */
export interface FoundNumber {
  /** 0-based. */
  readonly line: number;
  readonly label: string;
  /** True in a block whose lines are no headings by the rules of Markdown. */
  readonly hidden: boolean;
}

/** Numbers that are looked for, beside the head whose neighbours they should be. */
export interface WantedNumbers {
  readonly values: readonly (readonly number[])[];
  readonly like: UnitHeading;
  /** 0-based lines of the text that is searched, the last one excluded. */
  readonly from: number;
  readonly to: number;
  /** True where a name counts only on a line that may begin something new. */
  readonly opens?: true;
}

/** Longer text is searched up to here. */
const MAX_BYTES = 128 * 1024;
const MAX_HITS = 2000;
/** Longest line that says that numbers are repealed, in bytes, and how many lines are searched for it. */
const MAX_NOTE = 400;
const MAX_NOTE_LINES = 500;
/** UTF-8 writes U+0660, the first digit that is not ASCII, as d9 a0. */
const FIRST_NUMERAL = 0xd9;
const PROBE = 80;
const ENDS_SENTENCE = /(?:[.;:。；!?»”")\]]|\d|>)[\s*_]*$/u;
const CLOSES_NAME = /^[ *_]?(?:[.:。：)\]*|—–-]|$|\n|\s{2,}|\s[—–-])/u;
/** A name between two signs, as in Chinese, needs no mark but a space. */
const BEHIND_SIGN = /^ \S/u;
const BEGINS_TITLE = /^ ["“«]?\p{Lu}/u;
const NEAR_LINE =
  /^[\s>*_#|-]{0,12}(\p{L}[\p{L}\p{M}]{2,14})[. ]{0,2}(\p{Nd}{1,4}|[0-9OolI]{1,4})(?![\p{L}\p{Nd}])/u;
const REPEALED_WORDS: readonly string[] = REPEALED.map(foldWord);
const NUMBER = /\p{Nd}{1,9}|[〇零一二三四五六七八九十百千]{1,9}/gu;

/** The place where a number stands that no unit has: at a line start, run into the text before, or under a misprinted word. */
export function searchNumber(cut: JudgedCut, wanted: WantedNumbers): FoundNumber | null {
  const sighting = sightedAs(cut.sightings, wanted);
  if (sighting !== null) return sighting;
  if (wanted.like.row === "" && !hasLearnedWord(cut)) return searchBare(cut, wanted);
  const text = readLines(cut.scanned, wanted.from, wanted.to);
  const found = searchGlued(text, wanted) ?? searchNear(text, wanted);
  if (found === null) return null;
  const start = textStart(cut.scanned.source, cut.scanned.table, wanted.from);
  const line = lineAt(cut.scanned.table, start + Buffer.byteLength(text.slice(0, found.at)) + 1) - 1;
  return { line, label: found.label, hidden: HIDING.has(cut.scanned.mask.classes[line] ?? 0) };
}

/** True where the units are named by a word that the document shows. */
function hasLearnedWord({ reading }: JudgedCut): boolean {
  return reading.id.startsWith("learned:") && reading.id !== "learned:number";
}

/** The numbers of which the text does not say itself that they are repealed, alone or in a range. */
export function withoutRepealed(
  cut: JudgedCut,
  { values, from, to }: Omit<WantedNumbers, "like">,
): readonly (readonly number[])[] {
  let left = values;
  const end = Math.min(to, from + MAX_NOTE_LINES);
  for (let line = from; line < end && left.length > 0; line++) {
    const text = readNumberedLine(cut.scanned, line);
    const numbers = (toAsciiDigits(text).match(NUMBER) ?? []).map(hanValue);
    if (numbers.length === 0) continue;
    const lowest = Math.min(...numbers);
    const highest = Math.max(...numbers);
    const others = left.filter(([wanted = -1]) => wanted < lowest || wanted > highest);
    if (others.length < left.length && tellsRepealed(text) && !isHeadOf(text, left)) left = others;
  }
  return left;
}

/** True for the head of a unit with one of the numbers that repeals others: `Điều 4. Bãi bỏ một số điều của Nghị định`. */
function isHeadOf(text: string, values: readonly (readonly number[])[]): boolean {
  const folded = foldText(text);
  const name = readDesignator(folded);
  return name !== null && includes(values, name.number.value) && !tellsRepeal(folded.slice(name.end));
}

function tellsRepealed(text: string): boolean {
  const folded = foldWord(foldText(text));
  return REPEALED_WORDS.some((word) => folded.includes(word));
}

/** The text of a short line that holds a digit or a numeral of any script; else empty. */
function readNumberedLine({ source, table }: ScannedSource, line: number): string {
  const start = table.starts[line] ?? 0;
  const end = table.textEnds[line] ?? start;
  if (end - start > MAX_NOTE) return "";
  let at = start;
  while (at < end && !mayCount(source[at] ?? 0)) at++;
  return at === end ? "" : source.toString("utf8", start, end);
}

/** True for a digit, and for the first byte of every numeral that is no ASCII digit: they stand behind the alphabets of Europe. */
function mayCount(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte >= FIRST_NUMERAL;
}

/** The sighting with one of the numbers, or null. */
export function sightedAs(sightings: readonly Sighting[], wanted: WantedNumbers): Sighting | null {
  const family = familyOf(wanted.like.word);
  for (let at = firstFrom(sightings, wanted.from); at < sightings.length; at++) {
    const sighting = sightings[at];
    if (sighting === undefined || sighting.line >= wanted.to) break;
    if (wanted.opens && !sighting.opens) continue;
    if (sighting.family === family && includes(wanted.values, sighting.value)) return sighting;
  }
  return null;
}

/** Position of the first sighting at a line or after it. */
export function firstFrom(sightings: readonly Sighting[], line: number): number {
  return partitionPoint(sightings.length, (at) => (sightings[at]?.line ?? 0) >= line);
}

interface Hit {
  readonly at: number;
  readonly label: string;
}

/** The name in the middle of a line, after the end of a sentence and before a mark that closes a heading's name. */
function searchGlued(text: string, { like, values, opens }: WantedNumbers): Hit | null {
  const word = /^[^\p{N}〇零一二三四五六七八九十百千]{1,40}/u.exec(like.label)?.[0].trim() ?? "";
  if (word === "") return null;
  let hits = 0;
  for (let at = text.indexOf(word); at >= 0 && hits < MAX_HITS; at = text.indexOf(word, at + word.length)) {
    hits++;
    if (at === 0 || !ENDS_SENTENCE.test(text.slice(Math.max(0, at - 8), at))) continue;
    const probe = foldText(text.slice(at, at + PROBE).split("\n", 1)[0] ?? "");
    const found = readDesignator(probe);
    if (found === null || !includes(values, found.number.value)) continue;
    const rest = probe.slice(found.end);
    // A number that is missing elsewhere needs no mark before its title.
    if (
      CLOSES_NAME.test(rest) ||
      BEHIND_SIGN.test(found.row.closing === undefined ? "" : rest) ||
      (opens === undefined && BEGINS_TITLE.test(rest))
    )
      return { at, label: probe.slice(0, found.end) };
  }
  return null;
}

/** A line that begins with nearly the word and the very number, as misprints and lost marks leave it: `Dieu 5`, `Artlcle 1O`. */
function searchNear(text: string, { like, values }: WantedNumbers): Hit | null {
  const word = plainLetters(/^\p{L}[\p{L}\p{M}]*/u.exec(like.label)?.[0] ?? "");
  if (word.length < 3) return null;
  return findLine(text, (line) => {
    const [label = "", near = "", number = ""] = NEAR_LINE.exec(line) ?? [];
    // A name without a misprint is sighted, or is a reference.
    if (label === "" || readDesignator(foldText(label)) !== null) return null;
    const read = Number(toAsciiDigits(number).replace(/[Oo]/gu, "0").replace(/[lI]/gu, "1"));
    return includes(values, [read]) && isNear(plainLetters(near), word) ? label.trim() : null;
  });
}

function findLine(text: string, judge: (line: string) => string | null): Hit | null {
  let at = 0;
  for (const line of text.split("\n")) {
    const label = judge(line.slice(0, PROBE));
    if (label !== null && at > 0) return { at, label };
    at += line.length + 1;
  }
  return null;
}

function readLines({ source, table }: ScannedSource, from: number, to: number): string {
  const start = textStart(source, table, from);
  const end = Math.min(table.starts[to] ?? source.length, start + MAX_BYTES);
  return source.toString("utf8", start, Math.max(start, end));
}

function plainLetters(word: string): string {
  return foldWord(word).replaceAll("đ", "d");
}

/** True where at most two letters differ, a missing or an additional one included. */
function isNear(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return a === b;
  return countDiffering(a, b) <= Math.min(2, b.length - 3);
}
