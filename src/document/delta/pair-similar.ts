import type { Likeness } from "./likeness.ts";
import type { Pairs } from "./pairs.ts";

/** So like must two units be to be one, if nothing else speaks for it. */
const LIKE = 0.5;
/** So like, where their titles or their places are the same. */
const SOMEWHAT_LIKE = 0.25;
/** What the same address is worth against a text that is more like. */
const SAME_ADDRESS = 0.25;
/** What the same title under the same address is worth: text that came from elsewhere was taken up by it. */
const SAME_HEADING = 0.75;
const SAME_TITLE = 0.15;
const SAME_PLACE = 0.1;

interface Candidate {
  readonly old: number;
  readonly fresh: number;
  readonly rank: number;
}

/** Pairs what is left by likeness, best first. An address counts for its unit, but less than a text that stands elsewhere. */
export function pairSimilar(pairs: Pairs, likeness: Likeness): void {
  const candidates = pairs.freeNew().flatMap((fresh) => listCandidates(pairs, likeness, fresh));
  candidates.sort((a, b) => b.rank - a.rank || a.fresh - b.fresh || a.old - b.old);
  for (const { old, fresh } of candidates)
    if (pairs.isOldFree(old) && pairs.isNewFree(fresh)) pairs.join(old, fresh);
}

function listCandidates(pairs: Pairs, likeness: Likeness, fresh: number): readonly Candidate[] {
  const { before, after } = pairs;
  const same = before.positions.get(after.at(fresh).address);
  const beside = betweenNeighbours(pairs, fresh);
  const olds = new Set([...[same, beside].filter((old) => old !== undefined), ...likeness.oldLike(fresh)]);
  const found: Candidate[] = [];
  for (const old of olds) {
    if (!pairs.isOldFree(old)) continue;
    const like = likeness.ofBoth(old, fresh);
    const { title } = after.textOf(fresh);
    const hasTitle = title !== "" && title === before.textOf(old).title;
    if (old === same) {
      found.push({ old, fresh, rank: like + (hasTitle ? SAME_HEADING : SAME_ADDRESS) });
      continue;
    }
    const hasPlace =
      old === beside ||
      (pairs.haveOneParent(old, fresh) &&
        lastStep(before.at(old).address) === lastStep(after.at(fresh).address));
    if (like < (hasTitle || hasPlace ? SOMEWHAT_LIKE : LIKE)) continue;
    found.push({ old, fresh, rank: like + (hasTitle ? SAME_TITLE : 0) + (hasPlace ? SAME_PLACE : 0) });
  }
  return found;
}

/** The old unit that stood between the units that now stand beside this one, where both were neighbours of one unit alone. */
function betweenNeighbours(pairs: Pairs, fresh: number): number | undefined {
  const before = fresh === 0 ? -1 : pairs.oldOf(fresh - 1);
  const behind = fresh === pairs.after.length - 1 ? pairs.before.length : pairs.oldOf(fresh + 1);
  return before !== null && behind !== null && behind - before === 2 ? before + 1 : undefined;
}

/** `SECTION-2` of `SECTION-K/SECTION-2`. */
function lastStep(address: string): string {
  return address.slice(address.lastIndexOf("/") + 1);
}
