const BLOCK = 256;

/** Many short texts joined into a few long ones. A text costs its characters and four bytes; reading it makes a slice. */
export class TextColumn {
  readonly #blocks: { readonly text: string; readonly ends: Uint32Array }[] = [];
  #open: string[] = [];

  push(text: string): void {
    this.#open.push(text);
    if (this.#open.length < BLOCK) return;
    const ends = new Uint32Array(BLOCK);
    let end = 0;
    for (const [index, { length }] of this.#open.entries()) {
      end += length;
      ends[index] = end;
    }
    this.#blocks.push({ text: this.#open.join(""), ends });
    this.#open = [];
  }

  /** The text at a position; empty past the last. */
  at(index: number): string {
    const block = this.#blocks[Math.floor(index / BLOCK)];
    const within = index % BLOCK;
    if (block === undefined) return this.#open[within] ?? "";
    return block.text.slice(within === 0 ? 0 : block.ends[within - 1], block.ends[within]);
  }
}
