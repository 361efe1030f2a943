import { MappedRows } from "../../collections/mapped-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { HeadingForm } from "../conventions/convention.ts";
import type { HeadingClass } from "../names/classify-heading.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { isPageLine } from "../names/page-line.ts";
import { readSpoiledName } from "../names/spoiled-name.ts";
import { LINE } from "../source/line-class.ts";
import { lineNumber } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { readMarkdownWords, readPlainWords, readWholeLine } from "./heading-words.ts";

/** Bytes that hold the first letter of a line. */
const NEXT_BYTES = 40;
/** Bytes of a line that are read to tell a title. */
const PROBE_BYTES = 200;
const LONE_NUMBER = /^\p{Nd}{1,5}$/u;
const GOES_ON = /^\s*\p{Ll}/u;

/** What is kept of a heading beside its text. */
export interface HeadingShape {
  readonly form: HeadingForm;
  /** Level of an ATX or setext heading, else 0. */
  readonly level: number;
  /** True when the text begins with the name of a unit. */
  readonly isNamed: boolean;
  /** What the heading stands for if it is not a unit, or null where its words name nothing known. */
  readonly stands: HeadingClass | null;
  /** True when the line begins a paragraph. */
  readonly startsBlock: boolean;
  /** True when the line may begin something new: it begins a paragraph, or the line before it ends one. */
  readonly opens: boolean;
  /** True when the heading is a paragraph by itself. */
  readonly alone: boolean;
  /** Columns of white space before the text. */
  readonly indent: number;
  /** True when a tab or wide white space follows the name, so that the text after it stands in its own column. */
  readonly wideGap: boolean;
  /** True inside a quotation that an earlier paragraph opened. */
  readonly quoted: boolean;
  /** True for a name behind a mark that is no part of it; it counts only where exactly its number is missing. */
  readonly stray: boolean;
}

/** A line that may carry a heading, as it was found. */
export interface HeadingLine {
  /** 0-based. */
  readonly line: number;
  readonly shape: HeadingShape;
  /** The text folded for matching. */
  readonly text: string;
  /** True when the text is what is printed. */
  readonly isPrinted: boolean;
}

/** A line that may carry a heading; printed words that folding changes are read from the source on demand. */
export class Heading {
  /** 0-based. */
  readonly line: number;
  /** Its position among the headings of the document. */
  readonly index: number;
  readonly shape: HeadingShape;
  /** The text folded for matching. */
  readonly text: string;
  readonly #scanned: ScannedSource;
  #raw: string | null;
  #designator: Designator | null | undefined;

  constructor(
    scanned: ScannedSource,
    { line, index, shape, text, isPrinted }: HeadingLine & { readonly index: number },
  ) {
    this.line = line;
    this.index = index;
    this.shape = shape;
    this.text = text;
    this.#scanned = scanned;
    this.#raw = isPrinted ? text : null;
  }

  /** The number of its line in the file, 1-based. */
  get lineNumber(): number {
    return lineNumber(this.#scanned.table, this.line);
  }

  /** True when the next line begins with a small letter: the text of the heading's line goes on there. */
  get goesOn(): boolean {
    const { table } = this.#scanned;
    return this.line + 1 < table.count && GOES_ON.test(readText(this.#scanned, this.line + 1, NEXT_BYTES));
  }

  /** The lines below that belong to its paragraph, up to `most`. */
  linesBelow(most: number): readonly string[] {
    const { table, mask } = this.#scanned;
    const lines: string[] = [];
    for (let line = this.line + 1; line < table.count && lines.length < most; line++) {
      if ((mask.classes[line] ?? LINE.blank) === LINE.blank) break;
      lines.push(readText(this.#scanned, line, PROBE_BYTES).trim());
    }
    return lines;
  }

  /** True when the line above is the number of a page: what stands below it may be the running head of that page. */
  get followsPage(): boolean {
    const above = this.line === 0 ? "" : readText(this.#scanned, this.line - 1, NEXT_BYTES).trim();
    return LONE_NUMBER.test(above) || isPageLine(above);
  }

  /** First byte of the line, or of the lines above that belong to the heading. */
  get startByte(): number {
    const { table, mask } = this.#scanned;
    let line = this.line;
    while (mask.classes[line - 1] === LINE.lead) line--;
    return table.starts[line] ?? 0;
  }

  /** The printed text, without heading marks and without what wraps it as a whole. */
  get raw(): string {
    this.#raw ??= this.shape.level > 0 ? readMarkdownWords(this.#scanned, this.line).raw : this.#readPlain();
    return this.#raw;
  }

  /** The name of a unit with which the text begins, or null. */
  get designator(): Designator | null {
    this.#designator ??= this.shape.isNamed ? this.#readName() : null;
    return this.#designator;
  }

  #readName(): Designator | null {
    return readDesignator(this.text) ?? (this.shape.stray ? readSpoiledName(this.text) : null);
  }

  #readPlain(): string {
    const words = readPlainWords(this.#scanned, this.line, this.shape.opens);
    if (!this.shape.alone || this.shape.form !== "plain") return words.raw;
    return readWholeLine(this.#scanned, this.line, words);
  }
}

/** The headings that `belongs` accepts, as a view of the list. */
export function pickHeadings(headings: Rows<Heading>, belongs: (heading: Heading) => boolean): Rows<Heading> {
  const picked: number[] = [];
  let position = 0;
  for (const heading of headings) {
    if (belongs(heading)) picked.push(position);
    position++;
  }
  return new MappedRows(picked, (index) => rowAt(headings, index));
}
