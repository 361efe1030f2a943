import { type AdornedTitle, findAdornedTitles } from "./adorned-titles.ts";
import { markAsciidoc } from "./asciidoc-lines.ts";
import { BlockScanner } from "./block-scanner.ts";
import { skipFrontMatter } from "./front-matter.ts";
import { hasHtmlHeadings } from "./html-headings.ts";
import { LINE } from "./line-class.ts";
import { type LineTable, textStart } from "./line-table.ts";

/** Further fences of prose that nothing closes hide what follows, as in Markdown. */
const MAX_UNCLOSED = 8;
const WORDS = /\p{L}{2,}/gu;
/** A fence before so many words is a line of text; the language of a program has one or two. */
const MIN_WORDS = 3;
const PROBE_BYTES = 200;

/** The class of every line (a value of LINE) and the level of every ATX or setext heading line, else 0. */
export interface BlockMask {
  readonly classes: Uint8Array;
  readonly levels: Uint8Array;
  /** Line of a fence, or of an HTML block up to a mark, that nothing closes, or -1. */
  readonly open: number;
}

/**
 * Says for every line which block it stands in, by the rules of CommonMark 0.31 (with front matter, GFM tables, and the headings of HTML where
 * the document has no others), or of reStructuredText or AsciiDoc where the titles show one of them. A fence before words that nothing closes is
 * text. Time and memory grow with the number of bytes and lines, never with nesting.
 */
export function readBlockMask(source: Uint8Array, table: LineTable): BlockMask {
  const unclosed = new Set<number>();
  for (;;) {
    const mask = scan(source, table, unclosed);
    if (mask.open < 0 || unclosed.size === MAX_UNCLOSED || !isProse(source, table, mask.open)) return mask;
    unclosed.add(mask.open);
  }
}

/** The mask where the lines of `unclosed` open no block. */
function scan(source: Uint8Array, table: LineTable, unclosed: ReadonlySet<number>): BlockMask {
  const classes = new Uint8Array(table.count);
  const levels = new Uint8Array(table.count);
  const first = skipFrontMatter(source, table, classes);
  const adorned = findAdornedTitles(source, table, first);
  for (const title of adorned) markAdorned({ classes, levels }, title);
  const isMarkdown = adorned.length === 0 && !markAsciidoc(source, table, { classes, levels, first });
  const isHeaded = isMarkdown && hasHtmlHeadings(source, table, first);
  const scanner = new BlockScanner(source, table, { classes, levels, isMarkdown, isHeaded, unclosed });
  for (let line = first; line < table.count; line++) scanner.take(line);
  return { classes, levels, open: scanner.open };
}

/** True for a fence with several words behind it, as a scan reads a smudge before a line of text. */
function isProse(source: Uint8Array, table: LineTable, line: number): boolean {
  const start = textStart(source, table, line);
  const end = Math.min(table.textEnds[line] ?? start, start + PROBE_BYTES);
  const text = Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("utf8");
  return /^\s*[~`]/u.test(text) && (text.match(WORDS) ?? []).length >= MIN_WORDS;
}

function markAdorned(
  { classes, levels }: Pick<BlockMask, "classes" | "levels">,
  { line, level, hasOverline }: AdornedTitle,
): void {
  classes[line] = LINE.setext;
  levels[line] = level;
  classes[line + 1] = LINE.underline;
  if (hasOverline) classes[line - 1] = LINE.lead;
}
