import { LeftBegins } from "../../projection/left-begins.ts";
import type { DropReason } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { DropRule } from "./page-rules.ts";

interface Place {
  readonly startByte: number;
  readonly endByte: number;
}

/** Counts the letters of the outermost element that is left out, `T` is what is known of it, and names them when it ends. */
export class LeftOut<T> {
  readonly #writer: ProjectionWriter;
  #owner: T | null = null;
  #rule: DropRule | null = null;
  #startByte = 0;
  #letters = 0;
  readonly #begins = new LeftBegins();
  #isRaw = false;
  /** Whether the beginnings of lines are read: those of a program are no text. */
  #isRead = true;
  /** Text without an element of its own that waits for the end of its block. */
  #loose: { readonly element: string; readonly reason: DropReason; letters: number; at: Place } | null = null;

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  /** The element that is left out; null where text is kept. */
  get owner(): T | null {
    return this.#owner;
  }

  /** `isRaw`: tags in it are text. */
  begin(owner: T, rule: DropRule, startByte: number, isRaw: boolean): void {
    this.endBlock();
    this.#isRaw = isRaw;
    this.#isRead = rule.reason !== "program";
    this.#owner = owner;
    this.#rule = rule;
    this.#startByte = startByte;
    this.#letters = 0;
  }

  count(letters: number, characters: string): void {
    this.#letters += letters;
    if (!this.#isRead) return;
    if (this.#isRaw) this.#begins.readRaw(characters);
    else this.#begins.read(characters);
  }

  /** A text that is left out without an element of its own. */
  loose(
    element: string,
    reason: DropReason,
    text: { readonly characters: string; readonly letters: number; readonly at: Place },
  ): void {
    this.#begins.read(text.characters);
    if (this.#loose?.element !== element) {
      this.endBlock();
      this.#loose = { element, reason, letters: text.letters, at: text.at };
      return;
    }
    this.#loose.letters += text.letters;
    this.#loose.at = { ...this.#loose.at, endByte: text.at.endByte };
  }

  /** A block begins or ends in what is left out. */
  endBlock(): void {
    if (this.#owner !== null) {
      this.#begins.endLine();
      return;
    }
    const loose = this.#loose;
    if (loose === null) return;
    this.#loose = null;
    this.#tell(loose.element, loose.reason, loose.letters, loose.at, this.#begins.take());
  }

  end(endByte: number): void {
    const rule = this.#rule;
    if (rule !== null)
      this.#tell(
        rule.name,
        rule.reason,
        this.#letters,
        { startByte: this.#startByte, endByte },
        this.#begins.take(),
      );
    this.#owner = null;
    this.#rule = null;
  }

  /** Names what is left out without an element of its own. */
  name(element: string, reason: DropReason, letters: number, at: Place): void {
    this.#tell(element, reason, letters, at, []);
  }

  #tell(element: string, reason: DropReason, letters: number, at: Place, begins: readonly string[]): void {
    this.#writer.drop(element, reason, { letters, at: { part: null, ...at }, begins });
  }
}
