import type { Delta, DeltaSide, LineageStatement, OutsideChange, UnitChange } from "../../domain/delta.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { canonicalText } from "./canonical-words.ts";
import { checkLineage } from "./check-lineage.ts";
import { classifyPair } from "./classify-pair.ts";
import { askAboutPairs } from "./find-doubtful-pairs.ts";
import { findSplitsAndMerges, findTakenUp } from "./find-splits.ts";
import { applyLineage, Findings } from "./findings.ts";
import { readLikeness } from "./likeness.ts";
import { longestRise } from "./longest-rise.ts";
import { pairEqual } from "./pair-equal.ts";
import { pairSimilar } from "./pair-similar.ts";
import { Pairs } from "./pairs.ts";
import { Side } from "./sides.ts";

/**
 * Compares two versions of a document unit by unit. Identity follows statements of lineage first, then equal text, then likeness, about which
 * it asks: the changes treat each open question as its proposal says.
 */
export function computeDelta(
  before: DeltaSide,
  after: DeltaSide,
  lineage: readonly LineageStatement[],
): Result<Delta> {
  const pairs = new Pairs(new Side(before), new Side(after));
  const refusal = checkLineage(lineage, pairs.before, pairs.after);
  if (refusal !== null) return refused(refusal);
  const findings = new Findings(pairs);
  const named = new Set(lineage.flatMap(({ from }) => from));
  for (const statement of lineage) {
    applyLineage(pairs, statement, { isStated: true, named });
    findings.record(statement);
  }
  pairEqual(pairs);
  const changed = pairs.freeNew();
  if (changed.length > 0 || pairs.freeOld().length > 0) {
    const likeness = readLikeness(pairs, pairs.freeOld(), changed);
    findSplitsAndMerges(pairs, likeness, findings);
    pairSimilar(pairs, likeness);
    askAboutPairs(pairs, likeness, { changed, findings });
    findTakenUp(pairs, likeness, findings);
  }
  return accepted({
    ...listChanges(pairs),
    questions: findings.questions.toSorted((a, b) => (a.after[0] ?? 0) - (b.after[0] ?? 0)),
    lineage: findings.lineage,
    outside: compareOutside(...placeOutside(pairs, before, after)),
  });
}

/** Every unit of both versions once, in the order of the new version; a retired unit stands behind the one before it. */
function listChanges(pairs: Pairs): Pick<Delta, "changes" | "unchanged"> {
  const changes: UnitChange[] = [];
  const unchanged: { readonly before: number; readonly after: number }[] = [];
  const retired = listRetired(pairs);
  const inOrder = longestRise(
    Array.from({ length: pairs.after.length }, (_, fresh) => pairs.oldOf(fresh) ?? -1),
  );
  const retire = (anchor: number) => {
    for (const old of retired.get(anchor) ?? [])
      changes.push({
        change: "retired",
        before: old,
        after: null,
        isStated: pairs.isEnded(old),
        isMoved: false,
      });
  };
  retire(-1);
  for (let fresh = 0; fresh < pairs.after.length; fresh++) {
    const old = pairs.oldOf(fresh);
    if (old === null) {
      const isStated = pairs.isBegun(fresh);
      changes.push({ change: "created", before: null, after: fresh, isStated, isMoved: false });
    } else {
      const isMoved = !(inOrder.has(fresh) && pairs.haveOneParent(old, fresh));
      const change = classifyPair(pairs, { old, fresh, isMoved });
      if (change === null) unchanged.push({ before: old, after: fresh });
      else changes.push({ change, before: old, after: fresh, isStated: pairs.isStated(fresh), isMoved });
    }
    retire(fresh);
  }
  return { changes, unchanged };
}

/** The old units without a successor, by the new position of the unit that stood before them; -1 where none did. */
function listRetired(pairs: Pairs): ReadonlyMap<number, readonly number[]> {
  const retired = new Map<number, number[]>();
  let anchor = -1;
  for (let old = 0; old < pairs.before.length; old++) {
    const fresh = pairs.newOf(old);
    if (fresh !== null) anchor = fresh;
    else if (retired.has(anchor)) retired.get(anchor)?.push(old);
    else retired.set(anchor, [old]);
  }
  return retired;
}

/** A piece of what stands in no unit, and the unit that it follows, by its new position. */
interface Placed {
  readonly text: string;
  readonly follows: number;
}

const NONE = -1;

/**
 * The pieces of both versions. Each follows the last unit before it that goes on, or whose address another one takes: where it follows another one,
 * it stands elsewhere.
 */
function placeOutside(
  pairs: Pairs,
  before: DeltaSide,
  after: DeltaSide,
): readonly [readonly Placed[], readonly Placed[]] {
  const followed = findFollowed(pairs);
  const anchors = new Set(followed.values());
  const old = before.outside.map(({ text, behind }) => {
    for (let at = behind - 1; at >= 0; at--) {
      const fresh = followed.get(at);
      if (fresh !== undefined) return { text, follows: fresh };
    }
    return { text, follows: NONE };
  });
  const fresh = after.outside.map(({ text, behind }) => {
    for (let at = behind - 1; at >= 0; at--) if (anchors.has(at)) return { text, follows: at };
    return { text, follows: NONE };
  });
  return [old, fresh];
}

/** The new position for each old one: of the same unit, or of the one that is printed at the address which the old one leaves. */
function findFollowed(pairs: Pairs): ReadonlyMap<number, number> {
  const followed = new Map<number, number>();
  const begun = new Map<string, number>();
  for (let fresh = 0; fresh < pairs.after.length; fresh++)
    if (pairs.oldOf(fresh) === null) begun.set(pairs.after.at(fresh).address, fresh);
  for (let old = 0; old < pairs.before.length; old++) {
    const fresh = pairs.newOf(old) ?? begun.get(pairs.before.at(old).address);
    if (fresh !== undefined) followed.set(old, fresh);
  }
  return followed;
}

function compareOutside(old: readonly Placed[], fresh: readonly Placed[]): OutsideChange {
  const areEqual = (one: readonly Placed[], other: readonly Placed[]) =>
    one.length === other.length &&
    one.every(({ text, follows }, at) => text === other[at]?.text && follows === other[at]?.follows);
  if (areEqual(old, fresh)) return "unchanged";
  return areEqual(wordsOf(old), wordsOf(fresh)) ? "typographyOnly" : "changed";
}

const LEVELS = /^ {0,3}#{1,6}(?=[ \t])/gm;
/** What machines read is compared as it stands. */
const FRONT_MATTER = /^(?:---|\+\+\+)[ \t]*\r?\n/;

/** The pieces that have words, without their typography. The level of a heading says what stands below it. */
function wordsOf(pieces: readonly Placed[]): readonly Placed[] {
  return pieces
    .filter(({ text }) => canonicalText(text) !== "")
    .map(({ text, follows }) => ({ text: outsideWords(text), follows }));
}

function outsideWords(text: string): string {
  if (FRONT_MATTER.test(text)) return text.replace(/\r\n?/g, "\n").trimEnd();
  return `${text.match(LEVELS) ?? ""} ${canonicalText(text)}`;
}
