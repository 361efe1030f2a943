import assert from "node:assert/strict";
import type { Reader } from "../../../src/document/formats/reader.ts";
import type { GivenPiece, Projection } from "../../../src/document/projection/projection.ts";
import { type Refusal, RefusalError } from "../../../src/domain/refusal.ts";

/** What a reader makes of a text, with its pieces as `label | title`. */
export interface Reading {
  readonly projection: Projection;
  readonly text: string;
  readonly pieces: readonly GivenPiece[];
  readonly units: readonly string[];
  readonly containers: readonly string[];
  /** `element reason letters`. */
  readonly dropped: readonly string[];
  /** The text of each unit, without white space at its end. */
  readonly bodies: readonly string[];
}

/** Reads a text and checks what holds of every projection: no letter is lost, and the pieces tile the text. */
export function readWith(reader: Reader, source: string): Reading {
  const projection = reader.read(Buffer.from(source));
  const { letters, structure, dropped } = projection;
  assert.equal(letters.projected + letters.dropped, letters.total, "letters were lost");
  assert(structure.kind === "pieces", "the file gave no pieces");
  const pieces = [...structure.pieces];
  let end = 0;
  for (const piece of pieces) {
    assert.equal(piece.startByte, end, "the pieces do not tile the text");
    end = piece.endByte;
  }
  assert.equal(end, projection.text.length);
  const textOf = ({ startByte, endByte }: GivenPiece) => projection.text.toString("utf8", startByte, endByte);
  const units = pieces.filter(({ role }) => role === "unit");
  return {
    projection,
    text: projection.text.toString("utf8"),
    pieces,
    units: units.map(nameOf),
    containers: pieces.filter(({ role }) => role === "container").map(nameOf),
    dropped: dropped.map(({ element, reason, letters: count }) => `${element} ${reason} ${count}`),
    bodies: units.map((piece) => textOf(piece).trimEnd()),
  };
}

function nameOf({ label, title }: GivenPiece): string {
  return `${label} | ${title}`;
}

/** The refusal with which a reader answers a text. */
export function refusalOf(reader: Reader, source: string): Refusal {
  try {
    reader.read(Buffer.from(source));
  } catch (fault) {
    if (fault instanceof RefusalError) return fault.refusal;
    throw fault;
  }
  throw new Error("the text was read");
}
