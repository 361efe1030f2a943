import { chances } from "../chances.ts";

/** Choices that come from a seed alone. */
export class Chance {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    this.#drawn += 1;
    return Math.floor(chances(this.#seed, this.#drawn)[0] * limit);
  }

  of<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to choose from");
    return item;
  }
}
