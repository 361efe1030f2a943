import type { Findings } from "./findings.ts";
import type { Likeness } from "./likeness.ts";
import type { Pairs } from "./pairs.ts";

/** Share of a part that stands in the whole. */
const PART = 0.6;
/** A part that has more of the whole is the whole itself. */
const WHOLE = 0.85;
/** Parts of one whole share little with each other: together they are hardly more than it. */
const TOGETHER = 1.2;
/** A shorter text is no evidence. */
const LEAST_PART = 12;
const LEAST_WHOLE = 24;
/** So like its own predecessor, a unit needs no other. */
const OWN = 0.5;

/** Asks about units whose text stands in several units of the new version, and about those that took up the text of several. */
export function findSplitsAndMerges(pairs: Pairs, likeness: Likeness, findings: Findings): void {
  const { before, after } = pairs;
  for (const old of pairs.freeOld()) {
    if (likeness.sizeOfOld(old) < LEAST_WHOLE) continue;
    const { address } = before.at(old);
    const parts = likeness.newLike(old).filter((fresh) => {
      if (!pairs.isNewFree(fresh) || likeness.sizeOfNew(fresh) < LEAST_PART) return false;
      if (likeness.inOld(old, fresh) < PART || likeness.inNew(old, fresh) > WHOLE) return false;
      return after.at(fresh).address === address || !hasOwnOld(pairs, likeness, fresh);
    });
    if (parts.length < 2) continue;
    const why = "the text of the earlier unit stands in several units of the later version";
    findings.ask({ before: [old], after: inOrder(parts), relation: "split_into", why });
  }
  for (const fresh of pairs.freeNew()) {
    if (likeness.sizeOfNew(fresh) < LEAST_WHOLE) continue;
    const { address } = after.at(fresh);
    const parts = likeness.oldLike(fresh).filter((old) => {
      if (!pairs.isOldFree(old) || likeness.sizeOfOld(old) < LEAST_PART) return false;
      if (likeness.inNew(old, fresh) < PART || likeness.inOld(old, fresh) > WHOLE) return false;
      return before.at(old).address === address || !hasOwnNew(pairs, likeness, old);
    });
    if (parts.length < 2) continue;
    // The unit that had the address goes on, with the text of the others.
    const own = before.positions.get(address);
    if (own !== undefined && !pairs.isOldFree(own)) continue;
    const olds = own === undefined ? parts : [...new Set([own, ...parts])];
    const why = "the later unit holds the text of several units of the earlier version";
    findings.ask({ before: inOrder(olds), after: [fresh], relation: "merged_into", why });
  }
}

/** Asks about what is left without a partner while its text stands in a unit that has one, or came out of it. */
export function findTakenUp(pairs: Pairs, likeness: Likeness, findings: Findings): void {
  const { before, after } = pairs;
  const merged = new Map<number, number[]>();
  for (const old of pairs.freeOld()) {
    const fresh = likeness.newLike(old).find((at) => likeness.inNew(old, at) >= PART);
    const partner = fresh === undefined ? null : pairs.oldOf(fresh);
    if (fresh === undefined || partner === null || findings.asksAboutOld(old)) continue;
    if (likeness.sizeOfOld(old) < LEAST_PART) continue;
    if (likeness.inOld(old, fresh) + likeness.inOld(partner, fresh) > TOGETHER) continue;
    if (before.at(partner).address === after.at(fresh).address)
      merged.set(fresh, [...(merged.get(fresh) ?? []), old]);
  }
  for (const [fresh, olds] of merged) {
    const partner = pairs.oldOf(fresh);
    if (partner === null || findings.asksAboutNew(fresh) || findings.asksAboutOld(partner)) continue;
    const why = "the text of a unit that is gone stands in another unit now";
    findings.ask({ before: inOrder([partner, ...olds]), after: [fresh], relation: "merged_into", why });
  }
  const split = new Map<number, number[]>();
  for (const fresh of pairs.freeNew()) {
    const old = likeness.oldLike(fresh).find((at) => likeness.inOld(at, fresh) >= PART);
    const partner = old === undefined ? null : pairs.newOf(old);
    if (old === undefined || partner === null || findings.asksAboutNew(fresh)) continue;
    if (likeness.sizeOfNew(fresh) < LEAST_PART) continue;
    if (likeness.inNew(old, fresh) + likeness.inNew(old, partner) > TOGETHER) continue;
    if (before.at(old).address === after.at(partner).address)
      split.set(old, [...(split.get(old) ?? []), fresh]);
  }
  for (const [old, freshes] of split) {
    const partner = pairs.newOf(old);
    if (partner === null || findings.asksAboutOld(old) || findings.asksAboutNew(partner)) continue;
    const why = "the text of a new unit stood in another unit before";
    findings.ask({ before: [old], after: inOrder([partner, ...freshes]), relation: "split_into", why });
  }
}

function hasOwnOld(pairs: Pairs, likeness: Likeness, fresh: number): boolean {
  const own = pairs.before.positions.get(pairs.after.at(fresh).address);
  return own !== undefined && likeness.ofBoth(own, fresh) >= OWN;
}

function hasOwnNew(pairs: Pairs, likeness: Likeness, old: number): boolean {
  const own = pairs.after.positions.get(pairs.before.at(old).address);
  return own !== undefined && likeness.ofBoth(old, own) >= OWN;
}

function inOrder(positions: readonly number[]): readonly number[] {
  return positions.toSorted((a, b) => a - b);
}
