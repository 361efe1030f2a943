import { partitionPoint } from "../../collections/partition-point.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { nameByText } from "./name-units.ts";
import type { OwnText } from "./own-text.ts";
import type { UnitHeading } from "./unit-heading.ts";

const PART = /^(?:[IVXLC]{1,8}|[A-ZĐ]|\d{1,3}(?:\/[A-Z])?)\. ?["“«(]?\p{Lu}/u;
/** A part in digits, and one that was inserted behind it: `12. Fees`, `12/A. Dues`. */
const DIGITS = /^(\d{1,3})(\/[A-Z])?\./u;
const ROMAN = /^[IVXLC]+$/;
const SENTENCE_END = /[.;,:。；，]$/u;
const MIN_PARTS = 2;
/** Added to the number of a part that was inserted behind it. */
const INSERTED = 0.5;
const MAX_TITLE = 120;

/** Every line that may name a part by a Roman number, a capital or digits (`II. FINAL PROVISIONS`, `B. Fees`, `2. Fees`): alone, and no sentence. */
export function listParts(headings: Rows<Heading>): readonly Heading[] {
  const parts: Heading[] = [];
  for (const heading of headings) {
    const { shape, text } = heading;
    if (shape.level > 0 || !shape.alone || shape.quoted || shape.isNamed || shape.stands !== null) continue;
    if (text.length <= MAX_TITLE && PART.test(text) && !SENTENCE_END.test(text)) parts.push(heading);
  }
  return parts;
}

/** Lines of the parts that hold the heads: they count up from the first, and under each of them a head follows without text between. */
export function findParts(
  lines: readonly Heading[],
  heads: Rows<UnitHeading>,
  ownText: OwnText,
): readonly number[] {
  const holds = (part: Heading, index: number, all: readonly Heading[]) => {
    const next = headBehind(heads, part.line);
    const end = all[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    return next !== undefined && next < end && !ownText.isBetween(nameByText(part), next);
  };
  for (const read of [readRoman, readCapital]) {
    const parts = countParts(lines, read);
    if (parts.length >= MIN_PARTS && parts.every(holds)) return parts.map(({ line }) => line);
  }
  return findCounted(lines.filter(holds), heads);
}

/**
 * Lines of the parts in digits above named units, from before the first of them on; lists in the text of units count in digits, too, and titles
 * above every unit are no parts.
 */
function findCounted(holding: readonly Heading[], heads: Rows<UnitHeading>): readonly number[] {
  const [first] = heads.slice(0, 1);
  if (first === undefined || first.row === "") return [];
  const parts = countParts(holding, readCounted);
  const isLeading = (parts[0]?.line ?? first.heading.line) < first.heading.line;
  if (!isLeading || parts.length < MIN_PARTS || parts.length >= heads.length) return [];
  return parts.map(({ line }) => line);
}

/** Line of the first head behind a line. */
function headBehind(heads: Rows<UnitHeading>, line: number): number | undefined {
  const first = partitionPoint(heads.length, (index) => rowAt(heads, index).heading.line > line);
  return heads.at(first)?.heading.line;
}

/** The lines that count up one by one from the first; one that was inserted stands behind its number. */
export function countParts(
  lines: readonly Heading[],
  read: (text: string) => number | null,
): readonly Heading[] {
  const parts: Heading[] = [];
  let last = 0;
  for (const heading of lines) {
    const number = read(heading.text);
    if (number !== last + 1 && number !== last + INSERTED) continue;
    parts.push(heading);
    last = Math.floor(number);
  }
  return parts;
}

/** The Roman number with which a line begins, or null. */
export function readRoman(text: string): number | null {
  const number = readOutlineNumber(text)?.number;
  return number !== undefined && ROMAN.test(number.text) ? (number.value[0] ?? null) : null;
}

function readCapital(text: string): number | null {
  return text.charAt(1) === "." ? text.charCodeAt(0) - 64 : null;
}

function readCounted(text: string): number | null {
  const [, digits, letter] = DIGITS.exec(text) ?? [];
  return digits === undefined ? null : Number(digits) + (letter === undefined ? 0 : INSERTED);
}
