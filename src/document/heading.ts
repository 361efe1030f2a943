import type { HeadingForm } from "./conventions/convention.ts";
import type { Designator } from "./designator.ts";

/** A line that may carry a heading, with what was read of it. */
export interface Heading {
  /** 0-based. */
  readonly line: number;
  readonly startByte: number;
  readonly form: HeadingForm;
  /** Level of an ATX or setext heading, else 0. */
  readonly level: number;
  /** The text as printed, without heading marks and what wraps it as a whole. */
  readonly raw: string;
  /** The text folded for matching. */
  readonly text: string;
  readonly designator: Designator | null;
  /** The line begins a paragraph. */
  readonly startsBlock: boolean;
  /** The heading fills its paragraph: nothing but it stands between two blank lines. */
  readonly alone: boolean;
  /** Columns of white space before the text. */
  readonly indent: number;
  /** Wide white space or a tab stands right after the name: text follows the number in a column of its own. */
  readonly wideGap: boolean;
  /** The heading stands inside a quotation that an earlier paragraph opened. */
  readonly quoted: boolean;
}
