import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { DropReason } from "../../projection/projection.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import type { Rule } from "./rules.ts";

/**
 * An element that is left out, or of which no rule says what it is, while it is read. No possible unit that holds text stands in one, but in a
 * quotation: who wrote the file takes for law there what would be left out.
 */
export class Apart {
  readonly tag: XmlTag;
  /** Null where no rule names it. */
  readonly why: DropReason | null;
  readonly #ruleFor: (tag: XmlTag) => Rule | null;
  /** Elements that are open in it, with itself. */
  #depth = 1;
  #letters = 0;
  /** The outermost possible unit or quotation that is open in it. */
  #inner: { readonly tag: XmlTag; readonly isUnit: boolean; readonly depth: number } | null = null;

  constructor(tag: XmlTag, why: DropReason | null, ruleFor: (tag: XmlTag) => Rule | null) {
    this.tag = tag;
    this.why = why;
    this.#ruleFor = ruleFor;
  }

  get letters(): number {
    return this.#letters;
  }

  open(tag: XmlTag): void {
    this.#depth++;
    if (this.why === null || this.#inner !== null) return;
    const rule = this.#ruleFor(tag);
    const isUnit = rule?.does === "piece" && rule.piece.rank !== null;
    if (isUnit || rule?.does === "quote") this.#inner = { tag, isUnit, depth: this.#depth };
  }

  /** True where the element itself ends. */
  close(): boolean {
    if (this.#inner?.depth === this.#depth) this.#inner = null;
    this.#depth--;
    return this.#depth === 0;
  }

  text(letters: number, startByte: number): void {
    if (letters === 0) return;
    if (this.why === null) throw unnamed(this.tag, startByte);
    if (this.#inner?.isUnit === true) throw unitInside(this.tag, this.#inner.tag);
    this.#letters += letters;
  }
}

function unnamed({ name, uri, startByte }: XmlTag, byte: number): RefusalError {
  const space = uri === "" ? "" : ` of ${uri}`;
  return new RefusalError(
    refusal("STOP_TEXT_UNNAMED", {
      field: `byte ${byte}`,
      expected: "an element that a rule names",
      actual: `text in <${name}>${space}`,
      details: [`<${name}>${space} at byte ${startByte}`],
    }),
  );
}

function unitInside(around: XmlTag, unit: XmlTag): RefusalError {
  return new RefusalError(
    refusal("STOP_STRUCTURE_UNCLEAR", {
      field: `byte ${unit.startByte}`,
      expected: "units outside of what is left out",
      actual: `<${unit.name}> with text in <${around.name}>`,
      details: [`<${around.name}> at byte ${around.startByte}`],
    }),
  );
}
