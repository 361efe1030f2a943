import { partitionPoint } from "./partition-point.ts";

/** Rows that an entry has room for beside a hash of 32 bits. */
const MOST_ROWS = 2 ** 21;

/**
 * Which rows of a long list have a text, by hashes of the texts alone: eight bytes an entry. Where two texts have one hash, rows of both are found, so
 * that whoever asks looks at the texts again.
 */
export class TextFinder {
  /** Each a hash and a row behind it, in their order. */
  readonly #entries: Float64Array;

  constructor(entries: Iterable<readonly [text: string, row: number]>) {
    this.#entries = Float64Array.from(packEntries(entries)).sort();
  }

  /** In the order of the rows. */
  find(text: string): readonly number[] {
    const first = hashOf(text) * MOST_ROWS;
    const found: number[] = [];
    for (let at = this.#from(first); at < this.#entries.length; at++) {
      const row = (this.#entries[at] ?? 0) - first;
      if (row >= MOST_ROWS) break;
      found.push(row);
    }
    return found;
  }

  #from(first: number): number {
    return partitionPoint(this.#entries.length, (at) => (this.#entries[at] ?? 0) >= first);
  }
}

function* packEntries(entries: Iterable<readonly [text: string, row: number]>): Generator<number> {
  for (const [text, row] of entries) {
    if (row >= MOST_ROWS) throw new RangeError(`no room for row ${row}`);
    yield hashOf(text) * MOST_ROWS + row;
  }
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
