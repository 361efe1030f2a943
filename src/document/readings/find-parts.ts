import { partitionPoint } from "../../collections/partition-point.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { nameByText } from "./name-units.ts";
import type { OwnText } from "./own-text.ts";
import type { UnitHeading } from "./unit-heading.ts";

const PART = /^(?:[IVXLC]{1,8}|[A-ZĐ])\. ?["“«(]?\p{Lu}/u;
const ROMAN = /^[IVXLC]+$/;
const SENTENCE_END = /[.;,:。；，]$/u;
const MIN_PARTS = 2;
const MAX_TITLE = 120;

/** Every line that may name a part by a Roman number or a capital (`II. FINAL PROVISIONS`, `B. Fees`): alone, and no sentence. */
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
  for (const read of [readRoman, readCapital]) {
    const parts = countUp(lines, read);
    const holds = (part: Heading, index: number) => {
      const next = headBehind(heads, part.line);
      const end = parts[index + 1]?.line ?? Number.POSITIVE_INFINITY;
      return next !== undefined && next < end && !ownText.isBetween(nameByText(part), next);
    };
    if (parts.length >= MIN_PARTS && parts.every(holds)) return parts.map(({ line }) => line);
  }
  return [];
}

/** Line of the first head behind a line. */
function headBehind(heads: Rows<UnitHeading>, line: number): number | undefined {
  const first = partitionPoint(heads.length, (index) => rowAt(heads, index).heading.line > line);
  return heads.at(first)?.heading.line;
}

/** The lines that count up one by one from the first. */
function countUp(lines: readonly Heading[], read: (text: string) => number | null): readonly Heading[] {
  const parts: Heading[] = [];
  for (const heading of lines) if (read(heading.text) === parts.length + 1) parts.push(heading);
  return parts;
}

function readRoman(text: string): number | null {
  const number = readOutlineNumber(text)?.number;
  return number !== undefined && ROMAN.test(number.text) ? (number.value[0] ?? null) : null;
}

function readCapital(text: string): number | null {
  return text.charAt(1) === "." ? text.charCodeAt(0) - 64 : null;
}
