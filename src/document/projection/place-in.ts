import { MappedRows } from "../../collections/mapped-rows.ts";
import type { GivenStructure, OriginalRange, Projection } from "./projection.ts";

/** The projection with its places in the file from which the text was decoded; `originalByte` turns a byte of the text into one of the file. */
export function placeIn(projection: Projection, originalByte: (utf8Byte: number) => number): Projection {
  const place = ({ part, startByte, endByte }: OriginalRange): OriginalRange => ({
    part,
    startByte: originalByte(startByte),
    endByte: originalByte(endByte),
  });
  return {
    ...projection,
    map: { rangeOf: (startByte, endByte) => place(projection.map.rangeOf(startByte, endByte)) },
    structure: placePieces(projection.structure, place),
    dropped: projection.dropped.map((drop) => ({ ...drop, first: place(drop.first) })),
  };
}

function placePieces(
  structure: GivenStructure,
  place: (range: OriginalRange) => OriginalRange,
): GivenStructure {
  if (structure.kind !== "pieces") return structure;
  const pieces = new MappedRows(structure.pieces, (piece) => ({ ...piece, original: place(piece.original) }));
  return { kind: "pieces", pieces };
}
