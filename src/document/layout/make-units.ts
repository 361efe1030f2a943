import { PackedRows } from "../../collections/packed-rows.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { MarkedUnit, Region } from "../../domain/plan.ts";
import type { OriginalRange } from "../../domain/source-reading.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { UnitAddress } from "./address-units.ts";
import type { CutSource } from "./cut-source.ts";
import { isRepealed } from "./judge-repealed.ts";

/** Where the unit at a position stands in the registered file, of which its bytes are a projection; null where they are the file's own. */
export type FindOriginal =
  | ((index: number, bytes: Pick<Region, "startByte" | "endByte">) => OriginalRange)
  | null;

interface AddressedHeads {
  readonly heads: Iterable<UnitHeading>;
  readonly addresses: Rows<UnitAddress>;
  readonly findOriginal: FindOriginal;
}

/** The units of a cut with their addresses; `heads` are their headings. */
export function makeUnits(
  { source }: ScannedSource,
  cut: Pick<CutSource, "starts" | "ends" | "lines" | "places">,
  { heads, addresses, findOriginal }: AddressedHeads,
): Rows<MarkedUnit> {
  const units = new PackedRows<MarkedUnit>();
  let index = 0;
  for (const head of heads) {
    const { address, scope, parent } = rowAt(addresses, index);
    const startByte = rowAt(cut.starts, index);
    const endByte = rowAt(cut.ends, index);
    units.push({
      ordinal: index + 1,
      startByte,
      endByte,
      line: rowAt(cut.lines, index),
      address,
      label: head.label,
      title: head.title,
      kind: head.kind,
      sectionType: rowAt(cut.places, index).sectionType,
      scope,
      parent,
      repealed: isRepealed(head, source.subarray(startByte, endByte)),
      ...(findOriginal === null ? {} : { original: findOriginal(index, { startByte, endByte }) }),
    });
    index++;
  }
  return units;
}
