import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import { hasLeader, readPageEnd } from "../names/page-end.ts";
import { trimEndOf } from "../names/trim-end.ts";

const LEADER = /[\s.…_·]/u;
/** The articles of a chapter, as an entry may tell them: `（第一条―第五条）`, `(§§ 1-5)`. */
const RANGE = /\s?[（(](?=[^（）()]{0,60}[\p{Nd}〇一二三四五六七八九十])[^（）()]{1,60}[)）]$/u;
/** Space with which short words are set wide. */
const WIDE = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;

/** Lines between the heading of a table of contents and the first unit that end with a page, or stand again further down: entries, and no parts. */
export function findContentsEntries(headings: Rows<Heading>, firstUnit: number): ReadonlySet<number> {
  const entries = new Map<string, number>();
  const found = new Set<number>();
  let inContents = false;
  for (const heading of headings) {
    const { line, shape } = heading;
    if (shape.stands?.kind === "contents" && line < firstUnit) inContents = true;
    else if (inContents) {
      if (line < firstUnit && hasPage(heading)) found.add(line);
      const text = wordsOf(heading);
      const entry = entries.get(text);
      if (entry !== undefined) found.add(entry);
      if (line < firstUnit) entries.set(text, line);
    }
  }
  return found;
}

/** True for a line that ends with a leader and the number of a page. */
function hasPage({ text }: Heading): boolean {
  const end = readPageEnd(text);
  return end.number !== "" && hasLeader(end);
}

/** The words of an entry without the number of the page and without the range of its articles. */
function wordsOf({ text, shape }: Heading): string {
  const { before, number } = readPageEnd(text);
  const isPage = number !== "" && before.length >= (shape.stands?.end ?? 0);
  const words = trimEndOf(isPage ? before : text, LEADER);
  return foldWord(words.replace(RANGE, "").replace(WIDE, ""));
}
