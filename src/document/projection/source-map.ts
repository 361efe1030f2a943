import { partitionPoint } from "../../collections/partition-point.ts";
import type { OriginalMap, OriginalRange } from "./projection.ts";

/** Where each line of a projection stands in the file. Lines without text of the file have no entry. */
export class SourceMap implements OriginalMap {
  readonly #parts: readonly (string | null)[];
  /** Four numbers an entry: first byte of the line in the projection, part, first and last byte in the part. */
  readonly #entries: Float64Array;

  constructor(parts: readonly (string | null)[], entries: Float64Array) {
    this.#parts = parts;
    this.#entries = entries;
  }

  get length(): number {
    return this.#entries.length / WIDTH;
  }

  /** Where the text of the projection in `[startByte, endByte)` stands in the file, from its first line to its last; an empty range where it holds no text of the file. */
  rangeOf(startByte: number, endByte: number): OriginalRange {
    const from = this.#indexAt(startByte);
    const to = this.#indexAt(endByte);
    let range: OriginalRange | null = null;
    for (let index = from; index < to; index++) {
      const at = index * WIDTH;
      const part = this.#parts[this.#entries[at + 1] ?? 0] ?? null;
      const [start, end] = [this.#entries[at + 2] ?? 0, this.#entries[at + 3] ?? 0];
      if (range === null) range = { part, startByte: start, endByte: end };
      else if (range.part === part)
        range = {
          part,
          startByte: Math.min(range.startByte, start),
          endByte: Math.max(range.endByte, end),
        };
    }
    return range ?? { part: null, startByte: 0, endByte: 0 };
  }

  /** Position of the first line that begins at a byte or after it. */
  #indexAt(byte: number): number {
    return partitionPoint(this.length, (index) => (this.#entries[index * WIDTH] ?? 0) >= byte);
  }
}

const WIDTH = 4;
const FIRST_ENTRIES = 256;

/** Collects the lines of a map; memory grows with the number of lines. */
export class SourceMapWriter {
  readonly #parts: (string | null)[] = [];
  #entries = new Float64Array(FIRST_ENTRIES * WIDTH);
  #length = 0;

  /** Bytes `[startByte, endByte)` of a part are text of the line that begins at `lineStart` in the projection. */
  add(lineStart: number, { part, startByte, endByte }: OriginalRange): void {
    const last = (this.#length - 1) * WIDTH;
    const isSame = this.#length > 0 && this.#entries[last] === lineStart && this.#parts.at(-1) === part;
    if (isSame) {
      this.#entries[last + 2] = Math.min(this.#entries[last + 2] ?? 0, startByte);
      this.#entries[last + 3] = Math.max(this.#entries[last + 3] ?? 0, endByte);
      return;
    }
    if (this.#parts.at(-1) !== part || this.#parts.length === 0) this.#parts.push(part);
    if ((this.#length + 1) * WIDTH > this.#entries.length) {
      const wider = new Float64Array(this.#entries.length * 2);
      wider.set(this.#entries);
      this.#entries = wider;
    }
    this.#entries.set([lineStart, this.#parts.length - 1, startByte, endByte], this.#length * WIDTH);
    this.#length++;
  }

  /** Where the text of the last line stands. */
  get last(): OriginalRange {
    const at = (this.#length - 1) * WIDTH;
    const part = this.#parts.at(-1) ?? null;
    return { part, startByte: this.#entries[at + 2] ?? 0, endByte: this.#entries[at + 3] ?? 0 };
  }

  close(): SourceMap {
    return new SourceMap(this.#parts, this.#entries.slice(0, this.#length * WIDTH));
  }
}
