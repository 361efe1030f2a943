import { isCorrected } from "../domain/reading/timeline.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { firstDayOf } from "./unit-facts.ts";

/** One version of one unit, as a list of changes names it. */
export interface Change {
  readonly unit: PlacedUnit;
  readonly at: number;
}

/** What was recorded together: by one run, in one moment where that is not known. */
export interface Publication {
  readonly key: string;
  /** When its last version was recorded. */
  readonly recordedAt: string;
  readonly changes: readonly Change[];
}

/** What comes into force or is repealed on each day, by day; versions in force from the beginning have none. */
export function changesByDay({ units }: DocumentIndex): ReadonlyMap<string, readonly Change[]> {
  const days = new Map<string, Change[]>();
  for (const unit of units)
    for (const at of unit.versions.keys()) {
      const day = firstDayOf(unit.versions, at);
      if (day !== null) add(days, day, { unit, at });
    }
  return new Map([...days].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What is enacted and will count from a day that is not set yet. */
export function openChanges({ units }: DocumentIndex): readonly Change[] {
  return units.flatMap((unit) =>
    unit.versions.flatMap(({ effect }, at) =>
      effect === "open" && !isCorrected(unit.versions, at) ? [{ unit, at }] : [],
    ),
  );
}

/** The newest first. */
export function publications({ units }: DocumentIndex): readonly Publication[] {
  const groups = new Map<string, Change[]>();
  for (const unit of units)
    for (const [at, { publication }] of unit.versions.entries()) add(groups, publication, { unit, at });
  return [...groups]
    .map(([key, changes]) => ({ key, changes, recordedAt: changes.reduce(later, "") }))
    .sort((one, other) => (one.recordedAt + one.key > other.recordedAt + other.key ? -1 : 1));
}

function later(last: string, { unit, at }: Change): string {
  const moment = unit.versions[at]?.recordedAt ?? "";
  return moment > last ? moment : last;
}

function add(groups: Map<string, Change[]>, key: string, change: Change): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [change]);
  else group.push(change);
}
