import { createHash } from "node:crypto";
import { rowAt } from "../collections/rows.ts";
import { comparePositions } from "../document/plan/positions.ts";
import type { Amendment, ShownChange } from "../domain/amendment.ts";
import type { Change } from "../domain/delta.ts";
import { addressOf, countsOf, type DeltaView, headingOf, moveOf } from "../domain/delta-view.ts";
import { digestHead, type HeadUnit } from "../domain/document-head.ts";
import type { CutPlan } from "../domain/plan.ts";
import { FROM_THE_BEGINNING, OPEN, OPERATIONS, type Operation } from "../domain/planned-change.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { Comparison } from "./plan-document.ts";

/** Changes that a card shows, and how much of each. */
const MOST_SHOWN = 30;
const SHOWN = { around: 60, most: 700 };
const SHOWN_OUTSIDE = { around: 60, most: 2000 };
const MOST_STATEMENTS = 40;
/** What weighs most is shown first. */
const WEIGHT: readonly Change[] = [
  "amended",
  "retired",
  "created",
  "titleOnly",
  "renumbered",
  "typographyOnly",
];
/** The first day that a base knows. */
const FIRST_DAY = "1000-01-01";

/** What the plan does to the head, as the journal keeps it and a request binds it. */
export function describeAmendment(plan: CutPlan, comparison: Comparison, view: DeltaView): Amendment {
  const { base } = plan.source;
  if (base?.changeSetId == null || base.versionId === null) throw new Error("the document has no head");
  const { head, delta } = comparison;
  const kept = delta.unchanged.map(({ before }) => rowAt(head.units, before));
  return {
    base: {
      changeSetId: base.changeSetId,
      versionId: base.versionId,
      headSha256: digestHead(head.units),
    },
    deltaSha256: digestChanges(plan),
    operations: countOperations(plan),
    kept: { count: kept.length, sha256: digestHead(kept) },
    documentSha256: digestHead(unitsAfter(plan, kept)),
    days: daysOf(plan),
    inForce: [...new Set(plan.changes.map(({ effectiveFrom }) => effectiveFrom))].sort().map(nameDay),
    shown: showChanges(plan, comparison, view),
  };
}

function digestChanges({ changes, lineage }: CutPlan): string {
  const digest = createHash("sha256");
  for (const change of changes) digest.update(`${canonicalJson({ ...change })}\n`);
  for (const link of lineage) digest.update(`${canonicalJson({ ...link })}\n`);
  return digest.digest("hex");
}

function countOperations({ changes }: CutPlan): Readonly<Record<Operation, number>> {
  const counts = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>;
  for (const { operation } of changes) counts[operation] += 1;
  return counts;
}

/** The units of the document when the plan is enacted, in their order. */
function unitsAfter({ changes }: CutPlan, kept: readonly HeadUnit[]) {
  const written = changes.filter(({ operation }) => operation !== "retire");
  return [...kept, ...written].sort(
    (a, b) =>
      comparePositions(a.position, b.position) || Buffer.compare(Buffer.from(a.unit), Buffer.from(b.unit)),
  );
}

function daysOf({ changes }: CutPlan): readonly string[] {
  const days = [...changes].flatMap(({ effectiveFrom }) => {
    if (effectiveFrom === null || effectiveFrom === OPEN) return [];
    return effectiveFrom === FROM_THE_BEGINNING ? [FIRST_DAY] : [effectiveFrom];
  });
  return [...new Set(days)].sort();
}

function nameDay(day: string | null): string {
  if (day === null || day === FROM_THE_BEGINNING) return "the beginning";
  return day === OPEN ? "open: no day is set" : day;
}

function showChanges(plan: CutPlan, { statements }: Comparison, view: DeltaView): Amendment["shown"] {
  const { docPrefix } = plan.source;
  const days = new Map(plan.changes.map(({ address, effectiveFrom }) => [address, nameDay(effectiveFrom)]));
  const ranked = [...view.changes]
    .map((change, position) => ({ change, position, weight: WEIGHT.indexOf(change.change) }))
    .sort((a, b) => a.weight - b.weight || a.position - b.position);
  const changes = ranked.slice(0, MOST_SHOWN).map(({ change, position }): ShownChange => {
    const moved = moveOf(change);
    return {
      change: change.change,
      heading: headingOf(change),
      address: addressOf(change),
      parts: change.showsText ? view.partsOf(position, SHOWN) : [],
      ...(moved === null ? {} : { moved }),
      inForce: days.get(`${docPrefix}/${change.address ?? change.oldAddress}`) ?? "",
    };
  });
  const more = statements.length - MOST_STATEMENTS;
  return {
    counts: countsOf(view),
    changes,
    more: ranked.length - changes.length,
    outside: view.isOutsideChanged ? view.outsideParts(SHOWN_OUTSIDE) : [],
    lineage: more > 0 ? [...statements.slice(0, MOST_STATEMENTS), `and ${more} more`] : statements,
  };
}
