import type { PageLines } from "./page-lines.ts";

/** What may be wrong in a text that was made of a PDF. */
export interface Doubtful {
  /** Pages on which nothing was found: pictures, or nothing. */
  readonly pagesWithoutText: readonly number[];
  /** Pages whose lines are split by a gap at the same place: columns, or a table. */
  readonly pagesInColumns: readonly number[];
  /** Pages with characters that no text has: a font did not say what its signs are. */
  readonly pagesWithOddSigns: readonly number[];
  /** Words that are broken at the end of a line; they stay so. */
  readonly brokenWords: number;
}

const BROKEN = /\p{L}[-\u2010\u00ad]$/u;
const GOES_ON = /^\s*\p{Ll}/u;
const ODD_SIGN = /(?![\t\n])\p{Cc}|[\p{Co}\p{Noncharacter_Code_Point}\ufffd]/u;
const GAP = /(?<=\S) {3,}(?=\S)/g;
/** A gap nearer to the beginning stands behind the number of a paragraph. */
const LEAST_COLUMN = 16;
const LEAST_LINES = 8;
const COLUMN_SHARE = 0.5;

/** Looks for what a person has to compare with the pages. */
export function findDoubtful(pages: readonly PageLines[]): Doubtful {
  const which = (holds: (page: PageLines) => boolean) => pages.filter(holds).map(({ page }) => page);
  return {
    pagesWithoutText: which(({ heads, body, feet }) => heads.length + body.length + feet.length === 0),
    pagesInColumns: which(({ body }) => isInColumns(body)),
    pagesWithOddSigns: which(({ heads, body, feet }) =>
      [heads, body, feet].some((lines) => lines.some((line) => ODD_SIGN.test(line))),
    ),
    brokenWords: countBroken(pages.flatMap(({ body }) => body.filter((line) => line !== ""))),
  };
}

function countBroken(lines: readonly string[]): number {
  return lines.filter((line, at) => BROKEN.test(line) && GOES_ON.test(lines[at + 1] ?? "")).length;
}

/** Half of the lines leave the same place empty between two texts. */
function isInColumns(body: readonly string[]): boolean {
  const shown = body.filter((line) => line !== "");
  if (shown.length < LEAST_LINES) return false;
  const empty = new Map<number, number>();
  for (const line of shown)
    for (const { 0: gap, index } of line.matchAll(GAP))
      for (let at = Math.max(index, LEAST_COLUMN); at < index + gap.length; at++)
        empty.set(at, (empty.get(at) ?? 0) + 1);
  return [...empty.values()].some((count) => count >= shown.length * COLUMN_SHARE);
}
