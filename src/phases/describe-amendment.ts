import { createHash } from "node:crypto";
import { groupBy } from "../collections/group-by.ts";
import { rowAt } from "../collections/rows.ts";
import { comparePositions } from "../document/plan/positions.ts";
import type { Amendment } from "../domain/amendment.ts";
import { citedBy, natureOfChange } from "../domain/change-nature.ts";
import { FIRST_DAY } from "../domain/days.ts";
import type { DeltaView } from "../domain/delta-view.ts";
import { digestDays, digestHead, type HeadUnit } from "../domain/document-head.ts";
import type { CutPlan } from "../domain/plan.ts";
import {
  FROM_THE_BEGINNING,
  OPEN,
  OPERATIONS,
  type Operation,
  type PlannedChange,
} from "../domain/planned-change.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { Comparison } from "./plan-document.ts";
import { showChanges } from "./show-changes.ts";

/** What the plan does to the head, as the journal keeps it and a request binds it. */
export function describeAmendment(
  plan: CutPlan,
  comparison: Comparison,
  { view, redact }: { readonly view: DeltaView; readonly redact: (text: string) => string },
): Amendment {
  const { base } = plan.source;
  if (base?.changeSetId == null || base.versionId === null) throw new Error("the document has no head");
  const { head, delta } = comparison;
  const kept = delta.unchanged.map(({ before }) => rowAt(head.units, before));
  return {
    base: {
      changeSetId: base.changeSetId,
      versionId: base.versionId,
      headSha256: digestHead(head.units),
      ...(natureOfChange(plan.source) === "consolidation" ? {} : { daysSha256: digestDays(head) }),
    },
    deltaSha256: digestChanges(plan),
    operations: countOperations(plan.changes),
    repeals: countRepeals(plan, comparison),
    kept: { count: kept.length, sha256: digestHead(kept) },
    documentSha256: digestHead(unitsAfter(plan, kept)),
    nature: natureOfChange(plan.source),
    cited: citedBy(plan.source),
    days: daysOf(plan),
    counting: countByDay(plan),
    shown: showChanges(plan, comparison, { view, redact }),
  };
}

function digestChanges({ changes, lineage }: CutPlan): string {
  const digest = createHash("sha256");
  for (const change of changes) digest.update(`${canonicalJson({ ...change })}\n`);
  for (const link of lineage) digest.update(`${canonicalJson({ ...link })}\n`);
  return digest.digest("hex");
}

function countOperations(changes: Iterable<PlannedChange>): Readonly<Record<Operation, number>> {
  const counts = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>;
  for (const { operation } of changes) counts[operation] += 1;
  return counts;
}

function countRepeals({ units }: CutPlan, { delta }: Comparison): number {
  return delta.changes.filter(({ change, after }) => {
    const isPrinted = change !== "renumbered" && after !== null && rowAt(units, after).repealed;
    return after === null || isPrinted;
  }).length;
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

/** Days in the order of the calendar, the beginning first and open ones last. */
function countByDay({ changes }: CutPlan): Amendment["counting"] {
  const rank = (day: string) => (day === FROM_THE_BEGINNING ? 0 : day === OPEN ? 2 : 1);
  return [...groupBy(changes, ({ effectiveFrom }) => effectiveFrom ?? FROM_THE_BEGINNING)]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([day, same]) => ({ day, operations: countOperations(same) }));
}
