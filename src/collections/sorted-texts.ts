import { partitionPoint } from "./partition-point.ts";
import { TextColumn } from "./text-column.ts";

/** Many texts in the order of their UTF-16 code units, each once, which cost little more than their characters. */
export class SortedTexts implements Iterable<string> {
  readonly #texts = new TextColumn();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a text that stands behind all others; whether it does. */
  push(text: string): boolean {
    if (this.#length > 0 && text <= this.#texts.at(this.#length - 1)) return false;
    this.#texts.push(text);
    this.#length++;
    return true;
  }

  has(text: string): boolean {
    const at = partitionPoint(this.#length, (index) => this.#texts.at(index) >= text);
    return at < this.#length && this.#texts.at(at) === text;
  }

  *[Symbol.iterator](): Generator<string> {
    for (let at = 0; at < this.#length; at++) yield this.#texts.at(at);
  }
}
