import type { Side } from "./sides.ts";

/** Most features that are kept of one side; of longer texts each unit keeps the same share, chosen by their values. */
const MOST_FEATURES = 3_000_000;

/** The pairs of neighbouring words of some units, as sorted numbers without repetition. */
export interface Features {
  of(position: number): Uint32Array;
}

/** Reads the features of the units at the positions, of which there may be a hundred thousand with a hundred megabytes of text. */
export function readFeatures(side: Side, positions: readonly number[], share: number): Features {
  const found = new Map<number, Uint32Array>();
  for (const position of positions) found.set(position, featuresOf(side.wordsOf(position), share));
  return { of: (position) => found.get(position) ?? new Uint32Array(0) };
}

/** One in how many features is kept, so that those of all positions fit. */
export function shareOf(words: number): number {
  return Math.max(1, Math.ceil(words / MOST_FEATURES));
}

function featuresOf(words: readonly string[], share: number): Uint32Array {
  const all = new Uint32Array(words.length + 1);
  let last = hashWord("");
  for (let at = 0; at <= words.length; at++) {
    const next = hashWord(words[at] ?? "");
    all[at] = mix(Math.imul(last, 0x9e3779b1) ^ next);
    last = next;
  }
  const kept = share === 1 || all.length < 2 * share ? all : all.filter((value) => value % share === 0);
  return unique(kept.sort());
}

/** FNV-1a. */
function hashWord(word: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) value = Math.imul(value ^ word.charCodeAt(at), 0x01000193);
  return value;
}

/** Spreads the bits, so that a remainder chooses evenly. */
function mix(value: number): number {
  let spread = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  spread = Math.imul(spread ^ (spread >>> 13), 0xc2b2ae35);
  return (spread ^ (spread >>> 16)) >>> 0;
}

function unique(sorted: Uint32Array): Uint32Array {
  let end = 0;
  for (const value of sorted) {
    if (end === 0 || sorted[end - 1] !== value) sorted[end++] = value;
  }
  return sorted.slice(0, end);
}

/** How many features two units share. */
export function countShared(one: Uint32Array, other: Uint32Array): number {
  let [at, behind, count] = [0, 0, 0];
  while (at < one.length && behind < other.length) {
    const difference = (one[at] ?? 0) - (other[behind] ?? 0);
    if (difference === 0) count++;
    if (difference <= 0) at++;
    if (difference >= 0) behind++;
  }
  return count;
}
