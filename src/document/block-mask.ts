import { closesHtml, type HtmlBlock, opensHtml } from "./html-block.ts";
import {
  type Fence,
  indentOf,
  isBlank,
  isDelimiterRow,
  isRule,
  readFence,
  readListMarker,
} from "./line-shape.ts";
import type { LineTable } from "./line-table.ts";

/** What a line is as far as headings are concerned. */
export const LINE = {
  blank: 0,
  /** First line of a paragraph. */
  paragraph: 1,
  /** A further line of a paragraph. */
  continuation: 2,
  atx: 3,
  /** A line of a paragraph that a setext underline turned into a heading. */
  setext: 4,
  underline: 5,
  rule: 6,
  frontMatter: 7,
  fence: 8,
  html: 9,
  quote: 10,
  list: 11,
  table: 12,
  code: 13,
  definition: 14,
} as const;

/** The class of every line (a value of LINE) and the level of every ATX or setext heading line, else 0. */
export interface BlockMask {
  readonly classes: Uint8Array;
  readonly levels: Uint8Array;
}

const BOM = [0xef, 0xbb, 0xbf] as const;
/** List markers on one line past which its text counts as a paragraph; keeps a line of nothing but markers linear. */
const MAX_LIST_DEPTH = 64;
const HASH = 0x23;
const GREATER = 0x3e;
const PIPE = 0x7c;

/** A container block that is open at the top level: a quote, or a list item with the indent of its content. */
interface OpenContainer {
  readonly kind: "quote" | "list";
  readonly contentIndent: number;
  /** The innermost open block is a paragraph, which a following plain line goes on with. */
  lazy: boolean;
  fence: Fence | null;
  blankBefore: boolean;
  /** The item began with an empty line, after which only one blank line may stand. */
  empty: boolean;
}

/**
 * Says for every line which block it stands in, by the rules of CommonMark 0.31 (with front matter and GFM tables), in one
 * pass over the bytes: time and memory grow with the number of bytes and lines, never with nesting.
 */
export function readBlockMask(source: Uint8Array, table: LineTable): BlockMask {
  const classes = new Uint8Array(table.count);
  const levels = new Uint8Array(table.count);
  const first = skipFrontMatter(source, table, classes);
  const scanner = new Scanner(source, table, { classes, levels });
  for (let line = first; line < table.count; line++) scanner.take(line);
  return { classes, levels };
}

/** Offset of the text of a line; the byte order mark is no part of the first. */
export function textStart(source: Uint8Array, table: LineTable, line: number): number {
  const start = table.starts[line] ?? 0;
  if (start === 0 && BOM.every((byte, index) => source[index] === byte)) return BOM.length;
  return start;
}

class Scanner {
  readonly #source: Uint8Array;
  readonly #table: LineTable;
  readonly #mask: BlockMask;
  #fence: Fence | null = null;
  #html: HtmlBlock | null = null;
  #container: OpenContainer | null = null;
  /** First line of the open paragraph, or -1. */
  #paragraph = -1;
  #inTable = false;

  constructor(source: Uint8Array, table: LineTable, mask: BlockMask) {
    this.#source = source;
    this.#table = table;
    this.#mask = mask;
  }

  take(line: number): void {
    const start = textStart(this.#source, this.#table, line);
    const end = this.#table.textEnds[line] ?? start;
    this.#mask.classes[line] = this.#classify(line, start, end);
  }

  #classify(line: number, start: number, end: number): number {
    const source = this.#source;
    if (this.#fence !== null) return this.#inFence(start, end, this.#fence);
    if (this.#html !== null) return this.#inHtml(start, end, this.#html);
    if (this.#container !== null) {
      const held = this.#inContainer(start, end, this.#container);
      if (held >= 0) return held;
      this.#container = null;
    }
    if (isBlank(source, start, end)) return this.#close(LINE.blank);
    const { columns, at } = indentOf(source, start, end);
    if (columns >= 4) {
      if (this.#paragraph >= 0) return LINE.continuation;
      return this.#close(LINE.code);
    }
    return this.#classifyBlock({ line, start, at, end });
  }

  #classifyBlock(text: {
    readonly line: number;
    readonly start: number;
    readonly at: number;
    readonly end: number;
  }): number {
    const source = this.#source;
    const { line, start, at, end } = text;
    const level = atxLevel(source, at, end);
    if (level > 0) {
      this.#mask.levels[line] = level;
      return this.#close(LINE.atx);
    }
    const fence = readFence(source, at, end);
    if (fence !== null) {
      this.#fence = fence;
      return this.#close(LINE.fence);
    }
    if (this.#paragraph >= 0) {
      const underline = underlineLevel(source, at, end);
      if (underline > 0) return this.#endSetext(line, underline);
    }
    if (isRule(source, at, end)) return this.#close(LINE.rule);
    const html = opensHtml(source, { at, end, inParagraph: this.#paragraph >= 0 });
    if (html !== null) {
      this.#html = closesHtml(source, { at, end, block: html }) ? null : html;
      return this.#close(LINE.html);
    }
    if (source[at] === GREATER) return this.#openContainer("quote", { start, at, end });
    const marker = readListMarker(source, { start, at, end });
    if (marker !== null && (this.#paragraph < 0 || marker.interrupts)) {
      return this.#openContainer("list", { start, at, end });
    }
    return this.#takeText(line, start, end);
  }

  #takeText(line: number, start: number, end: number): number {
    if (this.#inTable) return LINE.table;
    if (this.#paragraph < 0) {
      this.#paragraph = line;
      return LINE.paragraph;
    }
    if (
      this.#paragraph >= 0 &&
      isDelimiterRow(this.#source, { start, end }) &&
      this.#headsTable(line - 1, start, end)
    ) {
      this.#mask.classes[line - 1] = LINE.table;
      this.#inTable = true;
      this.#paragraph = -1;
      return LINE.table;
    }
    return LINE.continuation;
  }

  #headsTable(line: number, start: number, end: number): boolean {
    const headStart = textStart(this.#source, this.#table, line);
    const headEnd = this.#table.textEnds[line] ?? headStart;
    return countCells(this.#source, headStart, headEnd) === countCells(this.#source, start, end);
  }

  #endSetext(line: number, level: number): number {
    for (let above = this.#paragraph; above < line; above++) {
      this.#mask.classes[above] = LINE.setext;
      this.#mask.levels[above] = level;
    }
    return this.#close(LINE.underline);
  }

  #close(result: number): number {
    this.#paragraph = -1;
    this.#inTable = false;
    return result;
  }

  #inFence(start: number, end: number, fence: Fence): number {
    const { columns, at } = indentOf(this.#source, start, end);
    if (columns < 4 && closesFence(this.#source, { at, end, fence })) this.#fence = null;
    return LINE.fence;
  }

  #inHtml(start: number, end: number, block: HtmlBlock): number {
    if (closesHtml(this.#source, { at: start, end, block })) this.#html = null;
    if (block.kind === "until-blank" && this.#html === null) return LINE.blank;
    return LINE.html;
  }

  #openContainer(
    kind: "quote" | "list",
    text: { readonly start: number; readonly at: number; readonly end: number },
  ): number {
    this.#close(LINE.blank);
    const marker = kind === "list" ? readListMarker(this.#source, text) : null;
    const container: OpenContainer = {
      kind,
      contentIndent: marker?.contentIndent ?? 0,
      lazy: false,
      fence: null,
      blankBefore: false,
      empty: marker?.empty ?? false,
    };
    this.#container = container;
    this.#takeLeaf(container, kind === "quote" ? text.at : (marker?.contentAt ?? text.at), text.end);
    return kind === "quote" ? LINE.quote : LINE.list;
  }

  /** Class of a line that the open container holds, or -1 when the line ends the container. */
  #inContainer(start: number, end: number, container: OpenContainer): number {
    const source = this.#source;
    const own = container.kind === "quote" ? LINE.quote : LINE.list;
    if (isBlank(source, start, end)) {
      container.lazy = false;
      if (container.kind === "quote") return -1;
      if (container.empty && container.blankBefore) return -1;
      if (container.empty) return -1;
      container.blankBefore = true;
      return container.fence === null ? LINE.blank : own;
    }
    const { columns, at } = indentOf(source, start, end);
    container.empty = false;
    if (container.kind === "quote" && columns < 4 && source[at] === GREATER) {
      this.#takeLeaf(container, at, end);
      return own;
    }
    if (container.kind === "list" && columns >= container.contentIndent) {
      this.#takeLeaf(container, at, end);
      container.blankBefore = false;
      return own;
    }
    container.fence = null;
    if (container.lazy && isLazyText(source, { start, at, end, columns })) return own;
    return -1;
  }

  /** Follows the innermost block of a container: past every marker, is it a paragraph that can be continued lazily? */
  #takeLeaf(container: OpenContainer, from: number, end: number): void {
    const source = this.#source;
    const at = skipMarkers(source, from, end);
    if (container.fence !== null) {
      if (closesFence(source, { at, end, fence: container.fence })) container.fence = null;
      container.lazy = false;
      return;
    }
    const fence = readFence(source, at, end);
    if (fence !== null) {
      container.fence = fence;
      container.lazy = false;
      return;
    }
    const leafless =
      at >= end || isBlank(source, at, end) || atxLevel(source, at, end) > 0 || isRule(source, at, end);
    const html = leafless ? null : opensHtml(source, { at, end, inParagraph: container.lazy });
    container.lazy = !leafless && html === null;
  }
}

function skipFrontMatter(source: Uint8Array, table: LineTable, classes: Uint8Array): number {
  const mark = table.count === 0 ? "" : lineText(source, table, 0).trimEnd();
  if (mark !== "---" && mark !== "+++") return 0;
  for (let line = 1; line < table.count; line++) {
    const start = table.starts[line] ?? 0;
    const end = table.textEnds[line] ?? start;
    if (end - start > 16) continue;
    const text = lineText(source, table, line).trimEnd();
    if (text !== mark && !(mark === "---" && text === "...")) continue;
    classes.fill(LINE.frontMatter, 0, line + 1);
    return line + 1;
  }
  return 0;
}

function lineText(source: Uint8Array, table: LineTable, line: number): string {
  const start = textStart(source, table, line);
  const end = Math.min(table.textEnds[line] ?? start, start + 64);
  return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("latin1");
}

/** Level of an ATX heading whose text begins at `at`, or 0. */
export function atxLevel(source: Uint8Array, at: number, end: number): number {
  let level = 0;
  while (at + level < end && source[at + level] === HASH) level++;
  if (level === 0 || level > 6) return 0;
  const next = source[at + level];
  return at + level >= end || next === 0x20 || next === 0x09 ? level : 0;
}

function underlineLevel(source: Uint8Array, at: number, end: number): number {
  const mark = source[at];
  if (mark !== 0x3d && mark !== 0x2d) return 0;
  let next = at;
  while (next < end && source[next] === mark) next++;
  return isBlank(source, next, end) ? (mark === 0x3d ? 1 : 2) : 0;
}

function closesFence(
  source: Uint8Array,
  text: { readonly at: number; readonly end: number; readonly fence: Fence },
): boolean {
  const { at, end, fence } = text;
  let next = at;
  while (next < end && source[next] === fence.mark) next++;
  return next - at >= fence.length && isBlank(source, next, end);
}

function skipMarkers(source: Uint8Array, from: number, end: number): number {
  let at = from;
  for (let depth = 0; depth < MAX_LIST_DEPTH; ) {
    while (at < end && (source[at] === 0x20 || source[at] === 0x09)) at++;
    if (source[at] === GREATER && at < end) {
      at++;
      continue;
    }
    if (isRule(source, at, end)) return at;
    const marker = at < end ? readListMarker(source, { start: at, at, end }) : null;
    if (marker === null) return at;
    at = marker.contentAt;
    depth++;
  }
  return at;
}

function isLazyText(
  source: Uint8Array,
  text: { readonly start: number; readonly at: number; readonly end: number; readonly columns: number },
): boolean {
  const { at, end, columns } = text;
  if (columns >= 4) return true;
  if (atxLevel(source, at, end) > 0 || readFence(source, at, end) !== null || isRule(source, at, end))
    return false;
  if (source[at] === GREATER || opensHtml(source, { at, end, inParagraph: true }) !== null) return false;
  const marker = readListMarker(source, text);
  return marker === null || !marker.interrupts;
}

function countCells(source: Uint8Array, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && (source[from] === 0x20 || source[from] === 0x09)) from++;
  while (to > from && (source[to - 1] === 0x20 || source[to - 1] === 0x09)) to--;
  let cells = 1;
  for (let at = from; at < to; at++) {
    if (source[at] === 0x5c) at++;
    else if (source[at] === PIPE && at > from && at < to - 1) cells++;
  }
  return cells;
}
