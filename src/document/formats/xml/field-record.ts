import type { OriginalRange } from "../../projection/projection.ts";
import { fold } from "./piece-drafts.ts";
import type { RecordReading, Rule, XmlProfile } from "./rules.ts";

/** The text of one field. */
interface FieldText {
  readonly field: string;
  /** Tells fields of one name apart. */
  readonly position: number;
  characters: string;
  from: OriginalRange;
}

/** Collects the data of a piece until its record ends: only then it is known what the piece is. */
export class FieldRecord {
  readonly #read: XmlProfile["readRecord"];
  #texts: FieldText[] = [];
  #field = "";
  #position = 0;
  #isOpen = false;
  #before = "";

  constructor(read: XmlProfile["readRecord"]) {
    this.#read = read;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What the record that was closed last holds, in the order of the file. */
  get texts(): readonly FieldText[] {
    return this.#texts;
  }

  open(): void {
    this.#texts = [];
    this.#isOpen = true;
  }

  enter(does: Rule["does"], local: string): void {
    if (does === "field") {
      this.#field = local;
      this.#position++;
    } else if (does !== "inline") this.#space();
  }

  leave(does: Rule["does"]): void {
    if (does === "field") this.#field = "";
    else if (does !== "inline") this.#space();
  }

  text(characters: string, from: OriginalRange): void {
    const last = this.#texts.at(-1);
    if (last?.position !== this.#position || last.field !== this.#field)
      this.#texts.push({ field: this.#field, position: this.#position, characters, from });
    else {
      last.characters += characters;
      last.from = { ...from, startByte: last.from.startByte };
    }
  }

  /** What the record says of its piece. */
  close(): RecordReading | null {
    this.#isOpen = false;
    const parts = new Map<string, string[]>();
    for (const { field, characters } of this.#texts) {
      const known = parts.get(field);
      if (known === undefined) parts.set(field, [characters]);
      else known.push(characters);
    }
    const fields = new Map([...parts].map(([field, texts]) => [field, fold(texts.join(""))]));
    const reading = this.#read?.(fields, this.#before) ?? null;
    if (reading !== null) this.#before = reading.position;
    return reading;
  }

  /** Within a field a space stands for an element. */
  #space(): void {
    const last = this.#texts.at(-1);
    if (last?.position === this.#position && last.field === this.#field) last.characters += " ";
  }
}
