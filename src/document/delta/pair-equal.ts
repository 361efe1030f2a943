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

/** Pairs free units by a key of their text, where it is unambiguous: once on both sides, or equally often in the same order. */
function pairElsewhere(pairs: Pairs, keyOf: (text: UnitText) => string | null): void {
  const { before, after } = pairs;
  const old = groupBy(pairs.freeOld(), (at) => keyOf(before.textOf(at)));
  const fresh = groupBy(pairs.freeNew(), (at) => keyOf(after.textOf(at)));
  for (const [key, positions] of fresh) {
    if (key !== null) pairGroup(pairs, old.get(key) ?? [], positions);
  }
}

function pairGroup(pairs: Pairs, olds: readonly number[], freshes: readonly number[]): void {
  const equal = olds.length === freshes.length;
  for (const [at, old] of olds.entries()) {
    const found = equal ? freshes[at] : freshes.find((fresh) => standTogether(pairs, old, fresh));
    if (found === undefined || !pairs.isNewFree(found)) continue;
    if (!isRepetition(pairs.before.at(old).address, pairs.after.at(found).address)) pairs.join(old, found);
  }
}

/** True where the units beside them are pairs, so that their place tells them from others with the same text. */
function standTogether(pairs: Pairs, old: number, fresh: number): boolean {
  if (!pairs.isNewFree(fresh)) return false;
  const isBehind = old > 0 && pairs.newOf(old - 1) === fresh - 1;
  return fresh > 0 && isBehind ? true : pairs.newOf(old + 1) === fresh + 1;
}

/** True where the later version prints a unit twice, and this is the second one: the first has its address. */
function isRepetition(old: string, fresh: string): boolean {
  return fresh.startsWith(old) && REPEATED.test(fresh.slice(old.length));
}
