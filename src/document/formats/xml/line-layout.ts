import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { Layout } from "./rules.ts";

/** What ends a sentence behind a quotation stands in the line of its last word. */
const CLOSES = /^\s*[.,;:!?)\]\u201d\u2019\u00bb\u201c\u3002\u3001]+(?:\s|$)/u;

const INDENT = /^[ \t\n\r\f]+/;

/** Lays the text of elements out on lines. A line is ended when the next word is known. */
export class LineLayout {
  readonly #writer: ProjectionWriter;
  #next: "word" | "line" | "block" = "word";
  #hasSpace = false;
  /** True behind a printed number: what follows stands in its line. */
  #joins = false;
  #isBehindQuote = false;
  #cells = 0;
  #isFirstCell = true;
  #field = 0;

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  /** The text goes on in a piece of its own. */
  newPiece(): void {
    this.#joins = false;
    this.#isBehindQuote = false;
    this.#next = "word";
    this.#hasSpace = false;
    this.#writer.newBlock();
  }

  /** What follows stands behind a piece. */
  endPiece(): void {
    this.#joins = false;
    this.#newLine(true);
  }

  enter(does: Layout, isTop: boolean): void {
    if (does !== "inline") this.#isBehindQuote = false;
    switch (does) {
      case "number":
      case "label":
      case "heading":
      case "runIn":
        if (isTop) this.#joins = false;
        this.#newLine(false);
        break;
      case "row":
        this.#newLine(isTop);
        if (this.#cells === 0) this.#turn();
        this.#isFirstCell = true;
        break;
      case "cell":
        if (this.#cells > 0 || this.#joins) this.space();
        else if (!this.#isFirstCell) {
          this.#hasSpace = false;
          this.#writer.tab(true);
        }
        this.#isFirstCell = false;
        this.#cells++;
        break;
      case "break":
        this.#joins = false;
        this.#newLine(false);
        break;
      case "apart":
        this.space();
        break;
      case "inline":
        break;
      default:
        this.#newLine(isTop && does !== "wrap");
    }
  }

  leave(does: Layout, isTop: boolean): void {
    switch (does) {
      case "number":
      case "runIn":
        this.#joins = !isTop;
        this.#newLine(false);
        break;
      case "cell":
        this.#cells--;
        break;
      case "apart":
        this.space();
        break;
      case "inline":
      case "break":
        break;
      case "wrap":
        this.#newLine(false);
        break;
      default:
        this.#joins = false;
        this.#newLine(isTop && does !== "heading" && does !== "label");
        this.#isBehindQuote ||= does === "quote";
    }
  }

  write(characters: string, from: OriginalRange, isKept: boolean): void {
    this.#joins = false;
    if (this.#isBehindQuote && CLOSES.test(characters)) {
      this.#isBehindQuote = false;
      this.#next = "word";
      this.#hasSpace = false;
      this.#writer.text(characters.replace(INDENT, ""), from);
      return;
    }
    this.#turn();
    if (isKept && this.#cells === 0) this.#writer.preformatted(characters, from);
    else this.#writer.text(characters, from);
  }

  /** True where the next letter is glued to a word. */
  get isInWord(): boolean {
    return this.#next === "word" && !this.#hasSpace && this.#writer.isInWord;
  }

  /** The next word stands in another line. */
  turn(): void {
    this.#newLine(false);
  }

  /** The next word stands apart from the one before. */
  space(): void {
    this.#hasSpace = true;
  }

  /** Ends the last line. */
  end(): void {
    this.#writer.newLine();
  }

  /** Text of a field follows; each field stands on a line. */
  field(position: number): void {
    if (position !== this.#field) this.#newLine(false);
    this.#field = position;
  }

  /** Behind the last field. */
  endFields(): void {
    this.#field = 0;
    this.#newLine(true);
  }

  /** Ends the line where the next word begins another. */
  #turn(): void {
    if (this.#next === "line") this.#writer.newLine();
    else if (this.#next === "block") this.#writer.newBlock();
    else if (this.#hasSpace) this.#writer.space();
    this.#next = "word";
    this.#hasSpace = false;
    this.#isBehindQuote = false;
  }

  #newLine(isFirst: boolean): void {
    if (this.#joins || this.#cells > 0) this.space();
    else if (isFirst) this.#next = "block";
    else if (this.#next === "word") this.#next = "line";
  }
}
