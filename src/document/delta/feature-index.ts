import type { Features } from "./features.ts";

/** A feature of more units than this says nothing about which of them is meant. */
const MOST_OWNERS = 48;
const NONE = -1;

/** Finds the units that share rare features with another one. */
export class FeatureIndex {
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #values: Uint32Array;
  readonly #owners: Int32Array;
  readonly #mask: number;

  constructor(features: Features, positions: readonly number[]) {
    const total = positions.reduce((sum, position) => sum + features.of(position).length, 0);
    const size = 2 ** Math.max(4, Math.ceil(Math.log2(total + 1)));
    this.#mask = size - 1;
    this.#heads = new Int32Array(size).fill(NONE);
    this.#next = new Int32Array(total);
    this.#values = new Uint32Array(total);
    this.#owners = new Int32Array(total);
    let row = 0;
    for (const position of positions) {
      for (const value of features.of(position)) {
        this.#values[row] = value;
        this.#owners[row] = position;
        this.#next[row] = this.#heads[value & this.#mask] ?? NONE;
        this.#heads[value & this.#mask] = row++;
      }
    }
  }

  /** The units that share most rare features with these, best first, at most `limit`. */
  search(features: Uint32Array, limit: number): readonly number[] {
    const votes = new Map<number, number>();
    for (const value of features) {
      const owners = this.#ownersOf(value);
      for (const owner of owners) votes.set(owner, (votes.get(owner) ?? 0) + 1 / owners.length);
    }
    return [...votes]
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, limit)
      .map(([owner]) => owner);
  }

  /** The owners of a feature; none where they are too many. */
  #ownersOf(value: number): readonly number[] {
    const owners: number[] = [];
    for (let row = this.#heads[value & this.#mask] ?? NONE; row !== NONE; row = this.#next[row] ?? NONE) {
      if (this.#values[row] !== value) continue;
      owners.push(this.#owners[row] ?? NONE);
      if (owners.length > MOST_OWNERS) return [];
    }
    return owners;
  }
}
