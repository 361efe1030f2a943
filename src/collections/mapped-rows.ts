import { MadeRows, type Rows, rowAt } from "./rows.ts";

/** A view of rows through a function, which is called at every read; `index` is the row's position. */
export class MappedRows<S, T> extends MadeRows<T> {
  readonly #rows: Rows<S>;
  readonly #change: (row: S, index: number) => T;

  constructor(rows: Rows<S>, change: (row: S, index: number) => T) {
    super();
    this.#rows = rows;
    this.#change = change;
  }

  get length(): number {
    return this.#rows.length;
  }

  protected make(index: number): T {
    return this.#change(rowAt(this.#rows, index), index);
  }
}
