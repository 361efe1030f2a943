import type { PageLines } from "./page-lines.ts";

/** What may be wrong in a text that was made of a PDF. */
export interface Doubtful {
  /** Pages on which nothing was found: pictures, or nothing. */
  readonly pagesWithoutText: readonly number[];
  /** Pages on which many lines have a text at the same place far from the margin: columns, or a table. */
  readonly pagesInColumns: readonly number[];
  /** Pages with characters that no text has, because a font did not say what its signs are; soft hyphens among them. */
  readonly pagesWithOddSigns: readonly number[];
  /** Words that are broken at the end of a line; they stay so. */
  readonly brokenWords: number;
}

const BROKEN = /\p{L}[-\u2010\u00ad]$/u;
const GOES_ON = /^\s*\p{Ll}/u;
const ODD_SIGN = /(?![\t\n])\p{Cc}|[\p{Co}\p{Noncharacter_Code_Point}\ufffd\u00ad]/u;
/** Where a text begins: at the margin, or behind a gap. */
const SEGMENT = /(?<=^|\S)( {3,})(?=\S)/g;
/** What begins nearer to the margin stands behind the number of a paragraph. */
const LEAST_COLUMN = 28;
const LEAST_LINES = 8;
const COLUMN_SHARE = 0.3;

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

/** Many lines have a text that begins at the same place far from the margin, with or without another before it. */
function isInColumns(body: readonly string[]): boolean {
  const shown = body.filter((line) => line !== "");
  if (shown.length < LEAST_LINES) return false;
  const begins = new Map<number, number>();
  for (const line of shown)
    for (const { 0: gap, index } of line.matchAll(SEGMENT)) {
      const at = index + gap.length;
      if (at >= LEAST_COLUMN) begins.set(at, (begins.get(at) ?? 0) + 1);
    }
  return [...begins.values()].some((count) => count >= shown.length * COLUMN_SHARE);
}
