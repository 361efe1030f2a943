/** A list that is read like an array. Its rows may be created at every read, so that a long list need not be held as objects. */
export interface Rows<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T | undefined;
  slice(start?: number, end?: number): readonly T[];
  filter(belongs: (row: T, index: number) => boolean): readonly T[];
  map<U>(change: (row: T, index: number) => U): readonly U[];
}

/** In a list of at most so many rows, a row that was created is held for the next read. */
const MAX_HELD = 32_768;

/** Rows that are created when they are read; a subclass gives their number and creates each. */
export abstract class MadeRows<T> implements Rows<T> {
  abstract readonly length: number;
  /** The row that was read last; two lists that are read side by side ask for it again and again. */
  #last: T | undefined;
  #lastIndex = -1;
  /** The rows of a short list by position, as far as they were created. */
  #held: (T | undefined)[] = [];
  /** Creates the row at a position from 0 to `length - 1`. */
  protected abstract make(index: number): T;

  at(index: number): T | undefined {
    const position = index < 0 ? this.length + index : index;
    return position >= 0 && position < this.length ? this.#take(position) : undefined;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.length; index++) yield this.#take(index);
  }

  #take(index: number): T {
    if (this.length <= MAX_HELD) return this.#hold(index);
    if (this.#lastIndex === index && this.#last !== undefined) return this.#last;
    const row = this.make(index);
    this.#last = row;
    this.#lastIndex = index;
    this.#held = [];
    return row;
  }

  #hold(index: number): T {
    const held = this.#held[index];
    if (held !== undefined) return held;
    const row = this.make(index);
    // A list with holes would be read slowly.
    while (this.#held.length <= index) this.#held.push(undefined);
    this.#held[index] = row;
    return row;
  }

  /** Drops the rows that are held, so that each is created anew. */
  protected forget(): void {
    this.#last = undefined;
    this.#lastIndex = -1;
    this.#held = [];
  }

  slice(start = 0, end = this.length): readonly T[] {
    const from = start < 0 ? Math.max(0, this.length + start) : start;
    const to = Math.min(this.length, end < 0 ? this.length + end : end);
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => this.#take(from + index));
  }

  filter(belongs: (row: T, index: number) => boolean): readonly T[] {
    return [...this].filter(belongs);
  }

  map<U>(change: (row: T, index: number) => U): readonly U[] {
    return Array.from(this, change);
  }

  /** In JSON, rows are written as an array. */
  toJSON(): readonly T[] {
    return [...this];
  }
}

/** The row at a position that must exist; throws a RangeError where it does not. */
export function rowAt<T>(rows: Rows<T>, index: number): T {
  const row = rows.at(index);
  if (row === undefined) throw new RangeError(`there is no row ${index} among ${rows.length}`);
  return row;
}
