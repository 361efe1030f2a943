import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { Layout } from "./rules.ts";

/** Lays the text of elements out on lines. */
export class LineLayout {
  readonly #writer: ProjectionWriter;
  /** True behind a printed number: what follows stands in its line. */
  #joins = false;
  #cells = 0;
  /** True behind a block that a blank line follows, if anything does. */
  #isApart = false;
  /** True in a row that has no cell yet. */
  #isFirstCell = true;
  #field = "";

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  /** The text goes on in a piece of its own. */
  newPiece(): void {
    this.#joins = false;
    this.#isApart = false;
    this.#writer.newBlock();
  }

  endPiece(): void {
    this.#joins = false;
    this.#newLine(false);
    this.#isApart = true;
  }

  enter(does: Layout, isTop: boolean): void {
    switch (does) {
      case "block":
      case "quote":
      case "any":
      case "solid":
      case "pre":
        this.#newLine(isTop);
        break;
      case "wrap":
        this.#newLine(false);
        break;
      case "number":
      case "heading":
      case "runIn":
        if (isTop) this.#joins = false;
        this.#newLine(false);
        break;
      case "row":
        this.#newLine(isTop);
        this.#isFirstCell = true;
        break;
      case "cell":
        if (this.#cells > 0 || this.#joins) this.#writer.space();
        else if (this.#isFirstCell) this.#isFirstCell = false;
        else this.#writer.tab();
        this.#cells++;
        break;
      case "break":
        this.#break();
        break;
      case "apart":
        this.#writer.space();
        break;
      default:
    }
  }

  leave(does: Layout, isTop: boolean): void {
    switch (does) {
      case "number":
      case "runIn":
        if (isTop) this.#break();
        else {
          this.#joins = true;
          this.#writer.space();
        }
        break;
      case "cell":
        this.#cells--;
        break;
      case "apart":
        this.#writer.space();
        break;
      case "wrap":
        this.#newLine(false);
        break;
      case "inline":
      case "break":
        break;
      default:
        this.#joins = false;
        this.#newLine(false);
        if (isTop && does !== "heading") this.#isApart = true;
    }
  }

  write(characters: string, from: OriginalRange, isKept: boolean): void {
    this.#joins = false;
    if (this.#isApart) this.#writer.newBlock();
    this.#isApart = false;
    if (isKept && this.#cells === 0) this.#writer.preformatted(characters, from);
    else this.#writer.text(characters, from);
  }

  /** Text of a field follows; each field stands on a line. */
  field(name: string): void {
    if (name !== this.#field) this.#writer.newLine();
    this.#field = name;
  }

  end(): void {
    this.#field = "";
    this.#joins = false;
    this.#isApart = false;
    this.#writer.newLine();
  }

  #newLine(isFirst: boolean): void {
    if (this.#joins || this.#cells > 0) this.#writer.space();
    else if (isFirst) this.#writer.newBlock();
    else this.#writer.newLine();
  }

  #break(): void {
    if (this.#cells > 0) this.#writer.space();
    else this.#writer.newLine();
  }
}
