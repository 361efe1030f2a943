interface Chunk {
  readonly text: string;
  readonly startUnit: number;
  readonly startByte: number;
  readonly isAscii: boolean;
}

/**
 * The part of a text that a tokenizer may still ask for, by positions in UTF-16 units, and the bytes at which these stand. Positions are asked for
 * in ascending order; what lies before the oldest one that is needed is let go, so that memory grows with the longest token.
 */
export class TextWindow {
  #chunks: Chunk[] = [];
  #endUnit = 0;
  /** The place that was asked for last: the next one is counted from it. */
  #seenUnit = 0;
  #seenByte = 0;

  /** The next chunk, which begins at a byte of the file; nothing before the position `needed` will be asked for. */
  take(text: string, startByte: number, needed: number): void {
    const first = this.#chunks.findIndex((chunk) => chunk.startUnit + chunk.text.length > needed);
    this.#chunks = first < 0 ? [] : this.#chunks.slice(first);
    const isAscii = Buffer.byteLength(text) === text.length;
    this.#chunks.push({ text, startUnit: this.#endUnit, startByte, isAscii });
    this.#endUnit += text.length;
  }

  slice(start: number, end: number): string {
    let found = "";
    for (const { text, startUnit } of this.#chunks) {
      if (startUnit >= end) break;
      if (startUnit + text.length > start)
        found += text.slice(Math.max(0, start - startUnit), end - startUnit);
    }
    return found;
  }

  /** The byte at which a position stands. */
  byteAt(position: number): number {
    const chunk = this.#chunks.findLast(({ startUnit }) => startUnit <= position);
    if (chunk === undefined) return this.#seenByte;
    const { text, startUnit, startByte, isAscii } = chunk;
    if (isAscii) return startByte + position - startUnit;
    const isAhead = this.#seenUnit > startUnit && this.#seenUnit <= position;
    const from = isAhead ? this.#seenUnit : startUnit;
    const fromByte = isAhead ? this.#seenByte : startByte;
    this.#seenUnit = position;
    this.#seenByte = fromByte + Buffer.byteLength(text.slice(from - startUnit, position - startUnit));
    return this.#seenByte;
  }
}
