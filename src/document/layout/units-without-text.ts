import type { PlannedUnit } from "../../domain/plan.ts";

/** Letters and digits in plain lines that no short heading below the name has. */
const MANY_SIGNS = 24;
/** Bytes with which a line begins that may be a heading, a mark or a tag, and not the text. */
const MARKS: ReadonlySet<number> = new Set([..."#*_<>[=-~|"].map((sign) => sign.charCodeAt(0)));
const TAG = "<".charCodeAt(0);
/** Behind the text of a link stands its target. */
const LINKED = "]".charCodeAt(0);
const NONE = new Uint8Array(256);
/** 1 for the bytes of letters and digits, and of signs that are not ASCII. */
const WORDS = new Uint8Array(256).fill(1, 0x30, 0x3a).fill(1, 0x41, 0x5b).fill(1, 0x61, 0x7b).fill(1, 0x80);
/** 1 for the first bytes with which nearly only letters and digits begin: no punctuation, no fullwidth sign. */
const LETTERS = Uint8Array.from(WORDS).fill(0, 0x80, 0xc3).fill(0, 0xe2, 0xe4).fill(0, 0xee);
const MARKED = /^[\s>]*(?:#|=|\*\*|__)/u;
const UNDERLINE = /^[ \t>]{0,8}([=\-~^"'`+*#.:_])\1*[ \t]*$/u;
/** Conventions that know a unit by its number or its place alone. */
const WORDLESS: ReadonlySet<string> = new Set(["numbered", "outline"]);
const SUB_HEADING = /^[ \t>]{0,8}#{1,6}(?:[ \t]|$)/u;
const BOLD_LINE = /^[ \t>]{0,8}(?:\*\*|__).{0,500}(?:\*\*|__)[ \t]*$/u;
/** Tags, comments and the targets of links hold no text that a reader sees. */
const UNREAD = /<[^<>]{0,1000}>|\]\([^()\s]{0,1000}\)/gu;
/** In pieces, because a run of many megabytes overflows the stack. */
const NO_LETTER_OR_DIGIT = /[^\p{L}\p{N}]{1,1000}/gu;
/** A title that ends as a sentence does, or is longer than any title, is the text of its unit. */
const STOP = /[.;。；]$/u;
const MIN_SENTENCE = 40;
const MAX_TITLE = 4096;
const LETTER = /\p{L}/u;

/** What is read of a unit. */
type BodyOfUnit = Pick<
  PlannedUnit,
  "startByte" | "endByte" | "address" | "parent" | "label" | "title" | "repealed"
>;

/**
 * The units that say nothing beyond their heading: no letter that belongs neither to label and title nor to a heading below them. Repealed
 * units and those whose text stands in units below them are left out. A plain line without a word like "Article" is an item of a list,
 * whose text it is. Linear in the size of the source.
 */
export function* unitsWithoutText<Unit extends BodyOfUnit>(
  units: Iterable<Unit>,
  source: Uint8Array,
  convention: string,
): Generator<Unit> {
  let empty: Unit | null = null;
  for (const unit of units) {
    // The first unit below another is the next one.
    if (empty !== null && unit.parent !== empty.address) yield empty;
    empty =
      unit.repealed || isSentence(unit.title) || isLong(unit, source) || hasText(unit, source, convention)
        ? null
        : unit;
  }
  if (empty !== null) yield empty;
}

function isSentence(title: string): boolean {
  if (title.length > MAX_TITLE) return true;
  const text = title.trimEnd();
  return text.length > MIN_SENTENCE && STOP.test(text);
}

function linesOf({ startByte, endByte }: BodyOfUnit, source: Uint8Array): readonly string[] {
  const body = Buffer.from(source.buffer, source.byteOffset + startByte, endByte - startByte);
  return body.toString("utf8").split(/\r\n?|\n/);
}

function hasText(unit: BodyOfUnit, source: Uint8Array, convention: string): boolean {
  const [first = "", ...others] = linesOf(unit, source);
  const isItem = WORDLESS.has(convention) && !MARKED.test(first) && !UNDERLINE.test(others[0] ?? "");
  if (isItem) return true;
  const below = others.filter((line) => !SUB_HEADING.test(line));
  const bold = below.findIndex((line) => line.trim() !== "");
  if (BOLD_LINE.test(below[bold] ?? "")) below.splice(bold, 1);
  const rest = drop(drop(bare([first, ...below].join("\n")), bare(unit.label)), bare(unit.title));
  return LETTER.test(rest);
}

/**
 * Whether lines that begin with no mark, and the line of the name, have more letters and digits than name and title, which most bodies show at
 * once. A tag may open a comment of many lines, so a body that has one at the start of a line is read as a whole.
 */
function isLong({ startByte, endByte, label, title }: BodyOfUnit, source: Uint8Array): boolean {
  let left = MANY_SIGNS + 2 * Buffer.byteLength(title) + Buffer.byteLength(label);
  let isFirst = true;
  let isStart = true;
  let counts = WORDS;
  for (let at = startByte; at < endByte && left > 0; at++) {
    const byte = source[at] ?? 0;
    if (byte === 0x0a || byte === 0x0d) {
      isStart = true;
      isFirst = false;
    } else if (isStart && byte > 0x20) {
      if (byte === TAG) return false;
      isStart = false;
      counts = !MARKS.has(byte) ? WORDS : isFirst ? LETTERS : NONE;
    } else if (counts === LETTERS && (byte === TAG || byte === LINKED)) counts = NONE;
    left -= counts[byte] ?? 0;
  }
  return left <= 0;
}

/** The text without the first `name` in it. */
function drop(text: string, name: string): string {
  const at = name === "" ? -1 : text.indexOf(name);
  return at < 0 ? text : text.slice(0, at) + text.slice(at + name.length);
}

/** Letters and digits alone, in one normal form and one case. */
function bare(text: string): string {
  return text.replace(UNREAD, " ").normalize("NFKC").toLowerCase().replace(NO_LETTER_OR_DIGIT, "");
}
