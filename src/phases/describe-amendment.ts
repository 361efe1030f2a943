import { createHash } from "node:crypto";
import { groupBy } from "../collections/group-by.ts";
import { rowAt } from "../collections/rows.ts";
import { comparePositions } from "../document/plan/positions.ts";
import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { citedBy, natureOfChange } from "../domain/change-nature.ts";
import { FIRST_DAY } from "../domain/days.ts";
import type { Change } from "../domain/delta.ts";
import { addressOf, countsOf, type DeltaView, headingOf, placeOf } from "../domain/delta-view.ts";
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
import { readDaysOfChanges } from "./days-of-changes.ts";
import { type HiddenText, listHidden } from "./hidden-text.ts";
import type { Comparison } from "./plan-document.ts";

/** Changes that a card shows, and how much of each. */
const MOST_SHOWN = 30;
const SHOWN = { around: 60, most: 700 };
const SHOWN_OUTSIDE = { around: 60, most: 2000 };
const MOST_STATEMENTS = 40;
const MOST_OF_A_STATEMENT = 300;
/** Units named that have text which looks like a secret. */
const MOST_HIDDEN = 20;
/** What weighs most is shown first. */
const WEIGHT: readonly Change[] = [
  "amended",
  "retired",
  "created",
  "titleOnly",
  "renumbered",
  "typographyOnly",
];

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
    shown: showChanges(plan, comparison, { view, hidden: listHidden(comparison, redact) }),
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

function showChanges(
  plan: CutPlan,
  comparison: Comparison,
  { view, hidden }: { readonly view: DeltaView; readonly hidden: readonly HiddenText[] },
): Amendment["shown"] {
  const { statements } = comparison;
  const countsFrom = readDaysOfChanges(plan, comparison);
  const ranked = [...view.changes]
    .map((change, position) => ({ change, position, weight: WEIGHT.indexOf(change.change) }))
    .sort((a, b) => a.weight - b.weight || a.position - b.position);
  const changes = ranked.slice(0, MOST_SHOWN).map(({ change, position }): ShownChange => {
    const place = placeOf(change);
    return {
      change: change.change,
      heading: headingOf(change),
      address: addressOf(change),
      parts: change.showsText ? view.partsOf(position, SHOWN) : [],
      ...(place === null ? {} : { place }),
      counts: countsFrom(position),
    };
  });
  const more = statements.length - MOST_STATEMENTS;
  return {
    counts: countsOf(view),
    changes,
    more: ranked.length - changes.length,
    outside: view.outside !== "unchanged" ? view.outsideParts(SHOWN_OUTSIDE) : [],
    hidden: {
      units: hidden.length,
      characters: hidden.reduce((sum, { characters }) => sum + characters, 0),
      named: hidden.slice(0, MOST_HIDDEN),
    },
    lineage: [
      ...statements.slice(0, MOST_STATEMENTS).map(shortenStatement),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
  };
}

/** One statement may name every unit of a document; the list has it whole. */
function shortenStatement(statement: string): string {
  const more = statement.length - MOST_OF_A_STATEMENT;
  return more > 0 ? `${statement.slice(0, MOST_OF_A_STATEMENT)}… (${more} more characters)` : statement;
}
