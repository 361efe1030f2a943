import type { Rows } from "../../collections/rows.ts";
import type { Designator } from "../names/designator.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { Heading } from "./heading.ts";

/** Lines between the line of an annex and the reference below it: its title, which may take two. */
const MAX_TITLE_LINES = 2;
const MAX_LINES = 8;
/** What may follow the number in a reference: paragraphs, and further numbers (`Sections 2(1) and 5`). */
const REST = /^(?:\(\w{1,4}\))*(?:(?:, ?| and | to |, and )(?:\d{1,4}[A-Z]{0,2})(?:\(\w{1,4}\))*)*\.?$/u;

interface Named {
  readonly heading: Heading;
  readonly designator: Designator;
}

/**
 * Lines below the line of an annex that only name the section by which it is annexed (`Regulation 5` below `SCHEDULE 1`): the section has
 * its place before the annex, and no other name of its kind follows in it.
 */
export function findAnnexReferences(scanned: ScannedSource, headings: Rows<Heading>): ReadonlySet<number> {
  const found = new Set<number>();
  const named = new Map<string, Set<number>>();
  const numbers = new Set<number>();
  let annex: Heading | null = null;
  let open: Named | null = null;
  for (const heading of headings) {
    const { designator, shape } = heading;
    if (isAnnexLine(heading)) {
      if (open !== null) found.add(open.heading.line);
      annex = heading;
      open = null;
      continue;
    }
    const top = designator?.number.value[0] ?? 0;
    if (designator === null) {
      if (annex === null && shape.level === 0)
        numbers.add(readOutlineNumber(heading.text)?.number.value[0] ?? 0);
    } else if (open !== null && shape.startsBlock && designator.row === open.designator.row) open = null;
    else if (annex !== null && open === null && isBare(heading, designator) && top > 1) {
      const known = named.get(designator.row.address) ?? numbers;
      if (known.has(top) && isBelow(scanned, annex.line, heading.line)) open = { heading, designator };
    } else if (annex === null) {
      const known = named.get(designator.row.address) ?? new Set();
      named.set(designator.row.address, known.add(top));
    }
  }
  if (open !== null) found.add(open.heading.line);
  return found;
}

function isAnnexLine({ shape }: Heading): boolean {
  const { stands } = shape;
  return stands !== null && stands.kind === "annex" && stands.rank === 0 && shape.opens && !shape.quoted;
}

function isBare({ shape, text }: Heading, { start, end }: Designator): boolean {
  return shape.level === 0 && shape.alone && start === 0 && REST.test(text.slice(end));
}

/** True where only the title of the annex stands between. */
function isBelow({ mask }: ScannedSource, annex: number, line: number): boolean {
  if (line - annex > MAX_LINES) return false;
  let between = 0;
  for (let at = annex + 1; at < line; at++) if (mask.classes[at] !== LINE.blank) between++;
  return between <= MAX_TITLE_LINES;
}
