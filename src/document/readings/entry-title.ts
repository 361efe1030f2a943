import { foldWord } from "../names/fold-text.ts";
import { readPageEnd } from "../names/page-end.ts";
import { trimEndOf } from "../names/trim-end.ts";
import type { UnitHeading } from "./unit-heading.ts";

const PAGE_GAP = /[\s.…_]/u;
const FIRST_MARKS = /^[\s.:：()（）【】[\]–—―-]+/u;
const LAST_MARK = /[\s.:：;,…_()（）【】–—―-]/u;
/** What separates the title of an article from the text on its line. */
const AFTER_TITLE = /[）】)\]].*$/u;

/** True when the entry carries the title of what it lists, or one of the two has none on its line. */
export function listsTitle(entry: UnitHeading | undefined, listed: UnitHeading | undefined): boolean {
  if (entry === undefined || listed === undefined) return false;
  const title = restOf(entry);
  const other = restOf(listed);
  if (title === "" || other === "") return true;
  return title.startsWith(other) || other.startsWith(title) || other.replace(AFTER_TITLE, "") === title;
}

/** What follows the name on its line, folded, without marks, leader and page number. */
function restOf({ heading, label }: UnitHeading): string {
  const rest = heading.text.slice(label.length);
  const { before, gap } = readPageEnd(rest, { gap: PAGE_GAP, takesRoman: true });
  const words = gap === "" ? rest : before;
  return foldWord(trimEndOf(words.replace(FIRST_MARKS, ""), LAST_MARK));
}
