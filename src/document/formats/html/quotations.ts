const OPENING = /^\s*["'‘‚‛“„‟«»‹›「『]/u;
const CLOSING = /["'’‘”“«»‹›」』][;.,:]?\s*$/u;
const TAIL = 8;

/** Knows whether a text stands in a quotation that began with the head of a quoted article: it ends with a block that ends in a closing mark. */
export class Quotations {
  #isOpen = false;
  #tail = "";

  get isOpen(): boolean {
    return this.#isOpen;
  }

  read(characters: string): void {
    this.#tail = (this.#tail + characters).slice(-TAIL);
  }

  /** The block before has ended. */
  endBlock(): void {
    if (CLOSING.test(this.#tail)) this.#isOpen = false;
    this.#tail = "";
  }

  /** True for a head that begins with a quotation, or stands in one. */
  isOpenAt(head: string): boolean {
    if (OPENING.test(head)) this.#isOpen = true;
    return this.#isOpen;
  }
}
