import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { LeftBegins } from "../../projection/left-begins.ts";
import { countLetters } from "../../projection/letters.ts";
import type { DropReason, OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlHandler, XmlName, XmlTag } from "../../xml/xml-events.ts";
import { OpenChanges } from "../open-changes.ts";
import { OpenMarks } from "../open-marks.ts";
import { TableRows } from "../table-rows.ts";
import { Lists } from "./lists.ts";
import { HIDDEN, marksOf } from "./marks-of.ts";
import { isTrue, nameOf, numberOf } from "./names.ts";
import { Paragraphs } from "./paragraphs.ts";
import { CHANGES, COUNTED, DROPPED, ENCLOSED, isKept, PARAGRAPHS } from "./rules.ts";
import { Styles } from "./styles.ts";

/** The element that is left out, with the letters in it. */
interface Frame {
  readonly name: string;
  readonly reason: DropReason;
  readonly startByte: number;
  readonly depth: number;
  readonly isCounted: boolean;
  letters: number;
}

const TABLE = {
  table: "table:table",
  column: "table:table-column",
  row: "table:table-row",
  cell: "table:table-cell",
};
/** More columns are one as much as these. */
const MOST_COLUMNS = 1000;

/** Reads styles and text of a document, part by part: every letter goes to the paragraphs, or to what is left out under a name. */
export class DocumentText implements XmlHandler {
  readonly #writer: ProjectionWriter;
  readonly #styles = new Styles();
  readonly #lists: Lists;
  readonly #rows: TableRows;
  readonly #paragraphs: Paragraphs;
  readonly #changes = new OpenChanges(CHANGES);
  readonly #names: string[] = [];
  #part: string | null = null;
  #frame: Frame | null = null;
  readonly #begins = new LeftBegins();
  /** By how deep their elements stand. */
  readonly #marks: OpenMarks<number>;
  /** The element of which no rule says whether its text belongs to the document, and how deep it stands. */
  #unknown: { readonly name: string; readonly depth: number } | null = null;
  #total = 0;

  constructor(writer: ProjectionWriter, countsByStyle: boolean) {
    this.#writer = writer;
    this.#marks = new OpenMarks(writer);
    this.#lists = new Lists(this.#styles, countsByStyle);
    this.#rows = new TableRows(writer, TABLE);
    this.#paragraphs = new Paragraphs(writer, { styles: this.#styles, lists: this.#lists, rows: this.#rows });
  }

  /** Another part of the package is read. */
  beginPart(part: string | null): void {
    this.#part = part;
    this.#styles.beginPart();
  }

  open(tag: XmlTag): void {
    const name = nameOf(tag);
    this.#names.push(name);
    this.#changes.see(name);
    this.#styles.openElement(name, tag);
    this.#leaveOut(name, tag.startByte);
    if (this.#frame !== null) this.#readLeft(name);
    if (this.#frame !== null && !this.#frame.isCounted) return;
    if (ENCLOSED.has(name)) this.#lists.enter();
    this.#openList(name, tag);
    if (this.#frame !== null) {
      if (PARAGRAPHS.has(name)) this.#paragraphs.count(name, tag);
      return;
    }
    if (this.#unknown === null && !isKept(name)) this.#unknown = { name, depth: this.#names.length };
    this.#mark(name, tag);
    this.#rows.openElement(name, this.#columnsOf(name, tag));
    this.#openText(name, tag);
  }

  close(closed: XmlName, endByte: number): void {
    const name = nameOf(closed);
    const depth = this.#names.length;
    const frame = this.#frame;
    this.#styles.closeElement(name);
    if (frame === null || frame.isCounted) {
      if (name === "text:list" || name === "text:numbered-paragraph") this.#lists.closeList();
      else if (name === "text:list-item" || name === "text:list-header") this.#lists.closeItem();
      if (ENCLOSED.has(name)) this.#lists.leave();
    }
    if (frame === null) {
      this.#rows.closeElement(name);
      if (PARAGRAPHS.has(name)) this.#paragraphs.end();
      if (name === "text:ruby-text") this.#paragraphs.add("）", this.#at(endByte, endByte));
    } else if (frame.depth === depth) this.#closeFrame(frame, endByte);
    else if (PARAGRAPHS.has(name)) this.#begins.endLine();
    if (this.#unknown?.depth === depth) this.#unknown = null;
    this.#marks.leave(depth);
    this.#names.pop();
  }

  text(characters: string, startByte: number, endByte: number): void {
    const letters = countLetters(characters);
    this.#total += letters;
    if (this.#frame !== null) {
      this.#frame.letters += letters;
      this.#begins.read(characters);
      return;
    }
    if (letters > 0 && this.#unknown !== null) throw this.#unnamed(this.#unknown.name, startByte);
    const printed = letters > 0 ? this.#marks.print(characters, this.#paragraphs.place) : characters;
    const isPrinted = this.#paragraphs.print(printed, this.#at(startByte, endByte));
    if (!isPrinted && letters > 0) throw this.#unnamed(this.#names.at(-1) ?? "", startByte);
    if (letters > 0) this.#marks.tell(letters);
  }

  /** How many letters the parts have; throws a `RefusalError` for a document that has two texts, or an unclear number. */
  finish(): number {
    this.#changes.refuse(this.#part ?? "text:tracked-changes");
    this.#paragraphs.finish();
    return this.#total;
  }

  /** Text that is not shown, or not as it stands here, is text of the file, and told as what it is. */
  #mark(name: string, tag: XmlTag): void {
    const depth = this.#names.length;
    for (const mark of marksOf(name, tag, this.#styles)) this.#marks.enter(depth, name, mark);
    // The field hides the paragraph in which it stands.
    if (name === "text:hidden-paragraph" && isTrue(tag, "text:is-hidden"))
      this.#marks.enter(depth - 1, name, HIDDEN);
  }

  /** Where a line of what is left out ends, and where its words are apart. */
  #readLeft(name: string): void {
    if (PARAGRAPHS.has(name) || name === "text:line-break") this.#begins.endLine();
    else if (name === "text:s" || name === "text:tab") this.#begins.read(" ");
  }

  #leaveOut(name: string, startByte: number): void {
    const reason = DROPPED.get(name);
    if (this.#frame !== null || reason === undefined) return;
    const depth = this.#names.length;
    this.#frame = { name, reason, startByte, depth, isCounted: COUNTED.has(name), letters: 0 };
  }

  #closeFrame({ name, reason, startByte, letters }: Frame, endByte: number): void {
    this.#frame = null;
    // Styles, settings and empty heads have nothing to tell of; pictures and objects always do.
    if (letters === 0 && reason !== "object") return;
    const begins = this.#begins.take();
    this.#writer.drop(name, reason, { letters, at: this.#at(startByte, endByte), begins });
  }

  #openList(name: string, tag: XmlTag): void {
    if (name === "text:list") this.#lists.openList(tag);
    else if (name === "text:list-item") this.#lists.openItem(tag, false);
    else if (name === "text:list-header") this.#lists.openItem(tag, true);
    else if (name === "text:numbered-paragraph") this.#lists.openNumbered(tag);
  }

  #openText(name: string, tag: XmlTag): void {
    const at = this.#at(tag.startByte, tag.endByte);
    if (PARAGRAPHS.has(name)) this.#paragraphs.begin(name, tag, at);
    // White space is folded: how often a space is repeated changes nothing.
    else if (name === "text:s") this.#paragraphs.breakBy("space");
    else if (name === "text:tab") this.#paragraphs.breakBy("tab");
    else if (name === "text:line-break") this.#paragraphs.breakBy("line");
    // The reading of a sign is printed above it.
    else if (name === "text:ruby-text") this.#paragraphs.add("（", at);
  }

  #columnsOf(name: string, tag: XmlTag): number {
    if (name !== "table:table-column") return 1;
    return Math.min(MOST_COLUMNS, numberOf(tag, "table:number-columns-repeated") ?? 1);
  }

  #unnamed(name: string, startByte: number): RefusalError {
    const field = this.#part === null ? `byte ${startByte}` : `${this.#part}, byte ${startByte}`;
    return new RefusalError(
      refusal("STOP_TEXT_UNNAMED", {
        field,
        expected: "text in an element of which a rule says whether it belongs to the document",
        actual: `text in <${name}>`,
        details: [`<${name}>, ${field}`],
      }),
    );
  }

  #at(startByte: number, endByte: number): OriginalRange {
    return { part: this.#part, startByte, endByte };
  }
}
