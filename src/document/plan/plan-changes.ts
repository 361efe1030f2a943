import { MappedRows } from "../../collections/mapped-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import { type ChangeNature, dayStated, natureOfChange } from "../../domain/change-nature.ts";
import type { Delta, UnitChange } from "../../domain/delta.ts";
import { type DocumentHead, type HeadUnit, onlyDayOf } from "../../domain/document-head.ts";
import type { PlannedUnit, SourceVersion } from "../../domain/plan.ts";
import { OPEN, type Operation, type PlannedChange, type PlannedLink } from "../../domain/planned-change.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { comparePositions, placeUnits } from "./positions.ts";

/** What a plan writes. */
export interface PlannedWrites {
  readonly changes: Rows<PlannedChange>;
  readonly lineage: readonly PlannedLink[];
}

/** Every unit is born with its first version. */
export function planFirstCut(units: Rows<PlannedUnit>, source: SourceVersion): PlannedWrites {
  const effectiveFrom = source.effectiveFrom ?? null;
  const changes = new MappedRows(units, (unit, index): PlannedChange => {
    const { ordinal, startByte, endByte, address, title, kind, sectionType, parent, contentHash } = unit;
    return {
      ...placeOf(unit),
      ...{ ordinal, startByte, endByte, address, title, kind, sectionType, parent, contentHash },
      operation: "create",
      unit: address,
      position: String(index + 1),
      base: null,
      effectiveFrom,
    };
  });
  return { changes, lineage: [] };
}

/** A head, and what is between it and the units of the new version. */
export interface Amendment {
  readonly head: DocumentHead;
  readonly delta: Delta;
}

/** A version for each change of the delta; what is unchanged is not written. In the order of their positions. */
export function planAmendment(
  units: Rows<PlannedUnit>,
  source: SourceVersion,
  { head, delta }: Amendment,
): PlannedWrites {
  const births = nameUnits(units, head, delta);
  const positions = positionsOf(units, head, delta);
  const changes = delta.changes.map((change): PlannedChange => {
    const base = change.before === null ? null : rowAt(head.units, change.before);
    const follows = base && {
      versionId: base.versionId,
      address: base.address,
      contentHash: base.contentHash,
    };
    const operation = operationOf(change, source);
    const effectiveFrom = effectOf(base, source, { operation, head });
    if (change.after === null) {
      if (base === null) throw new Error("a change concerns a unit of one of the versions");
      return { ...repealOf(base), operation, base: follows, effectiveFrom };
    }
    const unit = rowAt(units, change.after);
    const { ordinal, startByte, endByte, address, title, kind, sectionType, contentHash } = unit;
    return {
      ...placeOf(unit),
      ...{ ordinal, startByte, endByte, address, title, kind, sectionType, contentHash },
      operation,
      unit: births.get(address) ?? address,
      parent: unit.parent === null ? null : (births.get(unit.parent) ?? unit.parent),
      position: positions[change.after] ?? "0",
      base: follows,
      effectiveFrom,
    };
  });
  return { changes: inOrder(changes), lineage: linksOf({ head, delta }, source.docPrefix, births) };
}

/** The unit of each address of the new version: the one that stood there or was renumbered, or a new one under a free address of birth. */
function nameUnits(units: Rows<PlannedUnit>, head: DocumentHead, delta: Delta): ReadonlyMap<string, string> {
  const taken = new Set([...head.retired, ...head.units.map(({ unit }) => unit)]);
  const births = new Map<string, string>();
  for (const { before, after } of [...delta.unchanged, ...delta.changes]) {
    if (before === null || after === null) continue;
    births.set(rowAt(units, after).address, rowAt(head.units, before).unit);
  }
  for (const { before, after } of delta.changes) {
    if (before !== null || after === null) continue;
    const { address } = rowAt(units, after);
    let birth = address;
    for (let times = 2; taken.has(birth); times++) birth = `${address}~${times}`;
    taken.add(birth);
    births.set(address, birth);
  }
  return births;
}

function positionsOf(units: Rows<PlannedUnit>, head: DocumentHead, delta: Delta): readonly string[] {
  const placed = Array.from({ length: units.length }, () => ({ had: null as string | null, isFixed: false }));
  for (const { before, after } of delta.changes) {
    if (before !== null && after !== null)
      placed[after] = { had: rowAt(head.units, before).position, isFixed: false };
  }
  for (const { before, after } of delta.unchanged)
    placed[after] = { had: rowAt(head.units, before).position, isFixed: true };
  return placeUnits(placed);
}

const OPERATION_OF: Readonly<Record<ChangeNature, Operation>> = {
  consolidation: "amend",
  erratum: "correct",
  recut: "recut",
};

/** The same bytes under another cut are a recut; other bytes say by their nature whether the law was changed or its text corrected. */
function operationOf({ change }: UnitChange, source: SourceVersion): Operation {
  if (change === "created") return "create";
  if (change === "retired") return "retire";
  if (change === "renumbered") return "renumber";
  return OPERATION_OF[natureOfChange(source)];
}

/**
 * A correction counts from the day of what it corrects. A unit that was missing or too many counts from the day that is stated; where none
 * is, what was missing from the day of all others, and what was too many from its own.
 */
function effectOf(
  base: HeadUnit | null,
  source: SourceVersion,
  { operation, head }: { readonly operation: Operation; readonly head: DocumentHead },
): string {
  const stated = dayStated(source);
  if (natureOfChange(source) === "consolidation") return stated ?? OPEN;
  if (base === null) return stated ?? onlyDayOf(head) ?? OPEN;
  return operation === "retire" ? (stated ?? base.effectiveFrom) : base.effectiveFrom;
}

function placeOf({ original }: PlannedUnit): Pick<PlannedUnit, "original"> {
  return original === undefined ? {} : { original };
}

/** A version without text at the place of the last one. */
function repealOf({ unit, address, title, kind, sectionType, parent, position }: HeadUnit) {
  const contentHash = sha256Hex("");
  return {
    ordinal: 0,
    startByte: 0,
    endByte: 0,
    unit,
    address,
    title,
    kind,
    sectionType,
    parent,
    position,
    contentHash,
  };
}

function inOrder(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return [...changes].sort(
    (a, b) =>
      comparePositions(a.position, b.position) || Buffer.compare(Buffer.from(a.unit), Buffer.from(b.unit)),
  );
}

/** The delta names units by what stands behind the document prefix. */
function linksOf(
  { head, delta }: Amendment,
  docPrefix: string,
  births: ReadonlyMap<string, string>,
): readonly PlannedLink[] {
  const before = new Map(head.units.map(({ address, unit }) => [address, unit]));
  const whole = (path: string) => `${docPrefix}/${path}`;
  return delta.lineage
    .filter(({ relation }) => relation !== "continues")
    .map(({ from, to, relation }) => ({
      from: before.get(whole(from)) ?? whole(from),
      to: births.get(whole(to)) ?? whole(to),
      relation,
    }))
    .filter(({ from, to }) => from !== to)
    .sort(
      (a, b) =>
        compareBytes(a.from, b.from) || compareBytes(a.to, b.to) || compareBytes(a.relation, b.relation),
    );
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
