/** Random choices that are the same for the same seed. */
export interface Dice {
  /** A whole number from 0 to `end` - 1. */
  below(end: number): number;
  chance(share: number): boolean;
  one<T>(choices: readonly [T, ...T[]]): T;
  shuffled<T>(values: readonly T[]): readonly T[];
}

/** The generator mulberry32. */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (share) => next() < share,
    one: (choices) => choices[below(choices.length)] ?? choices[0],
    shuffled(values) {
      const drawn = values.map((value) => ({ value, place: next() }));
      return drawn.sort((a, b) => a.place - b.place).map(({ value }) => value);
    },
  };
}
