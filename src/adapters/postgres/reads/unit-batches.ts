import type { Rows } from "../../../collections/rows.ts";
import { KIND_OF_OPERATION, type PlannedChange } from "../../../domain/planned-change.ts";

/** A slice of the plan's changes as parallel arrays, the form in which one statement takes it. */
export interface UnitBatch {
  /** Addresses of birth. */
  readonly units: readonly string[];
  readonly addresses: readonly string[];
  readonly titles: readonly string[];
  readonly bodies: readonly string[];
  readonly kinds: readonly string[];
  readonly sectionTypes: readonly string[];
  readonly parents: readonly (string | null)[];
  readonly positions: readonly string[];
  readonly changeKinds: readonly string[];
  readonly bases: readonly (string | null)[];
}

const UNITS_PER_BATCH = 1000;
/** Rows in a batch that carries no bodies. */
export const ROWS_PER_BATCH = 5000;

/** Yields the changes in batches and decodes bodies one batch at a time, so that the memory of a leg does not grow with the document. */
export function* unitBatches(changes: Rows<PlannedChange>, source: Uint8Array): Generator<UnitBatch> {
  // A byte order mark inside a unit belongs to its body.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (const slice of slices(changes, UNITS_PER_BATCH)) {
    yield {
      units: slice.map((change) => change.unit),
      addresses: slice.map((unit) => unit.address),
      titles: slice.map((unit) => unit.title),
      bodies: slice.map((unit) => decoder.decode(source.subarray(unit.startByte, unit.endByte))),
      kinds: slice.map((unit) => unit.kind),
      sectionTypes: slice.map((unit) => unit.sectionType),
      parents: slice.map((unit) => unit.parent),
      positions: slice.map((change) => change.position),
      changeKinds: slice.map((change) => KIND_OF_OPERATION[change.operation]),
      bases: slice.map((change) => change.base?.versionId ?? null),
    };
  }
}

export function* slices<T>(items: Rows<T>, size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
