import { groupBy } from "../../collections/group-by.ts";
import type { Pairs } from "./pairs.ts";
import type { UnitText } from "./sides.ts";

/** Text of so few words and signs is found in units that have nothing else in common. */
const FEW_WORDS = 5;
const REPEATED = /^\/(?:WORDING|AGAIN|AFTER)-[\w-]+$/;

/** Pairs the units whose text is the same: under the same address first, then under another one. */
export function pairEqual(pairs: Pairs): void {
  pairSameBytes(pairs);
  pairSameAddress(pairs);
  pairElsewhere(pairs, ({ title, text, length }) =>
    length > 0 || title !== "" ? `${title}\n${text}` : null,
  );
  pairElsewhere(pairs, ({ text, length }) => (length >= FEW_WORDS ? text : null));
}

function pairSameBytes(pairs: Pairs): void {
  const { before, after } = pairs;
  let fresh = 0;
  for (const { address } of after.units) {
    const old = before.positions.get(address);
    if (old !== undefined && pairs.isOldFree(old) && pairs.isNewFree(fresh)) {
      if (before.hashes[old] === after.hashes[fresh]) pairs.join(old, fresh);
    }
    fresh++;
  }
}

function pairSameAddress(pairs: Pairs): void {
  const { before, after } = pairs;
  for (const fresh of pairs.freeNew()) {
    const old = before.positions.get(after.at(fresh).address);
    if (old === undefined || !pairs.isOldFree(old)) continue;
    const [was, is] = [before.textOf(old), after.textOf(fresh)];
    if (was.whole === is.whole || (was.text === is.text && (was.length > 0 || was.title === is.title)))
      pairs.join(old, fresh);
  }
}

/**
 * Pairs free units by a key of their text, where it is unambiguous: once on both sides, or equally often in the same order. Where one version has
 * more of them, those beside a pair that is known by then are meant.
 */
function pairElsewhere(pairs: Pairs, keyOf: (text: UnitText) => string | null): void {
  const { before, after } = pairs;
  const old = groupBy(pairs.freeOld(), (at) => keyOf(before.textOf(at)));
  const fresh = groupBy(pairs.freeNew(), (at) => keyOf(after.textOf(at)));
  const unequal: (readonly [readonly number[], readonly number[]])[] = [];
  for (const [key, freshes] of fresh) {
    const olds = key === null ? undefined : old.get(key);
    if (olds === undefined) continue;
    if (olds.length !== freshes.length) unequal.push([olds, freshes]);
    else for (const [at, one] of olds.entries()) joinUnlessRepeated(pairs, one, freshes[at]);
  }
  for (const [olds, freshes] of unequal) pairByNeighbours(pairs, olds, freshes);
}

/** Looks for each old unit at the places beside the partners of its own neighbours. */
function pairByNeighbours(pairs: Pairs, olds: readonly number[], freshes: readonly number[]): void {
  const open = new Set(freshes);
  for (const old of olds) {
    const places = [pairs.newOf(old - 1), pairs.newOf(old + 1)].map((place, at) =>
      place === null ? -1 : at === 0 ? place + 1 : place - 1,
    );
    const found = places.find((place) => open.has(place) && pairs.isNewFree(place));
    joinUnlessRepeated(pairs, old, found);
  }
}

function joinUnlessRepeated(pairs: Pairs, old: number, fresh: number | undefined): void {
  if (fresh === undefined) return;
  if (!isRepetition(pairs.before.at(old).address, pairs.after.at(fresh).address)) pairs.join(old, fresh);
}

/** True where the later version prints a unit twice, and this is the second one: the first has its address. */
function isRepetition(old: string, fresh: string): boolean {
  return fresh.startsWith(old) && REPEATED.test(fresh.slice(old.length));
}
