import type { Rows } from "../../collections/rows.ts";
import type { RegionRole } from "../../domain/plan.ts";
import type { Drop, LetterCount, MarkedText, OriginalRange, ReaderId } from "../../domain/source-reading.ts";
import type { SectionType, UnitKind } from "../../domain/vocabulary.ts";

export type { Drop, DropReason, OriginalRange, ReaderId } from "../../domain/source-reading.ts";

/**
 * What a reader makes of a file: the text that is cut, where each line of it stands in the file, the structure that the file gives, and what is
 * left out of the text and why. Letters are counted in code points without what JavaScript's `\s` matches.
 */
export interface Projection {
  readonly reader: ReaderId;
  /** UTF-8, lines end with LF; the text of the file in its order, white space folded. */
  readonly text: Buffer;
  readonly map: OriginalMap;
  readonly structure: GivenStructure;
  readonly dropped: readonly Drop[];
  readonly marked: readonly MarkedText[];
  readonly letters: LetterCount;
}

/** Where the text of a projection stands in the file. */
export interface OriginalMap {
  /** Where the bytes `[startByte, endByte)` of the projection stand, from their first line to their last. */
  rangeOf(startByte: number, endByte: number): OriginalRange;
}

/** What a file says of its own parts: the units themselves, or only the lines and headings in which a convention finds them. */
export type GivenStructure =
  | { readonly kind: "pieces"; readonly pieces: Rows<GivenPiece> }
  | { readonly kind: "lines"; readonly lines: GivenLines }
  /** Markdown or plain text, which says it by its own marks. */
  | { readonly kind: "text" };

/** A piece of the projection; the pieces tile it. */
export interface GivenPiece {
  readonly role: Exclude<RegionRole, "excluded">;
  readonly startByte: number;
  readonly endByte: number;
  /** Unit: its kind, where the label does not tell. Container: its name in the format (`chapter`). */
  readonly kind: UnitKind | string;
  /** First part of the address segment where the label names none, e.g. `SEC`; may be empty. */
  readonly word: string;
  /** The printed number with its word, white space folded; may be empty. */
  readonly label: string;
  readonly title: string;
  /** Nesting: a piece ends every open container of its depth and below. */
  readonly depth: number;
  /** Of a container with a numbering of its own; null for every other piece. */
  readonly scope: SectionType | null;
  /** The identifier that the publisher gave it, or empty. */
  readonly sourceId: string;
  /** Where its element stands. */
  readonly original: OriginalRange;
}

/** The class of every line of the projection, as `LINE` names them, and the level of every heading line, else 0. */
export interface GivenLines {
  readonly classes: Uint8Array;
  readonly levels: Uint8Array;
}
