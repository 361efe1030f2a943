import { z } from "zod";
import { sha256Text } from "./text-forms.ts";

/** A half-open range of bytes of the registered file, or of one part of an archive by its name (`word/document.xml`). */
export interface OriginalRange {
  /** Null where the file is no archive. */
  readonly part: string | null;
  readonly startByte: number;
  readonly endByte: number;
}

/** The reader that made a text of a file. Its version is raised with every change that may give another text, so that an approval binds what was read. */
export interface ReaderId {
  readonly name: string;
  readonly version: number;
}

/** How the letters of a file were used: `total` is `projected` and `dropped` together. A letter is a code point that JavaScript's `\s` does not match. */
export interface LetterCount {
  /** Letters of text in the file. */
  readonly total: number;
  /** Letters of the file in the projection. */
  readonly projected: number;
  readonly dropped: number;
  /** Letters in the projection that are no text of the file: numbers that a word processor counts. */
  readonly added: number;
}

export const DROP_REASONS = {
  metadata: "data about the document, which is not printed in it",
  note: "a footnote, an endnote, or a note of the publisher",
  editorial: "an addition of the editor: a source, an authority, a history",
  contents: "a table of contents",
  page: "the head or foot of a page",
  navigation: "navigation of the page around the document",
  program: "a program or a style",
  hidden: "text that is not shown",
  comment: "a comment on the document",
  deleted: "text that was deleted",
  form: "a code of a field, of which the result is kept",
  object: "a picture, a text box or an embedded object",
  alternative: "another form of a text that is kept",
} as const satisfies Readonly<Record<string, string>>;

export type DropReason = keyof typeof DROP_REASONS;

/** What is left out of the text, by what it stands in and why. */
export interface Drop {
  /** The element, part or kind, as the format calls it: `authorialNote`, `word/header1.xml`. */
  readonly element: string;
  readonly reason: DropReason;
  readonly count: number;
  readonly letters: number;
  /** Where the first one stands. */
  readonly first: OriginalRange;
  /** Beginnings of its lines that begin like a unit; left out where there are none, or where the reader does not collect them. */
  readonly begins?: readonly string[];
}

export const MARK_REASONS = {
  deleted: "marks as deleted",
  hidden: "marks as hidden",
  quoted: "prints in quotation marks, which are no letters of the file,",
  raised: "sets above or below the line",
} as const satisfies Readonly<Record<string, string>>;

export type MarkReason = keyof typeof MARK_REASONS;

/** Text that is kept although the file marks it so: who reads the publisher's page may not see it, or see it struck out. */
export interface MarkedText {
  readonly element: string;
  readonly reason: MarkReason;
  readonly count: number;
  readonly letters: number;
  /** The 1-based line of the text at which the first one stands. */
  readonly line: number;
}

/** What is known of the text that a reader has made of a file. */
export interface ProjectionFacts {
  readonly reader: ReaderId;
  /** sha256 hex of the text, and its bytes. */
  readonly sha256: string;
  readonly bytes: number;
  readonly letters: LetterCount;
  readonly dropped: readonly Drop[];
}

/** By what a registered file is read; every cut of it has to give the same text. Left out for a text in UTF-8. */
export const sourceReadingSchema = z
  .strictObject({
    reader: z.strictObject({ name: z.string(), version: z.number().int().positive() }).readonly(),
    /** The encoding that a person has named; left out where the file marks its own. */
    encoding: z.string().exactOptional(),
    projectionSha256: sha256Text,
  })
  .readonly();

export type SourceReading = z.infer<typeof sourceReadingSchema>;
