import { type Effect, isCorrected } from "../domain/reading/timeline.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { firstDayOf, type MoveFacts, movesAway, type UnitFacts } from "./unit-facts.ts";

/** One version of one unit, as a list of changes names it: that it was recorded, or that its day was moved. */
export interface Change {
  readonly unit: PlacedUnit;
  readonly at: number;
  readonly move?: MoveFacts;
}

export type MovedChange = Change & Required<Pick<Change, "move">>;

export interface ChangesOfDay {
  readonly changes: readonly Change[];
  /** What had the day once and has another one now. */
  readonly moved: readonly MovedChange[];
}

/**
 * What comes into force or is repealed on each day, by day, and at the end as `open` what will on a day that is not set yet. A day stays when all of it
 * is moved; versions in force from the beginning have none.
 */
export type ChangesByDay = ReadonlyMap<Effect, ChangesOfDay>;

/** What was recorded together: by one run, in one moment where that is not known. */
export interface Publication {
  readonly key: string;
  /** When the last of it was recorded. */
  readonly recordedAt: string;
  readonly changes: readonly Change[];
}

export function changesByDay({ units }: DocumentIndex): ChangesByDay {
  const [days, moved] = [new Map<Effect, Change[]>(), new Map<Effect, MovedChange[]>()];
  for (const unit of units)
    for (const [at, version] of unit.versions.entries()) {
      const day = dayOf(unit, at);
      if (day !== null) add(days, day, { unit, at });
      for (const move of movesAway(version)) add(moved, move.was, { unit, at, move });
    }
  const all = [...new Set([...days.keys(), ...moved.keys()])].sort();
  return new Map(all.map((day) => [day, { changes: days.get(day) ?? [], moved: moved.get(day) ?? [] }]));
}

function dayOf({ versions }: UnitFacts, at: number): Effect | null {
  const isOpen = versions[at]?.effect === "open" && !isCorrected(versions, at);
  return isOpen ? "open" : firstDayOf(versions, at);
}

/** The newest first. */
export function publications({ units }: DocumentIndex): readonly Publication[] {
  const groups = new Map<string, Change[]>();
  for (const unit of units)
    for (const [at, { publication, moves }] of unit.versions.entries()) {
      add(groups, publication, { unit, at });
      for (const move of moves) add(groups, move.publication, { unit, at, move });
    }
  return [...groups]
    .map(([key, changes]) => ({ key, changes, recordedAt: changes.reduce(later, "") }))
    .sort((one, other) => (one.recordedAt + one.key > other.recordedAt + other.key ? -1 : 1));
}

function later(last: string, { unit, at, move }: Change): string {
  const moment = (move ?? unit.versions[at])?.recordedAt ?? "";
  return moment > last ? moment : last;
}

function add<Some extends Change>(groups: Map<string, Some[]>, key: string, change: Some): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [change]);
  else group.push(change);
}
