import { PackedRows } from "../../collections/packed-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { MarkedText, MarkReason } from "../../domain/source-reading.ts";
import { LINE } from "../source/line-class.ts";
import { type BlockForm, classOf, PARAGRAPH } from "./block-form.ts";
import { DropList, type LeftText } from "./drop-list.ts";
import { countLetters } from "./letters.ts";
import { unitsBesideMargin } from "./margin-cells.ts";
import type { DropReason, GivenPiece, OriginalRange, Projection, ReaderId } from "./projection.ts";
import { SourceMapWriter } from "./source-map.ts";
import { TextBuffer } from "./text-buffer.ts";

export type { BlockForm } from "./block-form.ts";

/** White space that every format folds; a no-break space and an ideographic one are letters of the printed text. */
const FOLDED = /[ \t\n\r\f]+/g;
/** Most texts have nothing to fold, and are not copied. */
const UNFOLDED = /[\t\n\r\f]| {2}/;

/** As much of a line as a name of a unit may need. */
const MOST_BEFORE = 80;

const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;

/** Writes a projection from the first byte of a file to its last: text, lines, blocks, pieces, and what is left out. */
export class ProjectionWriter {
  readonly #reader: ReaderId;
  readonly #text = new TextBuffer();
  readonly #map = new SourceMapWriter();
  readonly #drops = new DropList();
  readonly #marked = new Map<string, MarkedText>();
  readonly #pieces = new PackedRows<GivenPiece>();
  readonly #classes: number[] = [];
  readonly #levels: number[] = [];
  #open: Omit<GivenPiece, "endByte"> | null = null;
  #lineStart = 0;
  #isLineEmpty = true;
  /** The last characters that were written. */
  #tail = "";
  #lineBefore = "";
  #hasSpace = false;
  /** Tabs before the next word; none stands at the end of a line. */
  #tabs = 0;
  #form: BlockForm = PARAGRAPH;
  #isBlockEmpty = true;
  #isRow = false;
  /** Tabs were written in the open line. */
  #hasCells = false;
  #projected = 0;
  #added = 0;

  constructor(reader: ReaderId) {
    this.#reader = reader;
  }

  /** Bytes that were written. */
  get length(): number {
    return this.#text.length;
  }

  /** True where a letter or digit would be glued to one before it. */
  get isInWord(): boolean {
    return !this.#isLineEmpty && !this.#hasSpace && this.#tabs === 0 && ENDS_IN_WORD.test(this.#tail);
  }

  /** What stands before the next text in its line; more than a name of a unit is cut off. */
  get lineBefore(): string {
    return this.#lineBefore;
  }

  /** Text of the file; white space is folded, and left out at both ends of a line. */
  text(characters: string, from: OriginalRange): void {
    const folded = UNFOLDED.test(characters) ? characters.replace(FOLDED, " ") : characters;
    if (folded === "") return;
    const hasLead = folded.startsWith(" ");
    const hasTail = folded.endsWith(" ");
    const words = folded.slice(hasLead ? 1 : 0, hasTail && folded.length > 1 ? -1 : undefined);
    if (hasLead) this.#hasSpace = true;
    if (words !== "" && words !== " ") this.#write(words, from);
    if (hasTail) this.#hasSpace = true;
  }

  /** Text of the file whose lines and spaces are kept. */
  preformatted(characters: string, from: OriginalRange): void {
    const lines = characters.replace(/\r\n?/g, "\n").split("\n");
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.newLine();
      if (line !== "") this.#write(line, from);
    }
  }

  /** Characters that are printed but are no text of the file: the counted number of what stands in a range. */
  add(characters: string, at: OriginalRange): void {
    if (characters === "") return;
    this.#added += countLetters(characters);
    this.#put(characters);
    this.#map.add(this.#lineStart, at);
  }

  /** The words behind stand apart from those before. */
  space(): void {
    this.#hasSpace = true;
  }

  /** A tab, as between the cells of a row; one before the first word of a line is printed only where an empty cell stands for it. */
  tab(isCell = false): void {
    if (this.#isLineEmpty && !isCell) return;
    this.#hasSpace = false;
    this.#tabs++;
  }

  /** Tabs before the next cell of a row, the line of which is one of a table whatever its block is. */
  cells(count: number): void {
    for (let cell = 0; cell < count; cell++) this.tab();
    this.#isRow = true;
  }

  /** The cells of the open row begin blocks where a later one names a unit, beside a text of the margin; true where they do. */
  splitRow(): boolean {
    if (this.#isLineEmpty || !this.#hasCells) return false;
    const line = this.#text.cut(this.#lineStart);
    const cells = unitsBesideMargin(line);
    const at = this.#map.last;
    if (cells.length === 0) this.#text.append(line);
    else this.#isLineEmpty = true;
    this.#hasCells = false;
    for (const cell of cells) {
      this.#isRow = false;
      this.newBlock();
      this.#put(cell);
      this.#map.add(this.#lineStart, at);
    }
    return cells.length > 0;
  }

  /** The text goes on in the next line of the same block. */
  newLine(): void {
    this.#hasSpace = false;
    this.#tabs = 0;
    if (!this.#isLineEmpty) this.#endLine();
  }

  /** The text goes on in a block of its own, a blank line after the one before. */
  newBlock(form: BlockForm = PARAGRAPH): void {
    this.newLine();
    if (!this.#isBlockEmpty) this.#endLine();
    this.#isBlockEmpty = true;
    this.#form = form;
  }

  /** Begins a piece at a block of its own, and ends the one before. What is known later is given to {@link describe}. */
  begin(piece: Omit<GivenPiece, "startByte" | "endByte">): void {
    this.newBlock();
    this.#closePiece();
    this.#open = { ...piece, startByte: this.#text.length };
  }

  /** What the open piece is called, and where it ends in the file. */
  describe(
    known: Partial<Pick<GivenPiece, "label" | "title" | "original" | "kind" | "word" | "scope" | "depth">>,
  ): void {
    if (this.#open === null) throw new Error("no piece of the projection is open");
    this.#open = { ...this.#open, ...known };
  }

  /** Text of the file that is kept although the file marks it so; it is told beside being written. */
  mark(element: string, reason: MarkReason, letters: number, times = 1): void {
    const key = `${reason} ${element}`;
    const line = this.#classes.length + 1;
    const known = this.#marked.get(key) ?? { element, reason, count: 0, letters: 0, line };
    this.#marked.set(key, { ...known, count: known.count + times, letters: known.letters + letters });
  }

  /** Text of the file that is left out. */
  drop(element: string, reason: DropReason, left: LeftText): void {
    this.#drops.add(element, reason, left);
  }

  /** The projection; `total` is how many letters the parser has seen. Pieces that are known only now take the place of those that were begun. */
  finish(total: number, known: Rows<GivenPiece> = this.#pieces): Projection {
    this.newLine();
    this.#closePiece();
    const text = this.#text.close();
    const { dropped, letters } = this.#drops.close();
    return {
      reader: this.#reader,
      text,
      map: this.#map.close(),
      structure:
        known.length > 0
          ? { kind: "pieces", pieces: known }
          : {
              kind: "lines",
              lines: { classes: Uint8Array.from(this.#classes), levels: Uint8Array.from(this.#levels) },
            },
      dropped,
      marked: [...this.#marked.values()],
      letters: { total, projected: this.#projected, dropped: letters, added: this.#added },
    };
  }

  #write(words: string, from: OriginalRange): void {
    this.#projected += countLetters(words);
    this.#put(words);
    this.#map.add(this.#lineStart, from);
  }

  #put(words: string): void {
    if (this.#tabs > 0) this.#hasCells = true;
    if (this.#tabs > 0) this.#text.append("\t".repeat(this.#tabs));
    else if (this.#hasSpace && !this.#isLineEmpty) this.#text.append(" ");
    if (
      this.#lineBefore !== "" &&
      (this.#tabs > 0 || this.#hasSpace) &&
      this.#lineBefore.length < MOST_BEFORE
    )
      this.#lineBefore += " ";
    this.#hasSpace = false;
    this.#tabs = 0;
    this.#isLineEmpty = false;
    this.#text.append(words);
    this.#tail = words.slice(-2);
    if (this.#lineBefore.length < MOST_BEFORE) this.#lineBefore += words.slice(0, MOST_BEFORE);
  }

  #endLine(): void {
    const form = this.#form;
    const isBlank = this.#isLineEmpty;
    this.#text.append("\n");
    this.#classes.push(isBlank ? LINE.blank : classOf(form, this.#isRow, this.#isBlockEmpty));
    this.#isRow = false;
    this.#levels.push(isBlank || form.isContents === true ? 0 : form.level);
    if (!isBlank) this.#isBlockEmpty = false;
    this.#lineStart = this.#text.length;
    this.#isLineEmpty = true;
    this.#lineBefore = "";
    this.#hasCells = false;
  }

  #closePiece(): void {
    if (this.#open === null) return;
    this.#pieces.push({ ...this.#open, endByte: this.#text.length });
    this.#open = null;
  }
}
