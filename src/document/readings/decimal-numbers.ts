import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { INSERTED } from "../names/suffix-value.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** A section number of a chapter: `31.0035`. */
const CODE = /^(\d{1,6})\.(\d{2,7})$/;
/** Share of the numbers that have as many digits behind the point as most. */
const MIN_SHARE = 0.5;
const MIN_NUMBERS = 3;

/** A number of as many digits as most, or of more. */
interface Code {
  readonly index: number;
  readonly chapter: string;
  readonly digits: string;
}

/**
 * The heads with the values of their decimals: where the sections of a code have one number of digits, a longer number stands behind the one
 * with which it begins (`31.0035` behind `31.003`, `505.021` behind `505.02`). The same heads where no number shows that it is a decimal.
 */
export function withDecimals(heads: Rows<UnitHeading>, headings: Rows<Heading>): Rows<UnitHeading> {
  const codes = readCodes(heads);
  const width = usualWidth(codes);
  if (width === 0) return heads;
  const values = new Map<number, readonly number[]>();
  const seen = new Set<string>();
  let isShown = false;
  for (const [at, code] of codes.entries()) {
    const { index, chapter, digits } = code;
    const base = digits.slice(0, width);
    if (digits.length === width) seen.add(`${chapter}.${digits}`);
    else if (digits.length > width && seen.has(`${chapter}.${base}`)) {
      const inserted = [...digits.slice(width)].map((digit) => INSERTED + Number(digit));
      values.set(index, [Number(chapter), Number(base), ...inserted]);
      isShown ||= digits.startsWith("0") || isFollowedBetween(codes, at, width);
    }
  }
  if (!isShown) return heads;
  return new UnitHeadingList(
    headings,
    [...heads].map((head, index) => ({ ...head, value: values.get(index) ?? head.value })),
  );
}

function readCodes(heads: Rows<UnitHeading>): readonly Code[] {
  const codes: Code[] = [];
  let index = 0;
  for (const head of heads) {
    const [, chapter, digits] = head.value.length === 2 ? (CODE.exec(head.key) ?? []) : [];
    if (chapter !== undefined && digits !== undefined) codes.push({ index, chapter, digits });
    index++;
  }
  return codes;
}

/** How many digits most numbers have behind the point; 0 where they differ too much, or no number has more. */
function usualWidth(codes: readonly Code[]): number {
  const counts = new Map<number, number>();
  for (const { digits } of codes) counts.set(digits.length, (counts.get(digits.length) ?? 0) + 1);
  const [[width, count] = [0, 0]] = [...counts].sort((a, b) => b[1] - a[1]);
  const isUsual = codes.length >= MIN_NUMBERS && count >= codes.length * MIN_SHARE;
  return isUsual && [...counts.keys()].some((other) => other > width) ? width : 0;
}

/** True where the next number of the usual width stands between the longer number and the one with which that begins. */
function isFollowedBetween(codes: readonly Code[], at: number, width: number): boolean {
  const code = codes[at];
  let after = at + 1;
  while (after < codes.length && codes[after]?.digits.length !== width) after++;
  const next = codes[after];
  if (code === undefined || next?.chapter !== code.chapter) return false;
  const number = Number(next.digits);
  return number > Number(code.digits.slice(0, width)) && number < Number(code.digits);
}
