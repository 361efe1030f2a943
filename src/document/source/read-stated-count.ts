import { LINE } from "./line-class.ts";
import { readText, type ScannedSource } from "./scanned-source.ts";

/** Lines of front matter that are searched. */
const MAX_LINES = 200;
const MAX_LINE_BYTES = 200;
const COUNT =
  /^\s*"?(?:articles?|units?)?[_-]?(?:articles|units|count|total|number[_-]?of[_-]?(?:articles|units))"?\s*[:=]\s*["']?(\d{1,6})["']?\s*(?:#.*)?$/i;
const NAMES_UNITS = /article|unit/i;

/** How many articles or units a document says in its front matter that it has (`articles: 30`, `article_count = 30`), and the 1-based line; null where it does not say. */
export function readStatedCount(
  scanned: ScannedSource,
): { readonly count: number; readonly line: number } | null {
  const { mask, table } = scanned;
  for (let line = 0; line < Math.min(table.count, MAX_LINES); line++) {
    if (mask.classes[line] !== LINE.frontMatter) return null;
    const text = readText(scanned, line, MAX_LINE_BYTES);
    const [name = ""] = text.split(/[:=]/);
    const count = Number(COUNT.exec(text)?.[1] ?? 0);
    if (count > 0 && NAMES_UNITS.test(name)) return { count, line: line + 1 };
  }
  return null;
}
