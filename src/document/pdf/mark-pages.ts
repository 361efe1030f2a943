import { type Doubtful, findDoubtful } from "./find-doubtful.ts";
import { markLine } from "./marks.ts";
import type { PageLines } from "./page-lines.ts";
import { findRunningLines } from "./running-lines.ts";

/** A text that was made of a PDF, and what a person has to look at in it. */
export interface ConvertedText extends Doubtful {
  readonly text: string;
  readonly pages: number;
  /** Each head and foot, with the pages on which it was marked. */
  readonly heads: readonly RunningText[];
  readonly feet: readonly RunningText[];
  /** Lines that would open HTML or a fence, behind a backslash. */
  readonly escaped: number;
}

export interface RunningText {
  readonly text: string;
  readonly pages: readonly number[];
}

/** What hides the lines behind it in Markdown. */
const OPENS_BLOCK = /^(\s*)(?=<[!?/A-Za-z]|`{3}|~{3})/;

/** Makes one text of the pages of a PDF, in which pages, heads and feet are marked and no word is changed. */
export function markPages(pages: readonly string[], name: string): ConvertedText {
  const split = findRunningLines(pages);
  const lines = [markLine(`${name}, converted page by page; delete these lines once they are checked`)];
  let escaped = 0;
  for (const { page, heads, body, feet } of split) {
    const hasText = heads.length + body.length + feet.length > 0;
    lines.push(markLine(`page ${page} of ${pages.length}${hasText ? "" : ", without text: look at it"}`));
    for (const head of heads) lines.push(markLine(`head: ${head}`));
    for (const line of body) {
      const safe = line.replace(OPENS_BLOCK, "$1\\");
      if (safe !== line) escaped++;
      lines.push(safe);
    }
    for (const foot of feet) lines.push(markLine(`foot: ${foot}`));
  }
  return {
    text: `${lines.join("\n")}\n`,
    pages: pages.length,
    heads: gather(split, ({ heads }) => heads),
    feet: gather(split, ({ feet }) => feet),
    escaped,
    ...findDoubtful(split),
  };
}

/** The texts of all pages without their numbers' difference: the first of each stands for all. */
function gather(
  pages: readonly PageLines[],
  linesOf: (page: PageLines) => readonly string[],
): readonly RunningText[] {
  const found = new Map<string, { readonly text: string; readonly pages: number[] }>();
  for (const page of pages)
    for (const line of linesOf(page)) {
      const text = line.trim().replace(/\s+/g, " ");
      const key = text.replace(/\p{Nd}+/gu, "#");
      const same = found.get(key) ?? { text, pages: [] };
      if (same.pages.at(-1) !== page.page) same.pages.push(page.page);
      found.set(key, same);
    }
  return [...found.values()];
}
