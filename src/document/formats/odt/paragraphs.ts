import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import type { TableRows } from "../table-rows.ts";
import { UnclearNumbers } from "../unclear-numbers.ts";
import type { ListLabel } from "./list-counter.ts";
import type { Lists, ParagraphPlace } from "./lists.ts";
import { attributeOf, isTrue, numberOf } from "./names.ts";
import type { Styles } from "./styles.ts";

interface OpenParagraph {
  readonly level: number;
  readonly label: ListLabel | null;
  readonly at: OriginalRange;
  isBegun: boolean;
}

const LETTERS = /^\p{L}+$/u;
const MOST_LEVEL = 6;

/** Writes the paragraphs of a document with their numbers, levels and rows. */
export class Paragraphs {
  readonly #writer: ProjectionWriter;
  readonly #styles: Styles;
  readonly #lists: Lists;
  readonly #rows: TableRows;
  readonly #unclear = new UnclearNumbers();
  #open: OpenParagraph | null = null;
  #count = 0;

  constructor(
    writer: ProjectionWriter,
    { styles, lists, rows }: { readonly styles: Styles; readonly lists: Lists; readonly rows: TableRows },
  ) {
    this.#writer = writer;
    this.#styles = styles;
    this.#lists = lists;
    this.#rows = rows;
  }

  /** Counts a paragraph that is left out: a list of the text may go on in it. */
  count(name: string, tag: XmlTag): void {
    this.#lists.number(placeOf(name, tag), true);
  }

  begin(name: string, tag: XmlTag, at: OriginalRange): void {
    this.#count++;
    const place = placeOf(name, tag);
    const label = this.#lists.number(place, false);
    if (label !== null && "unclear" in label) this.#tell(at, label.unclear);
    const outline = place.outline ?? this.#styles.outlineOf(place.style) ?? 0;
    // One that is taken out of the numbers of its level heads a part of what is counted before it.
    const level = place.isHeader && this.#lists.hasNumbers(outline) ? 0 : outline;
    this.#open = {
      level: Math.min(MOST_LEVEL, level),
      label: label === null || "unclear" in label ? null : label,
      at,
      isBegun: false,
    };
  }

  /** Where the next text stands. */
  get place(): { readonly isInWord: boolean; readonly isHeading: boolean } {
    const isBegun = this.#open?.isBegun === true;
    return {
      isInWord: isBegun && this.#writer.isInWord,
      isHeading: isBegun && this.#open !== null && this.#open.level > 0,
    };
  }

  /** Prints a text of the paragraph; false where none is open. */
  print(characters: string, at: OriginalRange): boolean {
    if (this.#open === null) return false;
    // White space at the beginning begins nothing.
    if (this.#open.isBegun || characters.trim() !== "") {
      this.#write(this.#open);
      this.#writer.text(characters, at);
    }
    return true;
  }

  /** Prints signs that are no text of the file. */
  add(signs: string, at: OriginalRange): void {
    if (this.#open !== null) this.#writer.add(signs, at);
  }

  breakBy(mark: "space" | "tab" | "line"): void {
    if (this.#open === null || !this.#open.isBegun) return;
    if (mark === "space") this.#writer.space();
    else if (mark === "tab") this.#writer.tab();
    else this.#writer.newLine();
  }

  end(): void {
    // A number is counted and printed where no text follows it.
    if (this.#open?.label != null) this.#write(this.#open, true);
    this.#open = null;
  }

  /** Refuses a document with a number that can't be told. */
  finish(): void {
    this.#unclear.refuse();
  }

  /** The paragraph begins with what is printed first in it, its number. */
  #write(paragraph: OpenParagraph, isEmpty = false): void {
    if (paragraph.isBegun) return;
    paragraph.isBegun = true;
    const { label, level, at } = paragraph;
    // What a number of its own counts is told better by the number than by a style that only some of them have; letters alone tell nothing.
    const isTold = label !== null && !LETTERS.test(label.text);
    this.#rows.beginParagraph({
      level: isTold ? 0 : level,
      isItem: label?.isItem ?? false,
      isBullet: label?.isBullet ?? false,
    });
    if (label === null) return;
    this.#writer.add(label.text, { ...at, endByte: at.startByte });
    if (isEmpty) return;
    if (label.follows === "tab") this.#writer.tab();
    else if (label.follows === "space") this.#writer.space();
  }

  #tell({ part, startByte }: OriginalRange, unclear: string): void {
    const where = part === null ? "" : `${part}, `;
    this.#unclear.tell(`${where}paragraph ${this.#count}, byte ${startByte}`, unclear);
  }
}

function placeOf(name: string, tag: XmlTag): ParagraphPlace {
  const isHeading = name === "text:h";
  return {
    style: attributeOf(tag, "text:style-name"),
    outline: isHeading ? Math.max(1, numberOf(tag, "text:outline-level") ?? 1) : null,
    isHeader: isHeading && isTrue(tag, "text:is-list-header"),
    restarts: isHeading && isTrue(tag, "text:restart-numbering"),
    start: isHeading ? numberOf(tag, "text:start-value") : null,
  };
}
