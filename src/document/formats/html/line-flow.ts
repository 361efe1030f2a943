import { countLetters } from "../../projection/letters.ts";
import type { OriginalRange } from "../../projection/projection.ts";
import type { BlockForm, ProjectionWriter } from "../../projection/projection-writer.ts";
import type { Flow } from "./element-flow.ts";
import { type ItemNumber, printsNumber } from "./list-numbers.ts";
import { shownBlocks } from "./shown-blocks.ts";

const BREAK = { none: 0, line: 1, block: 2 } as const;
const LINES: ReadonlySet<Flow> = new Set(["item", "row", "cell", "term", "description"]);
/** A term of so many letters is the number of what is described: both stand in one line. */
const MOST_MARK = 8;

/** A row of a table whose cells are read. */
interface Row {
  hasText: boolean;
  cellHasText: boolean;
  /** A cell holds several blocks: the table lays out the page. */
  isLayout: boolean;
}

/**
 * Puts text into lines and blocks as the elements around it ask for. Breaks wait until a text comes: what is empty leaves no trace. The first block
 * in an item, a cell or a description goes on in its line, behind the number or the cell before.
 */
export class LineFlow {
  readonly #writer: ProjectionWriter;
  readonly #rows: Row[] = [];
  readonly #levels: number[] = [];
  #break: number = BREAK.block;
  #breaks = 0;
  #tabs = 0;
  /** Blocks that begin now go on in the line. */
  #goesOn = false;
  /** The lists that are open: true for one without numbers. */
  readonly #lists: boolean[] = [];
  #contents = 0;
  #numbers: ItemNumber[] = [];
  #letters = 0;
  #termStart = 0;
  #form: BlockForm = { level: 0, isTable: false, isBullet: false };

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  /** True where the next text begins a line. */
  get isBreaking(): boolean {
    return this.#break > BREAK.none;
  }

  /** True where the next text is glued to a word. */
  get isInWord(): boolean {
    return this.#break === BREAK.none && this.#tabs === 0 && this.#writer.isInWord;
  }

  get isHeading(): boolean {
    return this.#levels.length > 0;
  }

  /** What begins or ends here lists the parts of the document. */
  enterContents(): void {
    this.#contents++;
    this.#ask(BREAK.block);
  }

  leaveContents(): void {
    this.#contents--;
    this.#ask(BREAK.block);
  }

  enter(
    flow: Flow,
    {
      level,
      number,
      isBullet,
    }: { readonly level: number; readonly number: ItemNumber | null; readonly isBullet: boolean },
  ): void {
    if (level > 0) {
      this.#levels.push(level);
      this.#ask(BREAK.block);
      this.#goesOn = false;
      return;
    }
    if (flow === "list") {
      this.#askIfNew(this.#lists.length > 0 ? BREAK.line : BREAK.block);
      this.#lists.push(isBullet);
    } else if (flow === "item") {
      this.#askIfNew(BREAK.line);
      if (number !== null) this.#numbers.push(number);
      this.#goesOn = true;
    } else if (flow === "row") {
      this.#askIfNew(BREAK.line);
      this.#rows.push({ hasText: false, cellHasText: false, isLayout: false });
    } else if (flow === "cell") this.#enterCell();
    else if (flow === "term") {
      this.#askIfNew(BREAK.line);
      this.#termStart = this.#letters;
    } else if (flow === "description") this.#enterDescription();
    else if (flow === "block" || flow === "pre" || flow === "table") this.#askIfNew(BREAK.block);
  }

  leave(flow: Flow, level: number): void {
    if (level > 0) {
      this.#levels.pop();
      this.#ask(BREAK.block);
      return;
    }
    if (flow === "inline") return;
    if (flow === "mark") {
      this.#writer.space();
      return;
    }
    if (flow === "list") this.#lists.pop();
    if (flow === "item") this.#numbers = [];
    if (flow === "row") this.#leaveRow();
    const isNested = flow === "list" && this.#lists.length > 0;
    this.#ask(LINES.has(flow) || isNested ? BREAK.line : BREAK.block);
  }

  /** A forced end of a line; two of them end a block. */
  breakLine(): void {
    this.#breaks++;
    this.#ask(this.#breaks > 1 ? BREAK.block : BREAK.line);
  }

  breakBlock(): void {
    this.#ask(BREAK.block);
  }

  /** Text whose white space is folded. */
  text(characters: string, from: OriginalRange): void {
    for (const [index, part] of shownBlocks(characters).entries()) {
      if (index > 0) this.#ask(BREAK.block);
      this.#words(part, from);
    }
  }

  #words(characters: string, from: OriginalRange): void {
    const letters = countLetters(characters);
    if (letters === 0) {
      if (this.#break === BREAK.none && this.#tabs === 0) this.#writer.text(characters, from);
      return;
    }
    this.#begin(characters);
    this.#letters += letters;
    this.#writer.text(characters, from);
  }

  /** Text whose lines are those of the file. */
  preformatted(characters: string, from: OriginalRange): void {
    const lines = characters.replace(/\r\n?/g, "\n").split("\n");
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.breakLine();
      const letters = countLetters(line);
      if (letters === 0) {
        if (this.#break === BREAK.none && line !== "") this.#writer.space();
        continue;
      }
      const words = this.#break === BREAK.none ? line : line.trimStart();
      this.#begin(words);
      this.#letters += letters;
      this.#writer.preformatted(words, from);
    }
  }

  /** Makes the breaks, tabs and numbers that wait before a text. */
  #begin(characters: string): void {
    const row = this.#rows.at(-1);
    if (this.#break > BREAK.none && row?.cellHasText === true) {
      row.isLayout = true;
      if (this.#break === BREAK.block) this.#writer.splitRow();
    }
    const form = this.#formNow();
    const isOther = form.level !== this.#form.level || form.isBullet !== this.#form.isBullet;
    if (this.#break === BREAK.block || (isOther && this.#break > BREAK.none)) {
      this.#writer.newBlock(form);
      this.#form = form;
    } else if (this.#break === BREAK.line) this.#writer.newLine();
    else if (this.#tabs > 0) this.#writer.cells(this.#tabs);
    this.#goesOn = this.#printNumbers(characters);
    this.#break = BREAK.none;
    this.#breaks = 0;
    this.#tabs = 0;
    if (row !== undefined) {
      row.hasText = true;
      row.cellHasText = true;
    }
  }

  #formNow(): BlockForm {
    const level = this.#levels.at(-1) ?? 0;
    return { level, isTable: false, isBullet: this.#lists.at(-1) === true, isContents: this.#contents > 0 };
  }

  /** Prints the numbers of the items that begin here; true where the text is such a number itself. */
  #printNumbers(characters: string): boolean {
    const last = this.#numbers.at(-1);
    if (last === undefined) return false;
    const isPrinted = printsNumber(characters, last);
    for (const { printed, at } of isPrinted ? this.#numbers.slice(0, -1) : this.#numbers) {
      this.#writer.add(printed, at);
      if (printed !== "") this.#writer.space();
    }
    this.#numbers = [];
    return isPrinted && countLetters(characters) <= MOST_MARK;
  }

  #enterCell(): void {
    const row = this.#rows.at(-1);
    if (row === undefined || (row.isLayout && row.hasText)) this.#ask(BREAK.block);
    else if (row.hasText) {
      this.#tabs++;
      this.#break = BREAK.none;
      this.#breaks = 0;
    }
    if (row !== undefined) row.cellHasText = false;
    this.#goesOn = true;
  }

  #leaveRow(): void {
    const row = this.#rows.pop();
    const outer = this.#rows.at(-1);
    if (row?.isLayout === false) this.#break = Math.min(this.#break, BREAK.line);
    if (outer === undefined || row?.hasText !== true) return;
    outer.hasText = true;
    outer.isLayout ||= outer.cellHasText;
    outer.cellHasText = true;
  }

  #enterDescription(): void {
    const letters = this.#letters - this.#termStart;
    if (letters > 0 && letters <= MOST_MARK && this.#break === BREAK.line) {
      this.#break = BREAK.none;
      this.#writer.space();
    } else this.#askIfNew(BREAK.line);
    this.#goesOn = true;
    this.#termStart = this.#letters;
  }

  /** A break, but for one that a block asks for which goes on in its line. */
  #askIfNew(kind: number): void {
    if (!this.#goesOn) this.#ask(kind);
  }

  #ask(kind: number): void {
    this.#break = Math.max(this.#break, kind);
  }
}
