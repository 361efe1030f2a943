import type { MarkedDocument } from "../domain/plan.ts";

/** How well one convention fits the document, as it is shown to people. */
export interface MarkEvidence {
  readonly convention: string;
  readonly form: string;
  readonly headings: number;
  /** Share of the numbers that ascend or start again, 0 to 1. */
  readonly ascending: number;
  /** Share of the lines between the first and the last heading, 0 to 1. */
  readonly coverage: number;
  readonly score: number;
}

export interface MarkedWithEvidence {
  readonly marked: MarkedDocument;
  /** Every convention that was weighed, best first; the one that the file gives where it gives its units. */
  readonly evidence: readonly MarkEvidence[];
}

/** How a text is cut. */
export interface CutOrder {
  /** Name of the heading convention; null: chosen by evidence. */
  readonly convention: string | null;
  readonly maxUnits: number;
  /** Status markers and labels, in lower case, whose units are left out. */
  readonly exclude: ReadonlySet<string>;
  readonly acceptedDoubts: readonly string[];
}

/** A text in units, and why so. */
export interface Cut extends Omit<MarkedDocument, "sourceSha256" | "bytes" | "text" | "projection"> {
  readonly evidence: readonly MarkEvidence[];
}
