import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { startsAgain } from "./find-restarts.ts";

const FIRST_WORD = /^[\p{L}\p{M}]+/u;

/**
 * True where the first heading of the top level is the title of an act and not of the document: the numbering starts again behind another
 * heading of that level that begins with the same word (`# Act No. 12`, `# Act No. 13`).
 */
export function areSeveralActs(headings: Rows<Heading>, heads: Rows<UnitHeading>): boolean {
  const [title, ...others] = pickHeadings(headings, ({ shape }) => shape.level === 1);
  const word = wordOf(title);
  if (word === "" || others.length === 0) return false;
  const lines = others.filter((other) => wordOf(other) === word).map(({ line }) => line);
  let next = 0;
  let before: UnitHeading | undefined;
  for (const head of heads) {
    let stands = false;
    for (; (lines[next] ?? Number.POSITIVE_INFINITY) < head.heading.line; next++)
      stands = before !== undefined && (lines[next] ?? 0) > before.heading.line;
    if (stands && before !== undefined && startsAgain(before, head)) return true;
    before = head;
  }
  return false;
}

function wordOf(heading: Heading | undefined): string {
  return heading === undefined || heading.shape.isNamed
    ? ""
    : foldWord(FIRST_WORD.exec(heading.text)?.[0] ?? "");
}
