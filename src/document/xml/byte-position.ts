/** Turns positions in a text that is read chunk by chunk, in UTF-16 units, into bytes of its UTF-8; positions are asked in ascending order. */
export class BytePosition {
  #chunk = "";
  #isAscii = true;
  /** Units before the chunk, and the byte at which it begins. */
  #startUnit = 0;
  #startByte = 0;
  #lastUnit = 0;
  #lastByte = 0;

  /** The next chunk, which begins at a byte of the file. */
  take(chunk: string, startByte: number): void {
    this.#startUnit += this.#chunk.length;
    this.#chunk = chunk;
    this.#startByte = startByte;
    this.#isAscii = Buffer.byteLength(chunk) === chunk.length;
    this.#lastUnit = 0;
    this.#lastByte = startByte;
  }

  /** The byte at which a position of the text stands that lies in the current chunk or at its end. */
  byteAt(position: number): number {
    const unit = Math.max(0, position - this.#startUnit);
    if (this.#isAscii) return this.#startByte + unit;
    if (unit < this.#lastUnit) return this.#startByte + Buffer.byteLength(this.#chunk.slice(0, unit));
    this.#lastByte += Buffer.byteLength(this.#chunk.slice(this.#lastUnit, unit));
    this.#lastUnit = unit;
    return this.#lastByte;
  }
}
