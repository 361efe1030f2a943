import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { HtmlHandler, HtmlTag } from "./html-events.ts";
import type { TextWindow } from "./text-window.ts";

const MOST_ATTRIBUTES = 256;
/** More of a value is never read: a picture in an attribute may be longer than the document. */
const MOST_VALUE = 4096;
/** Attributes that say what an element is. Of all others only the number is known. */
const READ: ReadonlySet<string> = new Set("class hidden id reversed role start style type value".split(" "));
/** Longer than any name of an element. */
const MOST_NAME = 256;

const NONE: ReadonlyMap<string, string> = new Map();

/** A start tag as it was read. */
class ReadTag implements HtmlTag {
  readonly name: string;
  readonly startByte: number;
  readonly endByte: number;
  readonly isClosed: boolean;
  readonly #attributes: ReadonlyMap<string, string>;

  constructor(
    { name, startByte, endByte, isClosed }: Omit<HtmlTag, "attribute">,
    attributes: ReadonlyMap<string, string>,
  ) {
    this.name = name;
    this.startByte = startByte;
    this.endByte = endByte;
    this.isClosed = isClosed;
    this.#attributes = attributes;
  }

  attribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }
}

/** Puts a start tag together from what the tokenizer says of it. */
export class TagReader {
  readonly #window: TextWindow;
  readonly #handler: HtmlHandler;
  readonly #isXml: boolean;
  #name = "";
  #startByte = 0;
  /** Null where no attribute has been read yet. */
  #attributes: Map<string, string> | null = null;
  #count = 0;
  /** Name and value of the attribute that is read; null where nobody asks for it. */
  #attribute: string | null = null;
  #value = "";

  constructor(window: TextWindow, handler: HtmlHandler, isXml: boolean) {
    this.#window = window;
    this.#handler = handler;
    this.#isXml = isXml;
  }

  begin(start: number, end: number): void {
    this.#startByte = this.#window.byteAt(start) - 1;
    const name = this.#window.slice(start, Math.min(end, start + MOST_NAME)).toLowerCase();
    this.#name = name === "image" && !this.#handler.isForeign() ? "img" : name;
    this.#attributes = null;
    this.#count = 0;
  }

  nameAttribute(start: number, end: number): void {
    this.#count++;
    if (this.#count > MOST_ATTRIBUTES)
      throw new RefusalError(
        refusal("STOP_XML_LIMIT", {
          field: `byte ${this.#window.byteAt(start)}`,
          expected: `at most ${MOST_ATTRIBUTES} attributes at one element`,
          actual: "one more",
        }),
      );
    const name = end - start > MOST_NAME ? "" : this.#window.slice(start, end).toLowerCase();
    // Of two attributes of one name the first one counts.
    this.#attribute = READ.has(name) && this.#attributes?.has(name) !== true ? name : null;
    this.#value = "";
  }

  addValue(start: number, end: number): void {
    if (this.#attribute === null) return;
    const room = MOST_VALUE - this.#value.length;
    if (room > 0) this.#value += this.#window.slice(start, Math.min(end, start + room));
  }

  addCharacter(codePoint: number): void {
    if (this.#attribute !== null && this.#value.length < MOST_VALUE)
      this.#value += String.fromCodePoint(codePoint);
  }

  endAttribute(): void {
    if (this.#attribute !== null) {
      this.#attributes ??= new Map();
      this.#attributes.set(this.#attribute, this.#value);
    }
    this.#attribute = null;
  }

  end(position: number, isSelfClosing: boolean): void {
    const tag = {
      name: this.#name,
      startByte: this.#startByte,
      endByte: this.#window.byteAt(position),
      isClosed: isSelfClosing && (this.#isXml || this.#handler.isForeign()),
    };
    this.#handler.open(new ReadTag(tag, this.#attributes ?? NONE));
  }
}
