import { countLetters } from "../../projection/letters.ts";
import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import { isGlued, raiseDigits } from "../raised-digits.ts";
import { TableRows } from "../table-rows.ts";
import { UnclearNumbers } from "../unclear-numbers.ts";
import { countingField, printingField } from "./field-codes.ts";
import type { ListCounter } from "./list-counter.ts";
import { FormatReader, type ParagraphFormat } from "./paragraph-format.ts";
import { RunLooks } from "./run-looks.ts";
import { outlineOf, type Styles } from "./styles.ts";
import { hasLook } from "./text-look.ts";
import { unclear } from "./unclear.ts";

/** Where an element stands. */
export interface Standing {
  /** In a text box or another thing that is left out. */
  readonly isBeside: boolean;
  /** In a form of the text of which another is kept. */
  readonly isAlternative: boolean;
}

interface OpenParagraph {
  readonly index: number;
  readonly startByte: number;
  /** What its properties say; they stand before its text. */
  format: ParagraphFormat;
  hasFormat: boolean;
  isBegun: boolean;
  hasNumber: boolean;
  /** It holds the end of a section, which is no paragraph where no text stands before it. */
  endsSection: boolean;
  isShown: boolean;
  isHeading: boolean;
}

const TABLE = { table: "w:tbl", column: "w:gridCol", row: "w:tr", cell: "w:tc" };
const MOST_LEVEL = 6;
const TEXT_LEVEL = 9;

/** Writes the paragraphs of a document with their numbers, levels and rows. */
export class Paragraphs {
  readonly #part: string;
  readonly #writer: ProjectionWriter;
  readonly #styles: Styles;
  readonly #counter: ListCounter;
  readonly #rows: TableRows;
  readonly #formats = new FormatReader();
  /** How deep the reader stands in the properties of a paragraph. */
  #properties = 0;
  #open: OpenParagraph | null = null;
  #count = 0;
  readonly #runs: RunLooks;
  readonly #unclear = new UnclearNumbers();
  /** Lists whose numbers are printed in the text, and the first place of each list in a text box. */
  readonly #counted = new Set<string>();
  readonly #beside = new Map<string, string>();

  constructor(
    part: string,
    writer: ProjectionWriter,
    { styles, counter }: { readonly styles: Styles; readonly counter: ListCounter },
  ) {
    this.#part = part;
    this.#writer = writer;
    this.#styles = styles;
    this.#counter = counter;
    this.#runs = new RunLooks(styles);
    this.#rows = new TableRows(writer, TABLE);
  }

  openElement(name: string, tag: XmlTag, { isBeside, isAlternative }: Standing): void {
    if (isAlternative) return;
    if (name === "w:sectPr" && this.#open !== null && !isBeside) this.#open.endsSection = true;
    if (this.#properties > 0 || name === "w:pPr") {
      this.#properties++;
      this.#formats.open(tag);
      return;
    }
    if (isBeside) return;
    if (name === "w:p") {
      this.#count++;
      this.#open = {
        index: this.#count,
        startByte: tag.startByte,
        format: this.#formats.take(),
        hasFormat: false,
        isBegun: false,
        hasNumber: false,
        endsSection: false,
        isShown: false,
        isHeading: false,
      };
    } else this.#rows.openElement(name);
    this.#runs.open(name, tag);
  }

  closeElement(name: string, { isBeside, isAlternative }: Standing): void {
    if (isAlternative) return;
    if (this.#properties > 0) {
      this.#properties--;
      this.#formats.close();
      if (this.#properties === 0) this.#takeFormat(this.#formats.take(), isBeside);
      return;
    }
    if (isBeside) return;
    this.#runs.close();
    if (name === "w:p") this.#close();
    else this.#rows.closeElement(name);
  }

  /** Prints a text of the paragraph; false where none is open. */
  print(words: string, at: OriginalRange): boolean {
    if (this.#open === null) return words.trim() === "";
    if (words === "") return true;
    this.#begin(this.#open);
    this.#writer.text(this.#markLook(words, this.#open), at);
    return true;
  }

  /** Tells how a text looks, and gives it as it is printed. */
  #markLook(words: string, paragraph: OpenParagraph): string {
    const letters = countLetters(words);
    const sources = this.#runs.sources(paragraph.format.style);
    if (hasLook("isHidden", sources)) this.#writer.mark("w:vanish", "hidden", letters);
    else paragraph.isShown = true;
    if (letters > 0 && (hasLook("isStruck", sources) || hasLook("isDoublyStruck", sources)))
      this.#writer.mark("w:strike", "deleted", letters);
    if (!isGlued(words) || !this.#writer.isInWord || !hasLook("isRaised", sources)) return words;
    this.#writer.mark("w:vertAlign", "raised", letters);
    return raiseDigits(words, { isHeading: paragraph.isHeading, lineBefore: this.#writer.lineBefore });
  }

  breakBy(mark: "tab" | "line"): void {
    if (this.#open === null || !this.#open.isBegun) return;
    if (mark === "tab") this.#writer.tab();
    else this.#writer.newLine();
  }

  /** Notes a field that numbers itself, by its code, and refuses one whose text is not in the file as it is printed. */
  refuseField(code: string): void {
    const counting = countingField(code);
    if (counting !== null) this.#tell(`a field ${counting}, which counts when the document is opened`);
    const printing = printingField(code);
    if (printing !== null)
      throw unclear(
        this.#place(),
        "the text of every field as it is printed",
        `a field ${printing}, which prints what its code or its form says`,
      );
  }

  /** Refuses a document with a number that can't be told. */
  finish(): void {
    for (const [list, place] of this.#beside)
      if (this.#counted.has(list)) this.#unclear.tell(place, "a list of the text that goes on in a text box");
    this.#unclear.refuse();
  }

  #takeFormat(format: ParagraphFormat, isBeside: boolean): void {
    if (!isBeside) {
      if (this.#open !== null && !this.#open.hasFormat)
        Object.assign(this.#open, { format, hasFormat: true });
      return;
    }
    const list = this.#counter.countedList(format, this.#styles.chain(format.style));
    if (list !== null && !this.#beside.has(list)) this.#beside.set(list, this.#place());
  }

  /** The paragraph begins with what is printed first in it, its number. */
  #begin(paragraph: OpenParagraph, isEmpty = false): void {
    if (paragraph.isBegun) return;
    paragraph.isBegun = true;
    const { format } = paragraph;
    const chain = this.#styles.chain(format.style);
    const outline = format.outline ?? outlineOf(chain) ?? TEXT_LEVEL;
    const level = outline < TEXT_LEVEL ? Math.min(MOST_LEVEL, outline + 1) : 0;
    paragraph.isHeading = level > 0;
    const label = this.#counter.count(format, chain);
    const list = this.#counter.countedList(format, chain);
    if (list !== null) this.#counted.add(list);
    paragraph.hasNumber = list !== null;
    if (label === null || "unclear" in label) {
      if (label !== null) this.#tell(label.unclear);
      this.#rows.beginParagraph({ level, isItem: false });
      return;
    }
    const { text, suffix, isItem } = label;
    // What a number of its own counts is told better by the number than by a style that only some of them have.
    this.#rows.beginParagraph({ level: text === "" ? level : 0, isItem });
    this.#writer.add(text, {
      part: this.#part,
      startByte: paragraph.startByte,
      endByte: paragraph.startByte,
    });
    if (text === "" || isEmpty) return;
    if (suffix === "tab") this.#writer.tab();
    else if (suffix === "space") this.#writer.space();
  }

  #close(): void {
    const paragraph = this.#open;
    if (paragraph === null) return;
    const { format } = paragraph;
    // A number is counted and printed where no text follows it.
    if (
      !paragraph.isBegun &&
      !paragraph.endsSection &&
      this.#counter.listOf(format, this.#styles.chain(format.style)) !== null
    )
      this.#begin(paragraph, true);
    if (paragraph.hasNumber && !paragraph.isShown && this.#runs.markHas("isHidden", format))
      this.#tell("a number of a paragraph that is not shown");
    this.#open = null;
  }

  #tell(unclear: string): void {
    this.#unclear.tell(this.#place(), unclear);
  }

  #place(): string {
    return `${this.#part}, paragraph ${this.#count}, byte ${this.#open?.startByte ?? 0}`;
  }
}
