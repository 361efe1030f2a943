import type { Amendment, ShownChange } from "../domain/amendment.ts";
import type { Change } from "../domain/delta.ts";
import { addressOf, countsOf, type DeltaView, headingOf, placeOf } from "../domain/delta-view.ts";
import type { CutPlan } from "../domain/plan.ts";
import { readDaysOfChanges } from "./days-of-changes.ts";
import { listHidden } from "./hidden-text.ts";
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

/** What a person is shown of an amendment first; all of it stands in the list. */
export function showChanges(
  plan: CutPlan,
  comparison: Comparison,
  { view, redact }: { readonly view: DeltaView; readonly redact: (text: string) => string },
): Amendment["shown"] {
  const { statements } = comparison;
  const hidden = listHidden(comparison, redact);
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
