import { closesHtml, type HtmlBlock, opensHtml } from "./html-block.ts";
import { htmlLevel } from "./html-headings.ts";
import { LINE } from "./line-class.ts";
import {
  atxLevel,
  closesFence,
  countCells,
  type Fence,
  hasCell,
  indentOf,
  isBlank,
  isDefinition,
  isDelimiterRow,
  isRule,
  readFence,
  readListMarker,
  underlineLevel,
} from "./line-shape.ts";
import { type LineTable, textStart } from "./line-table.ts";
import { holdLine, type OpenContainer, openContainer } from "./open-container.ts";

const GREATER = 0x3e;

/** The text of a line after its indent begins at `at`. */
interface Text {
  readonly line: number;
  readonly start: number;
  readonly at: number;
  readonly end: number;
}

/** Class and level of every line. */
interface Lines {
  readonly classes: Uint8Array;
  readonly levels: Uint8Array;
}

/** What the document is written in. */
interface Markup {
  readonly isMarkdown: boolean;
  /** Headings of HTML are those of the document. */
  readonly isHeaded: boolean;
  /** Lines that look like the beginning of a block that nothing closes, and are text. */
  readonly unclosed: ReadonlySet<number>;
}

/** Classifies the lines of a source one after the other, into the mask that it was given. */
export class BlockScanner {
  readonly #source: Uint8Array;
  readonly #table: LineTable;
  readonly #mask: Lines;
  readonly #markup: Markup;
  #fence: Fence | null = null;
  #html: HtmlBlock | null = null;
  #container: OpenContainer | null = null;
  /** First line of the open paragraph, or -1. */
  #paragraph = -1;
  #inTable = false;

  /** Line of the fence or the HTML block that was opened last. */
  #opened = -1;

  constructor(
    source: Uint8Array,
    table: LineTable,
    { isMarkdown, isHeaded, unclosed, ...mask }: Lines & Markup,
  ) {
    this.#source = source;
    this.#table = table;
    this.#mask = mask;
    this.#markup = { isMarkdown, isHeaded, unclosed };
  }

  /** The line of the fence or of the HTML block up to a mark that is open, or -1. */
  get open(): number {
    return this.#fence !== null || this.#html?.kind === "until-text" ? this.#opened : -1;
  }

  /** Classifies the line, unless the titles and blocks of another markup have been found there. */
  take(line: number): void {
    if (!this.#markup.isMarkdown && this.#mask.classes[line] !== LINE.blank) {
      this.#container = null;
      this.#close(LINE.blank);
      return;
    }
    const start = textStart(this.#source, this.#table, line);
    const end = this.#table.textEnds[line] ?? start;
    this.#mask.classes[line] = this.#classify(line, start, end);
  }

  #classify(line: number, start: number, end: number): number {
    const source = this.#source;
    if (this.#fence !== null) return this.#inFence(start, end, this.#fence);
    if (this.#markup.isHeaded && this.#headsHtml(line, start, end)) return this.#close(LINE.atx);
    if (this.#html !== null) return this.#inHtml(start, end, this.#html);
    if (this.#container !== null) {
      const held = holdLine(source, { start, end }, this.#container);
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

  /** True for a heading of HTML; it ends the block that is open. */
  #headsHtml(line: number, start: number, end: number): boolean {
    const level = htmlLevel(this.#source, indentOf(this.#source, start, end).at, end);
    if (level === 0) return false;
    this.#mask.levels[line] = level;
    this.#html = null;
    this.#container = null;
    return true;
  }

  #classifyBlock(text: Text): number {
    const source = this.#source;
    const { line, start, at, end } = text;
    if (!this.#markup.isMarkdown)
      return isRule(source, at, end) ? this.#close(LINE.rule) : this.#classifyText(text);
    const level = atxLevel(source, at, end);
    if (level > 0) {
      this.#mask.levels[line] = level;
      return this.#close(LINE.atx);
    }
    const isUnclosed = this.#markup.unclosed.has(line);
    const fence = isUnclosed ? null : readFence(source, at, end);
    if (fence !== null) {
      this.#fence = fence;
      this.#opened = line;
      return this.#close(LINE.fence);
    }
    if (this.#paragraph >= 0) {
      const underline = underlineLevel(source, at, end);
      if (underline > 0) return this.#endSetext({ line, at, end, level: underline });
    }
    if (isRule(source, at, end)) return this.#close(LINE.rule);
    const html = isUnclosed ? null : opensHtml(source, { at, end, inParagraph: this.#paragraph >= 0 });
    if (html !== null) {
      this.#opened = line;
      this.#html = closesHtml(source, { at, end, block: html }) ? null : html;
      return this.#close(LINE.html);
    }
    if (source[at] === GREATER) return this.#open("quote", { start, at, end });
    return this.#classifyText(text);
  }

  #classifyText({ line, start, at, end }: Text): number {
    const source = this.#source;
    const marker = readListMarker(source, { start, at, end });
    if (marker !== null && (this.#paragraph < 0 || marker.interrupts)) {
      return this.#open("list", { start, at, end });
    }
    return this.#takeText(line, start, end);
  }

  #takeText(line: number, start: number, end: number): number {
    // A line without a cell is a row of a table in Markdown, and text in every act.
    if (this.#inTable) return hasCell(this.#source, start, end) ? LINE.table : LINE.continuation;
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

  /** A paragraph of link definitions alone is no heading; its underline is then a rule or text. */
  #endSetext(text: {
    readonly line: number;
    readonly at: number;
    readonly end: number;
    readonly level: number;
  }): number {
    const { line, at, end, level } = text;
    let first = this.#paragraph;
    while (first < line && this.#isDefinition(first)) this.#mask.classes[first++] = LINE.definition;
    if (first === line) {
      if (isRule(this.#source, at, end)) return this.#close(LINE.rule);
      this.#paragraph = line;
      return LINE.paragraph;
    }
    for (let above = first; above < line; above++) {
      this.#mask.classes[above] = LINE.setext;
      this.#mask.levels[above] = level;
    }
    return this.#close(LINE.underline);
  }

  #isDefinition(line: number): boolean {
    const start = textStart(this.#source, this.#table, line);
    return isDefinition(this.#source, start, this.#table.textEnds[line] ?? start);
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

  #open(
    kind: "quote" | "list",
    text: { readonly start: number; readonly at: number; readonly end: number },
  ): number {
    this.#container = openContainer(this.#source, kind, text);
    return this.#close(kind === "quote" ? LINE.quote : LINE.list);
  }
}
