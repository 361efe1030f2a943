const FIRST_BYTES = 1 << 16;

/** A text that grows at its end, kept as UTF-8. */
export class TextBuffer {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Bytes that were written. */
  get length(): number {
    return this.#length;
  }

  append(text: string): void {
    // No UTF-16 unit takes more than three bytes.
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) this.#grow(Math.max(most, this.#bytes.length * 2));
    this.#length += this.#bytes.write(text, this.#length, "utf8");
  }

  /** Takes away what was written from a byte on. */
  cut(startByte: number): string {
    const text = this.#bytes.toString("utf8", startByte, this.#length);
    this.#length = startByte;
    return text;
  }

  /** The bytes, without the room behind them. */
  close(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #grow(size: number): void {
    const wider = Buffer.allocUnsafe(size);
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}
