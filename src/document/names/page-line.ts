import { PAGE_WORDS } from "../conventions/page-words.ts";
import { foldWord } from "./fold-text.ts";

const WORDS: ReadonlySet<string> = new Set(PAGE_WORDS.map(foldWord));
const NUMBER = String.raw`(?:\p{Nd}{1,5}|[ivxlc]{1,6})`;
const OF = `(?: ?(?:/|of|von|de|sur|di|af|av|van|z|iz|из|з|od|dari|/) ?${NUMBER})?`;
const WORD_FIRST = new RegExp(String.raw`^([\p{L}\p{M}]+\.?):? ?${NUMBER}${OF}$`, "u");
const NUMBER_FIRST = new RegExp(String.raw`^${NUMBER}\.? ([\p{L}\p{M}]+\.?)$`, "u");
const DASHED = new RegExp(`^[-–—~·|] ?${NUMBER} ?[-–—~·|]$`, "u");
const HAN =
  /^第? ?[\p{Nd}〇一二三四五六七八九十百]{1,5} ?(?:页|頁|ページ|쪽|페이지)(?: ?[/／共] ?\p{Nd}{1,5} ?(?:页|頁|ページ|쪽)?)?$/u;
const MAX_CHARS = 40;

/** True for a line that only counts the pages: `Page 3 of 12`, `- 3 -`, `第3页`. */
export function isPageLine(text: string): boolean {
  if (text.length > MAX_CHARS) return false;
  if (DASHED.test(text) || HAN.test(text)) return true;
  const folded = foldWord(text.replace(/^[-–—| ]+|[-–—| ]+$/gu, ""));
  return WORDS.has(WORD_FIRST.exec(folded)?.[1] ?? NUMBER_FIRST.exec(folded)?.[1] ?? "");
}
