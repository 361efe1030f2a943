/** A number as printed, with its value for ordering. */
export interface PrintedNumber {
  /** The printed text, e.g. `12a`, `3 bis 6`, `XIV`, or `百二十三の二` for `第百二十三条の二`. */
  readonly text: string;
  /** Length of the text in UTF-16 units, counted from where reading began. */
  readonly length: number;
  /** Comparable parts of the number, or of the first of several: `12a` is [12, 1], `3.2.1` is [3, 2, 1]; empty when the order is not known. */
  readonly value: readonly number[];
  /** First part of the last number where the name counts several without a gap (`3 bis 6`, `3, 4`); otherwise left out. */
  readonly through?: number;
}
