import type { ConventionRow } from "../conventions/convention.ts";

/** The name of a unit at the start of a line that is no head of a unit. */
export interface Sighting {
  /** 0-based. */
  readonly line: number;
  readonly row: ConventionRow;
  readonly family: string;
  /** The name as printed. */
  readonly label: string;
  readonly value: readonly number[];
  /** True in an ATX or setext heading, or in bold type. */
  readonly marked: boolean;
  /** True in a block whose lines are no headings by the rules of Markdown: code, HTML, a quotation, a table. */
  readonly hidden: boolean;
  /** True where it is printed as a unit of the cut is: a heading of that level, in bold type, or at the start of a paragraph. */
  readonly isLikeUnit: boolean;
  /** True where something new may begin; in wrapped text a name that begins any other line is a reference. */
  readonly opens: boolean;
  /** True where the words name a part that contains units, such as `Section 4`, too. */
  readonly mayContain: boolean;
  /** True where the words are another text's: in quotation marks, in a quoted block, or in a table. */
  readonly quoted: boolean;
}
