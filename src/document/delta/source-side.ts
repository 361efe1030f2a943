import { MappedRows } from "../../collections/mapped-rows.ts";
import { rowAt } from "../../collections/rows.ts";
import type { DeltaSide, OutsideText } from "../../domain/delta.ts";
import type { MarkedDocument } from "../../domain/plan.ts";
import { sha256Hex } from "../../json/canonical-json.ts";

/** A marked document as one side of a comparison. Its addresses have no document prefix. */
export function sideOfSource(marked: MarkedDocument): DeltaSide {
  const { text } = marked;
  const source = Buffer.from(text.buffer, text.byteOffset, text.length);
  return {
    units: new MappedRows(marked.units, (unit) => ({
      address: unit.address,
      label: unit.label,
      title: unit.title,
      kind: unit.kind,
      sectionType: unit.sectionType,
      parent: unit.parent,
      line: unit.line,
      contentHash: sha256Hex(text.subarray(unit.startByte, unit.endByte)),
    })),
    body: (position) => {
      const { startByte, endByte } = rowAt(marked.units, position);
      return source.toString("utf8", startByte, endByte);
    },
    outside: listOutside(source, marked),
  };
}

function listOutside(source: Buffer, { regions }: MarkedDocument): readonly OutsideText[] {
  const found: OutsideText[] = [];
  let behind = 0;
  for (const { role, startByte, endByte } of regions) {
    if (role === "unit") behind++;
    else
      found.push({
        text: source.toString("utf8", startByte, endByte),
        behind,
        isHeading: role === "container",
      });
  }
  return found;
}
