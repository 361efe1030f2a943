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

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  /** The element that is left out; null where text is kept. */
  get owner(): T | null {
    return this.#owner;
  }

  begin(owner: T, rule: DropRule, startByte: number): void {
    this.#owner = owner;
    this.#rule = rule;
    this.#startByte = startByte;
    this.#letters = 0;
  }

  count(letters: number): void {
    this.#letters += letters;
  }

  end(endByte: number): void {
    const rule = this.#rule;
    if (rule !== null)
      this.name(rule.name, rule.reason, this.#letters, { startByte: this.#startByte, endByte });
    this.#owner = null;
    this.#rule = null;
  }

  /** Names what is left out without an element of its own. */
  name(element: string, reason: DropReason, letters: number, at: Place): void {
    this.#writer.drop(element, reason, { letters, at: { part: null, ...at } });
  }
}
