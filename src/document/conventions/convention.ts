import type { UnitKind } from "../../domain/vocabulary.ts";

/** Where a heading stands: in an ATX or setext heading, in bold type, or in plain text at the start of a line. */
export type HeadingForm = "atx" | "setext" | "bold" | "plain";

/** How the word and its number follow each other: `Article 1`, `1. cikk`, or `第1条` around the number. */
type WordOrder = "before" | "after" | "around";

/** One convention of naming units: a row of the table that the evidence of a document is weighed against. */
export interface ConventionRow {
  /** `<language>-<word>`, the name that `--convention` takes. */
  readonly id: string;
  /** BCP 47 tags; the first is the language that the row was written for. */
  readonly languages: readonly string[];
  readonly kind: UnitKind;
  /** First part of the address segment, ASCII upper case. */
  readonly address: string;
  readonly order: WordOrder;
  /** Printed words, in any case and with or without marks; two words stand with one space between. */
  readonly words: readonly string[];
  /** For `around`: what stands after the number. */
  readonly closing?: readonly string[];
  /** A script that the document must show for the row to apply, where two languages share the same signs. */
  readonly script?: "Hiragana";
}
