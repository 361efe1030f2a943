import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { countLetters } from "../../projection/letters.ts";
import type { DropReason, OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlHandler, XmlName, XmlTag } from "../../xml/xml-events.ts";
import { OpenChanges } from "../open-changes.ts";
import { FormTexts } from "./form-texts.ts";
import { keepsSpace, nameOf, wordAttribute } from "./names.ts";
import type { Paragraphs } from "./paragraphs.ts";
import { BREAKS, CHANGES, CODES, DROPPED, isKept, NO_TEXT, OTHER_FILES, SIGNS, TEXTS } from "./rules.ts";
import { StoryFields } from "./story-fields.ts";
import { TakenForms } from "./taken-forms.ts";

/** An element that is left out, with the letters in it. */
interface Frame {
  readonly name: string;
  readonly reason: DropReason;
  readonly startByte: number;
  readonly depth: number;
  letters: number;
}

const WHITE = /^[ \t\n\r]*$/;
const ENDS = /^[ \t\n\r]+|[ \t\n\r]+$/g;
const CODE_POINT = /^[0-9A-Fa-f]{1,6}$/;

/** Reads the text of a document: every letter of it goes to the paragraphs, or to what is left out under a name. */
export class DocumentText implements XmlHandler {
  readonly #part: string;
  readonly #writer: ProjectionWriter;
  readonly #paragraphs: Paragraphs;
  readonly #changes = new OpenChanges(CHANGES);
  readonly #fields: StoryFields;
  readonly #names: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #forms: TakenForms;
  readonly #formTexts: FormTexts;
  /** How many drawings, pictures and objects are open. */
  #objects = 0;
  /** The element of which no rule says whether its text belongs to the document, and how deep it stands. */
  #unknown: { readonly name: string; readonly depth: number } | null = null;
  #keepsSpace = false;
  #ruby: { text: string; at: OriginalRange } | null = null;
  #total = 0;

  constructor(part: string, writer: ProjectionWriter, paragraphs: Paragraphs) {
    this.#part = part;
    this.#writer = writer;
    this.#paragraphs = paragraphs;
    this.#fields = new StoryFields(part);
    this.#forms = new TakenForms(part);
    this.#formTexts = new FormTexts(part);
  }

  open(tag: XmlTag): void {
    const name = nameOf(tag);
    this.#names.push(name);
    const at = this.#at(tag.startByte, tag.endByte);
    if (OTHER_FILES.has(name))
      throw this.#unnamed(name, tag.startByte, "the text of another file, which is put in when it is opened");
    this.#forms.open(name, tag);
    this.#fields.openElement(name, this.#forms.isUntaken);
    if (this.#objects === 0) this.#formTexts.open(name, tag.startByte);
    if (DROPPED.get(name) === "object") this.#objects++;
    if (!this.#forms.isUntaken) this.#changes.see(name);
    this.#openFrame(name, tag.startByte);
    this.#paragraphs.openElement(name, tag, {
      isBeside: this.#frames.length > 0,
      isAlternative: this.#forms.isUntaken,
    });
    if (name === "w:fldChar") this.#markField(wordAttribute(tag, "fldCharType"));
    if (name === "w:fldSimple") this.#paragraphs.refuseField(wordAttribute(tag, "instr") ?? "");
    if (TEXTS.has(name)) this.#keepsSpace = keepsSpace(tag) || !name.startsWith("w:");
    if (this.#frames.length === 0) {
      if (this.#unknown === null && !isKept(name)) this.#unknown = { name, depth: this.#names.length };
      // The properties of a run hold tabs that are settings.
      if (this.#names.at(-2) === "w:r" || SIGNS.has(name)) this.#printSign(name, tag, at);
    } else if (SIGNS.has(name)) {
      this.#leaveOut(signOf(name, tag));
      this.#compare(signOf(name, tag));
    }
  }

  close(closed: XmlName, endByte: number): void {
    const name = nameOf(closed);
    const depth = this.#names.length;
    this.#paragraphs.closeElement(name, {
      isBeside: this.#frames.length > 0,
      isAlternative: this.#forms.isUntaken,
    });
    this.#forms.close();
    this.#fields.closeElement();
    if (DROPPED.get(name) === "object") this.#objects--;
    if (this.#objects === 0) this.#formTexts.close(name);
    const frame = this.#frames.at(-1);
    if (frame?.depth === depth) {
      this.#frames.pop();
      const at = this.#at(frame.startByte, endByte);
      this.#writer.drop(frame.name, frame.reason, { letters: frame.letters, at });
    }
    if (this.#unknown?.depth === depth) this.#unknown = null;
    if (name === "w:ruby") this.#printRuby();
    this.#names.pop();
  }

  text(characters: string, startByte: number, endByte: number): void {
    const name = this.#names.at(-1) ?? "";
    if (!TEXTS.has(name)) {
      if (WHITE.test(characters) || NO_TEXT.has(name) || this.#frames.length > 0) return;
      throw this.#unnamed(name, startByte, "text");
    }
    if (name === "w:instrText") this.#fields.open.code(characters);
    if (this.#frames.length > 0) {
      if (!CODES.has(name)) this.#compare(characters);
      this.#leaveOut(characters);
      return;
    }
    this.#refuseUnknown(startByte);
    if (!WHITE.test(characters)) this.#fields.refuseText(startByte);
    const words = this.#keepsSpace ? characters : characters.replace(ENDS, "");
    this.#print(words, this.#at(startByte, endByte));
  }

  /** How many letters the document has; throws a `RefusalError` for one that has two texts, or an unclear number. */
  finish(): number {
    this.#changes.refuse(this.#part);
    this.#fields.finish();
    this.#paragraphs.finish();
    return this.#total;
  }

  #openFrame(name: string, startByte: number): void {
    const reason = this.#reasonFor(name);
    const around = this.#frames.at(-1);
    // A text box is named for itself in the drawing that holds it.
    const isBox = name === "w:txbxContent" && around?.reason === "object" && around.name !== name;
    if (reason === null || (around !== undefined && !isBox)) return;
    this.#frames.push({ name, reason, startByte, depth: this.#names.length, letters: 0 });
  }

  #reasonFor(name: string): DropReason | null {
    if (name !== "mc:Choice" && name !== "mc:Fallback") return DROPPED.get(name) ?? null;
    return this.#forms.isUntaken ? "alternative" : null;
  }

  #markField(kind: string | null): void {
    const code = this.#fields.open.mark(kind);
    if (code !== null && this.#frames.length === 0) this.#paragraphs.refuseField(code);
  }

  #printSign(name: string, tag: XmlTag, at: OriginalRange): void {
    const mark = BREAKS.get(name);
    const sign = signOf(name, tag);
    if (sign !== "") {
      this.#refuseUnknown(tag.startByte);
      this.#print(sign, at);
    } else if (mark !== undefined && !this.#fields.open.isInCode) this.#paragraphs.breakBy(mark);
  }

  #print(words: string, at: OriginalRange): void {
    const letters = countLetters(words);
    this.#total += letters;
    this.#compare(words);
    if (this.#fields.open.isInCode) this.#writer.drop("code of a field", "form", { letters, at });
    else if (this.#names.includes("w:rt")) this.#ruby = { text: (this.#ruby?.text ?? "") + words, at };
    else if (!this.#paragraphs.print(words, at))
      throw this.#unnamed(this.#names.at(-2) ?? "", at.startByte, "text in no paragraph");
  }

  /** The reading of a sign stands before it in the file, and is printed above it. */
  #printRuby(): void {
    if (this.#ruby === null) return;
    const { text, at } = this.#ruby;
    this.#writer.add("（", at);
    this.#paragraphs.print(text, at);
    this.#writer.add("）", at);
    this.#ruby = null;
  }

  /** What stands in a drawing may be a text in the one form and a picture of it in the other. */
  #compare(words: string): void {
    if (this.#objects === 0) this.#formTexts.print(words);
  }

  #leaveOut(characters: string): void {
    const letters = countLetters(characters);
    this.#total += letters;
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.letters += letters;
  }

  #refuseUnknown(startByte: number): void {
    if (this.#unknown !== null) throw this.#unnamed(this.#unknown.name, startByte, "text");
  }

  #unnamed(name: string, startByte: number, actual: string): RefusalError {
    return new RefusalError(
      refusal("STOP_TEXT_UNNAMED", {
        field: `${this.#part}, byte ${startByte}`,
        expected: "text in an element of which a rule says whether it belongs to the document",
        actual: `${actual} in <${name}>`,
        details: [`<${name}> at byte ${startByte} of ${this.#part}`],
      }),
    );
  }

  #at(startByte: number, endByte: number): OriginalRange {
    return { part: this.#part, startByte, endByte };
  }
}

/** The sign that an element prints, or nothing. */
function signOf(name: string, tag: XmlTag): string {
  if (name !== "w:sym" && name !== "w16se:symEx") return SIGNS.get(name) ?? "";
  const code = wordAttribute(tag, "char") ?? "";
  return CODE_POINT.test(code) && Number.parseInt(code, 16) <= 0x10ffff
    ? String.fromCodePoint(Number.parseInt(code, 16))
    : "";
}
