import { groupBy } from "../../collections/group-by.ts";
import type { DatedVersion, DaysPlan, EnactedSet } from "../../domain/days-plan.ts";
import type { EffectOrder } from "../../domain/effect-order.ts";
import type { SourceVersion } from "../../domain/plan.ts";
import { OPEN } from "../../domain/planned-change.ts";
import { type RefusalFacts, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { growTree, plannedDayLeaf } from "../../domain/unit-leaf.ts";
import { digestOf } from "../../json/canonical-json.ts";

/**
 * The change set of which an order sets days: that of the version that is named, or of the only one that has open days. Where the same bytes
 * were cut again, a version has several: the first that has open days is meant, else the last.
 */
export function chooseSet(
  documentId: string,
  sets: readonly EnactedSet[],
  order: EffectOrder,
): Result<EnactedSet> {
  const numbers = [...new Set(sets.map(({ versionSeq }) => versionSeq))];
  if (order.version !== undefined) {
    const named = sets.filter(({ versionSeq }) => versionSeq === order.version);
    const found = (order.from === OPEN ? undefined : named.find(({ open }) => open > 0)) ?? named.at(-1);
    if (found !== undefined) return accepted(found);
    const expected = numbers.length === 0 ? "a version that is enacted: none is" : numbers.join(" or ");
    return badInput({ field: "--version", expected, actual: String(order.version) });
  }
  const candidates = order.from === OPEN ? sets : sets.filter(({ open }) => open > 0);
  const [only] = candidates;
  if (only === undefined) return nothing(documentId, numbers);
  const versions = [...new Set(candidates.map(({ versionSeq }) => versionSeq))];
  if (versions.length === 1) return chooseSet(documentId, sets, { ...order, version: only.versionSeq });
  const expected = versions.join(" or ");
  return badInput({ field: "--version", expected, actual: "left out" });
}

/** The versions of the change set that get the day, in order; a version that has it already is left as it is. */
export function planDays(
  source: SourceVersion,
  { changeSetId, versionSeq }: EnactedSet,
  { versions, order }: { readonly versions: readonly DatedVersion[]; readonly order: EffectOrder },
): Result<DaysPlan> {
  const chosen = chooseVersions(versions, versionSeq, order);
  if (!chosen.ok) return chosen;
  const changes = chosen.value
    .filter(({ was }) => was !== order.from)
    .map((version) => ({ ...version, effectiveFrom: order.from }));
  const [first] = changes;
  if (first === undefined) {
    return refused(
      refusal("STOP_NOTHING_CHANGED", {
        message: "Every version that is meant has this day already.",
        wayOut: "Nothing is to be done.",
        field: `${source.documentId} version ${versionSeq}`,
        expected: `versions with another day than ${order.from}`,
        actual: `${chosen.value.length}, all with this day`,
      }),
    );
  }
  const rows = changes.map(({ unit, versionId, was }) => [unit, versionId, was]);
  return accepted({
    source,
    writerDigest: digestOf([source.versionId, source.base?.changeSetId ?? null, changeSetId, order, rows]),
    unitTree: growTree(changes.map((change) => plannedDayLeaf(source, change))),
    counts: { units: 0, versions: 0, blocks: 0, effects: changes.length, lineage: 0 },
    enacted: { changeSetId, cited: first.cited },
    changes,
    corrected: versions.filter(({ isCorrected }) => isCorrected).length,
  });
}

function chooseVersions(
  versions: readonly DatedVersion[],
  versionSeq: number,
  { from, units }: EffectOrder,
): Result<readonly DatedVersion[]> {
  const sound = versions.filter(({ isCorrected }) => !isCorrected);
  if (units === undefined) {
    const open = sound.filter(({ was }) => was === OPEN);
    return accepted(from === OPEN || open.length === 0 ? sound : open);
  }
  const byAddress = groupBy(versions, ({ address }) => address);
  const unknown = units.filter((address) => !byAddress.has(address));
  if (unknown.length > 0) {
    const expected = `addresses that version ${versionSeq} has changed`;
    return badInput({ field: "--units", expected, actual: unknown.join(", ") });
  }
  const named = new Set(units);
  const chosen = versions.filter(({ address }) => named.has(address));
  const corrected = chosen.filter(({ isCorrected }) => isCorrected).map(({ address }) => address);
  if (corrected.length === 0) return accepted(chosen);
  return badInput({
    field: "--units",
    expected: "versions that no correction follows",
    actual: corrected.join(", "),
    wayOut: "The correction has the day: name its version with `--version`.",
  });
}

function badInput(facts: RefusalFacts) {
  return refused(refusal("STOP_BAD_INPUT", facts));
}

function nothing(documentId: string, enacted: readonly number[]) {
  const [message, wayOut] =
    enacted.length === 0
      ? ["Nothing of the document is enacted.", "Cut and enact the document first; then a day can be set."]
      : [
          "No day of an enacted version of the document is open.",
          `To set another day, name the version: cutter source effect ${documentId} --version ${enacted.at(-1)} --from DAY`,
        ];
  const expected = "enacted versions whose day is open";
  return refused(
    refusal("STOP_NOTHING_CHANGED", { message, wayOut, field: documentId, expected, actual: "none" }),
  );
}
