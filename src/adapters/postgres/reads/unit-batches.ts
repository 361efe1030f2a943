import type { Rows } from "../../../collections/rows.ts";
import type { PlannedUnit } from "../../../domain/plan.ts";

/** A slice of the plan as parallel arrays, the form in which it travels to one statement. */
export interface UnitBatch {
  readonly addresses: readonly string[];
  readonly titles: readonly string[];
  readonly bodies: readonly string[];
  readonly kinds: readonly string[];
  readonly sectionTypes: readonly string[];
  readonly parents: readonly (string | null)[];
}

const UNITS_PER_BATCH = 1000;
/** Where no texts travel. */
export const ROWS_PER_BATCH = 5000;

/** Bodies are decoded a batch at a time: the memory of a leg does not grow with the document. */
export function* unitBatches(units: Rows<PlannedUnit>, source: Uint8Array): Generator<UnitBatch> {
  // The byte order mark and whatever else stands in the bytes belong to the body.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (const slice of slices(units, UNITS_PER_BATCH)) {
    yield {
      addresses: slice.map((unit) => unit.address),
      titles: slice.map((unit) => unit.title),
      bodies: slice.map((unit) => decoder.decode(source.subarray(unit.startByte, unit.endByte))),
      kinds: slice.map((unit) => unit.kind),
      sectionTypes: slice.map((unit) => unit.sectionType),
      parents: slice.map((unit) => unit.parent),
    };
  }
}

export function* slices<T>(items: Rows<T>, size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
