import { readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText } from "../source/scanned-source.ts";
import { countDiffering } from "./count-differing.ts";
import { familyOf } from "./family.ts";
import { HIDING } from "./hiding.ts";
import { includes } from "./includes.ts";
import type { JudgedCut } from "./judged-cut.ts";
import { readCounted } from "./read-counted.ts";
import type { FoundNumber, WantedNumbers } from "./search-number.ts";

/** Lines of the text of one unit that are looked at, and bytes of each. */
const MAX_LINES = 2000;
const PROBE_BYTES = 120;
/** A longer line is more than a name and a title, where the name is whole and a comma stands behind it. */
const MAX_HEAD = 80;
/** A shorter word is another one if a letter differs. */
const MIN_LETTERS = 4;
/** What a scan or a converter may leave before a name: marks, the number of a page, a stop. */
const LEAD = /^(?:[\s>|*_+#•·–—[\]\\"'“„«.,:;-]|<[^<>]{0,100}>){0,24}/u;
const PAGE = /^\p{Nd}{1,4}\s+(?=\P{Nd}|\p{Nd}{1,4}[A-Z]?[.)])/u;
const SPACED = /^(?:\p{L}\p{M}* ){2,20}\p{L}\p{M}*(?=[ .\p{Nd}]|$)/u;
const WORD = /^\p{L}[\p{L}\p{M}\p{Nd}]{2,20}/u;
const LETTER_NUMBER = /^[\dOolI]{1,4}(?![\p{L}\p{Nd}])/u;
const COMMA_BEFORE = /^ ?,[\s*_\-–—]*(?:\p{Lu}|\(1\))/u;
const FIRST_PARAGRAPH = /^ ?,[\s*_]*(?:[-–—]|\(1\))/u;

/**
 * The line that begins with a name or a number as a scan or a converter may spoil it, and that no unit has: behind the number of a page or a
 * mark, in spaced letters, with one letter misread, with a comma for the stop, or with the number on the next line.
 */
export function searchSpoiled(cut: JudgedCut, wanted: WantedNumbers): FoundNumber | null {
  const { scanned } = cut;
  const end = Math.min(wanted.to, wanted.from + MAX_LINES);
  const read = (line: number) => (line < end ? readText(scanned, line, PROBE_BYTES) : "");
  for (let line = wanted.from + 1; line < end; line++) {
    const kind = scanned.mask.classes[line] ?? LINE.blank;
    if (kind === LINE.blank || kind === LINE.frontMatter) continue;
    const label = nameIn(read(line), () => read(line + 1), wanted);
    if (label !== null) return { line, label, hidden: HIDING.has(kind) };
  }
  return null;
}

function nameIn(printed: string, readNext: () => string, wanted: WantedNumbers): string | null {
  const bare = printed.replace(LEAD, "");
  const text = foldText(bare.replace(PAGE, ""));
  if (text === "") return null;
  const isLed = text.length < foldText(printed).length;
  for (const repaired of repair(text, readNext, wanted)) {
    const label = readName(repaired, wanted);
    // A line that begins with the name itself is sighted, or is a reference.
    if (label !== null && (isLed || repaired !== text || isHead(text.slice(label.length), text)))
      return label;
  }
  return null;
}

/** The text as it stands, without the spaces between its letters, with the word of the units for one that is nearly it, and with the next line. */
function* repair(text: string, readNext: () => string, { like }: WantedNumbers): Generator<string> {
  yield text;
  const joined = text.replace(SPACED, (spaced) => spaced.replaceAll(" ", ""));
  if (joined !== text) yield joined;
  const word = /^\p{L}[\p{L}\p{M}]{2,20}/u.exec(like.label)?.[0];
  const printed = WORD.exec(joined)?.[0];
  if (word !== undefined && printed !== undefined && isNear(fold(printed), fold(word))) {
    const rest = joined.slice(printed.length).trimStart();
    if (rest === "" || /^[.*_\\]{1,3}$/u.test(rest))
      yield `${word} ${foldText(readNext().replace(LEAD, ""))}`;
    else if (foldWord(printed) !== foldWord(word)) yield `${word} ${rest}`;
  }
}

/** The name of the units with one of the numbers at the beginning of a text, or the number alone where units have no name; or null. */
function readName(text: string, { like, values }: WantedNumbers): string | null {
  if (like.row === "") {
    const lead = readCounted(text);
    return lead !== null && includes(values, lead.value) ? lead.label : null;
  }
  const name = readDesignator(text);
  if (name !== null && familyOf(name.row.address) === familyOf(like.word))
    return includes(values, name.number.value) ? text.slice(name.start, name.end).trim() : null;
  const word = WORD.exec(text)?.[0] ?? "";
  const number = LETTER_NUMBER.exec(text.slice(word.length).trimStart())?.[0] ?? "";
  if (word === "" || number === "" || !like.label.startsWith(word)) return null;
  const read = Number(number.replace(/[Oo]/gu, "0").replace(/[lI]/gu, "1"));
  return includes(values, [read]) ? `${word} ${number}` : null;
}

/** True for a short line with a comma and a title in upper case behind the name, and for a comma before the first paragraph. */
function isHead(rest: string, text: string): boolean {
  return COMMA_BEFORE.test(rest) && (text.length <= MAX_HEAD || FIRST_PARAGRAPH.test(rest));
}

function fold(word: string): string {
  return foldWord(word).replaceAll("đ", "d").replace(/[1l|]/gu, "i").replaceAll("0", "o");
}

/** True where at most one letter differs. */
function isNear(one: string, other: string): boolean {
  if (one === other) return true;
  return Math.min(one.length, other.length) >= MIN_LETTERS && countDiffering(one, other) <= 1;
}
