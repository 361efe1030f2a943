import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import { readPageEnd } from "../names/page-end.ts";
import { trimEndOf } from "../names/trim-end.ts";

const LEADER = /[\s.…_·]/u;

/** Lines between the heading of a table of contents and the first unit that stand again further down: entries, and no parts. */
export function findContentsEntries(headings: Rows<Heading>, firstUnit: number): ReadonlySet<number> {
  const entries = new Map<string, number>();
  const found = new Set<number>();
  let inContents = false;
  for (const heading of headings) {
    const { line, shape } = heading;
    if (shape.stands?.kind === "contents" && line < firstUnit) inContents = true;
    else if (inContents) {
      const text = wordsOf(heading);
      const entry = entries.get(text);
      if (entry !== undefined) found.add(entry);
      if (line < firstUnit) entries.set(text, line);
    }
  }
  return found;
}

/** The words of an entry without the number of the page. */
function wordsOf({ text }: Heading): string {
  const { before, number } = readPageEnd(text);
  return foldWord(trimEndOf(number === "" ? text : before, LEADER));
}
