import { FeatureIndex } from "./feature-index.ts";
import { countShared, type Features, readFeatures, shareOf } from "./features.ts";
import type { Pairs } from "./pairs.ts";

/** How like the changed units of two versions are, by pairs of neighbouring words. */
export interface Likeness {
  /** Twice what both have, by what they have together: 0 to 1. */
  ofBoth(old: number, fresh: number): number;
  /** Share of the new unit that stands in the old one. */
  inOld(old: number, fresh: number): number;
  /** Share of the old unit that stands in the new one. */
  inNew(old: number, fresh: number): number;
  /** Units of the other version that may be like this one, best first. */
  oldLike(fresh: number): readonly number[];
  newLike(old: number): readonly number[];
  /** How many features a unit has; few of them prove nothing. */
  sizeOfOld(old: number): number;
  sizeOfNew(fresh: number): number;
}

const MOST_CANDIDATES = 8;

/** Reads the words of all units that have changed: those without a partner of the same text. */
export function readLikeness(pairs: Pairs, olds: readonly number[], freshes: readonly number[]): Likeness {
  const { before, after } = pairs;
  const words = (side: typeof before, at: readonly number[]) =>
    at.reduce((sum, position) => sum + side.textOf(position).length + 2, 0);
  const share = shareOf(Math.max(words(before, olds), words(after, freshes)));
  const was = readFeatures(before, olds, share);
  const is = readFeatures(after, freshes, share);
  const shared = (old: number, fresh: number) => countShared(was.of(old), is.of(fresh));
  const part = (features: Features, at: number, count: number) => count / Math.max(1, features.of(at).length);
  let oldIndex: FeatureIndex | undefined;
  let newIndex: FeatureIndex | undefined;
  return {
    ofBoth: (old, fresh) => (2 * shared(old, fresh)) / Math.max(1, was.of(old).length + is.of(fresh).length),
    inOld: (old, fresh) => part(is, fresh, shared(old, fresh)),
    inNew: (old, fresh) => part(was, old, shared(old, fresh)),
    oldLike: (fresh) => {
      oldIndex ??= new FeatureIndex(was, olds);
      return oldIndex.search(is.of(fresh), MOST_CANDIDATES);
    },
    newLike: (old) => {
      newIndex ??= new FeatureIndex(is, freshes);
      return newIndex.search(was.of(old), MOST_CANDIDATES);
    },
    sizeOfOld: (old) => was.of(old).length,
    sizeOfNew: (fresh) => is.of(fresh).length,
  };
}
