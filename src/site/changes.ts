import type { Effect } from "../domain/reading/timeline.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { type MoveFacts, overtakerOf } from "./unit-facts.ts";

/** One version of one unit, as a list of changes names it: that it was recorded, or that its day was moved. */
export interface Change {
  readonly unit: PlacedUnit;
  readonly at: number;
  readonly move?: MoveFacts;
}

/** That a version has a day, an open one included, or had it: then with the last move away from it. */
interface SaidDay extends Change {
  readonly day: Effect;
}

export interface ChangesOfDay {
  readonly changes: readonly Change[];
  /** What had the day once, and has another one now or is overtaken by what followed it. */
  readonly gone: readonly Change[];
}

/**
 * What comes into force or is repealed on each day, by day, and at the end as `open` what will on a day that is not set yet. A day that was said once
 * stays, with all that it was said of; versions in force from the beginning have none.
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
  const [days, gone] = [new Map<Effect, Change[]>(), new Map<Effect, Change[]>()];
  for (const unit of units)
    for (const at of unit.versions.keys())
      for (const said of saidDays(unit, at)) {
        const counts = said.move === undefined && overtakerOf(unit.versions, at) === null;
        add(counts ? days : gone, said.day, said);
      }
  const all = [...new Set([...days.keys(), ...gone.keys()])].sort();
  return new Map(all.map((day) => [day, { changes: days.get(day) ?? [], gone: gone.get(day) ?? [] }]));
}

/** Every day that was ever said of a version, whatever followed it; from the beginning is no day. */
export function saidDays(unit: PlacedUnit, at: number): readonly SaidDay[] {
  const { effect = "beginning", moves = [] } = unit.versions[at] ?? {};
  const left = moves.filter(
    ({ was }, index) => was !== effect && index === moves.findLastIndex((other) => other.was === was),
  );
  return [{ unit, at, day: effect }, ...left.map((move) => ({ unit, at, day: move.was, move }))].filter(
    ({ day }) => day !== "beginning",
  );
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

function add(groups: Map<string, Change[]>, key: string, change: Change): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [change]);
  else group.push(change);
}
