import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "./heading.ts";

/** What stands behind the name at the foot of a page: three dots or more with spaces between. */
const DOTS = /^ ?\.(?: \.){2,40} ?$/u;
/** Lines at most from the foot of a page to the text of the next one, with the lines of a printed head. */
const MAX_LINES = 12;

/**
 * Lines of catchwords: the name with which the next page begins, printed with spaced dots at the foot of the page before it (`Pasal 5 . . .`,
 * then `Pasal 5`). A name with dots that does not stand again is a unit of which only the dots are left.
 */
export function findCatchwords(headings: Rows<Heading>): ReadonlySet<number> {
  const found = new Set<number>();
  for (const heading of headings) {
    const name = readDotted(heading);
    if (name !== null && standsAgain(headings, heading, name)) found.add(heading.line);
  }
  return found;
}

interface Name {
  readonly key: string;
  readonly isUnit: boolean;
}

function readDotted(heading: Heading): Name | null {
  const { shape, text } = heading;
  if (shape.level > 0 || !text.trimEnd().endsWith(". .")) return null;
  const name = readName(heading);
  const end = heading.designator?.end ?? shape.stands?.end ?? text.length;
  return name !== null && DOTS.test(text.slice(end)) ? name : null;
}

function readName({ designator, shape: { stands } }: Heading): Name | null {
  if (designator !== null) return { key: `${designator.row.id} ${designator.number.text}`, isUnit: true };
  if (stands === null || stands.rank === 0 || stands.number === "") return null;
  return { key: `${stands.kind} ${stands.number}`, isUnit: false };
}

/** True where the next name below is the same one without dots; the name of a chapter may stand before that of a unit. */
function standsAgain(headings: Rows<Heading>, { index, line }: Heading, { key, isUnit }: Name): boolean {
  for (let at = index + 1; ; at++) {
    const below = headings.at(at);
    if (below === undefined || below.line - line > MAX_LINES) return false;
    const other = readName(below);
    if (other === null || (isUnit && !other.isUnit)) continue;
    return other.key === key && readDotted(below) === null;
  }
}
