import { createHash } from "node:crypto";
import { rowAt } from "../collections/rows.ts";
import { comparePositions } from "../document/plan/positions.ts";
import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { addressOf, countsOf, type DeltaView, headingOf } from "../domain/delta-view.ts";
import { digestHead, type HeadUnit } from "../domain/document-head.ts";
import type { CutPlan } from "../domain/plan.ts";
import { OPERATIONS, type Operation } from "../domain/planned-change.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { Comparison } from "./plan-document.ts";

/** Changes that a card shows, and how much of each. */
const MOST_SHOWN = 12;
const SHOWN = { around: 60, most: 700 };

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
    shown: showChanges(view),
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
  const days = changes
    .map(({ effectiveFrom }) => effectiveFrom)
    .filter((day) => day !== null && /^\d/.test(day));
  return [...new Set(days as readonly string[])].sort();
}

function showChanges(view: DeltaView): Amendment["shown"] {
  const order = [...view.changes].map((change, position) => ({ change, position }));
  // What only looks different is told last.
  const ranked = [
    ...order.filter(({ change }) => change.change !== "typographyOnly"),
    ...order.filter(({ change }) => change.change === "typographyOnly"),
  ];
  const changes = ranked.slice(0, MOST_SHOWN).map(
    ({ change, position }): ShownChange => ({
      change: change.change,
      heading: headingOf(change),
      address: addressOf(change),
      parts: view.partsOf(position, SHOWN),
    }),
  );
  return { counts: countsOf(view), changes, more: ranked.length - changes.length };
}
