import { MadeRows } from "./rows.ts";

const BLOCK = 256;

/**
 * Rows of one shape, packed as JSON text in blocks of 256. They take a fifth of the memory that objects would take, and give the garbage
 * collector nothing to traverse. Fields hold JSON values; every row has the fields of the first.
 */
export class PackedRows<T extends object> extends MadeRows<T> {
  readonly #blocks: string[] = [];
  #fields: readonly (keyof T)[] = [];
  /** Fields of the rows of the block that is being filled. */
  #open: unknown[][] = [];
  #read: { readonly block: number; readonly cells: readonly (readonly unknown[])[] } = {
    block: -1,
    cells: [],
  };

  get length(): number {
    return this.#blocks.length * BLOCK + this.#open.length;
  }

  push(row: T): void {
    if (this.length === 0) this.#fields = Object.keys(row) as (keyof T)[];
    this.#open.push(this.#fields.map((field) => row[field]));
    if (this.#open.length < BLOCK) return;
    this.#blocks.push(JSON.stringify(this.#open));
    this.#open = [];
  }

  protected make(index: number): T {
    const cells = this.#cellsOf(Math.floor(index / BLOCK))[index % BLOCK] ?? [];
    const row: Partial<T> = {};
    let at = 0;
    for (const field of this.#fields) row[field] = cells[at++] as T[keyof T];
    return row as T;
  }

  #cellsOf(block: number): readonly (readonly unknown[])[] {
    const packed = this.#blocks[block];
    if (packed === undefined) return this.#open;
    if (this.#read.block !== block) this.#read = { block, cells: JSON.parse(packed) };
    return this.#read.cells;
  }
}
