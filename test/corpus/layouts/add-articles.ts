import { bodyLine, isArticle, type PrintedLine } from "./printed-line.ts";
import { renameHead } from "./split-head.ts";
import type { LayoutWords } from "./words.ts";

type Lines = readonly PrintedLine[];

const ANNEX_ARTICLES = 3;
const EVERY = 3;
const MAX_INSERTED = 20;

/** Lines with an annex behind them that holds the first articles once more, rewritten by `rewrite`; null where there are too few, or an annex. */
export function addAnnex(lines: Lines, words: LayoutWords, rewrite: (article: Lines) => Lines): Lines | null {
  const articles = lines.flatMap((line, index) => (isArticle(line) ? [articleAt(lines, index)] : []));
  const heads = lines.flatMap(({ begins }) => (begins === null ? [] : [begins]));
  if (
    articles.length <= ANNEX_ARTICLES ||
    heads.some(({ kind, label }) => kind === "annex" || label === words.annex)
  )
    return null;
  const marks = /^#+ /u.exec(lines.find(({ begins }) => begins !== null)?.text ?? "")?.[0] ?? "";
  const blank = bodyLine("");
  const annex: PrintedLine = {
    text: `${marks}${words.annex}`,
    begins: { kind: "annex", label: words.annex, title: "" },
  };
  return [...lines, blank, annex, blank, ...articles.slice(0, ANNEX_ARTICLES).flatMap(rewrite)];
}

/** Lines with an inserted article (`2A`, `2 bis`) behind some of the articles; null where none has room. */
export function insertArticles(lines: Lines, words: LayoutWords): Lines | null {
  const taken = new Set(lines.flatMap(({ begins }) => (begins === null ? [] : [begins.label])));
  const out: PrintedLine[] = [];
  let seen = 0;
  let inserted = 0;
  lines.forEach((line, index) => {
    const last = lastArticle(lines, index);
    if (last !== null && ++seen % EVERY === 2 && inserted < MAX_INSERTED) {
      const more = insertedAfter(last, words, taken);
      if (more.length > 0) inserted++;
      out.push(...more);
    }
    out.push(line);
  });
  return inserted === 0 ? null : out;
}

/** The article that ends before this line, or null where none does. */
function lastArticle(lines: Lines, index: number): Lines | null {
  if (lines[index]?.begins === null) return null;
  for (let at = index - 1; at >= 0; at--) {
    const line = lines[at];
    if (line === undefined || line.begins === null) continue;
    return isArticle(line) ? articleAt(lines, at) : null;
  }
  return null;
}

function insertedAfter(article: Lines, words: LayoutWords, taken: ReadonlySet<string>): Lines {
  const [head, ...body] = article;
  if (head === undefined || head.begins === null || !/\d$|条$|[०-९]$/u.test(head.begins.label)) return [];
  const label = words.inserted(head.begins.label);
  const text = renameHead(head.text, head.begins.label, label);
  if (text === null || taken.has(label)) return [];
  return [{ text, begins: { ...head.begins, label } }, ...body];
}

function articleAt(lines: Lines, index: number): Lines {
  let end = index + 1;
  while (end < lines.length && lines[end]?.begins === null) end++;
  return lines.slice(index, end);
}
