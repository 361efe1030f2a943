import type { Rows } from "../../collections/rows.ts";
import type { RegionRole } from "../../domain/plan.ts";
import type { SectionType, UnitKind } from "../../domain/vocabulary.ts";
import type { SourceMap } from "./source-map.ts";

/** A half-open range of bytes of the file, or of one part of an archive by its name (`word/document.xml`). */
export interface OriginalRange {
  /** Null where the file is no archive. */
  readonly part: string | null;
  readonly startByte: number;
  readonly endByte: number;
}

/** The reader that made a projection. Its version is raised with every change that may give another text, so that an approval binds what was read. */
export interface ReaderId {
  readonly name: string;
  readonly version: number;
}

/**
 * What a reader makes of a file: the text that is cut, where each line of it stands in the file, the structure that the file gives, and what is
 * left out of the text and why. Letters are counted in code points without what JavaScript's `\s` matches.
 */
export interface Projection {
  readonly reader: ReaderId;
  /** UTF-8, lines end with LF; the text of the file in its order, white space folded. */
  readonly text: Buffer;
  readonly map: SourceMap;
  readonly structure: GivenStructure;
  readonly dropped: readonly Drop[];
  readonly letters: LetterCount;
}

/** How the letters of a file were used: `total` is `projected` and `dropped` together. */
export interface LetterCount {
  /** Letters of text in the file. */
  readonly total: number;
  /** Letters of the file in the projection. */
  readonly projected: number;
  readonly dropped: number;
  /** Letters in the projection that are no text of the file: numbers that a word processor counts. */
  readonly added: number;
}

/** What is left out of the text, by what it stands in and why. */
export interface Drop {
  /** The element, part or kind, as the format calls it: `authorialNote`, `word/header1.xml`. */
  readonly element: string;
  readonly reason: DropReason;
  readonly count: number;
  readonly letters: number;
  /** Where the first one stands. */
  readonly first: OriginalRange;
}

export const DROP_REASONS = {
  metadata: "data about the document, which is not printed in it",
  note: "a note of the publisher",
  editorial: "an addition of the editor: a source, an authority, a history",
  contents: "a table of contents",
  page: "the head or foot of a page",
  navigation: "navigation of the page around the document",
  program: "a program or a style",
  hidden: "text that is not shown",
  comment: "a comment on the document",
  deleted: "text that was deleted",
  form: "a code of a field, of which the result is kept",
  object: "a picture or an embedded object",
  alternative: "another form of a text that is kept",
} as const satisfies Readonly<Record<string, string>>;

export type DropReason = keyof typeof DROP_REASONS;

/** What a file says of its own parts: the units themselves, or only the lines and headings in which a convention finds them. */
export type GivenStructure =
  | { readonly kind: "pieces"; readonly pieces: Rows<GivenPiece> }
  | { readonly kind: "lines"; readonly lines: GivenLines };

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
