import { z } from "zod";
import { DROP_REASONS, type DropReason } from "./source-reading.ts";
import { countOf, sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();
const DROP_REASON_NAMES = Object.keys(DROP_REASONS) as readonly DropReason[];

/**
 * What became of each letter of a file that a reader has read: it is in a unit, in a container, in a text outside both, or left out under a name.
 * A letter is a code point that JavaScript's `\s` does not match.
 */
export const coverageSchema = z
  .strictObject({
    reader: z.strictObject({ name: z.string(), version: z.number().int().positive() }).readonly(),
    /** sha256 hex of the text that was read, and its bytes. */
    textSha256: sha256Text,
    textBytes: count,
    letters: z
      .strictObject({
        /** Letters of text in the file. With `counted`, the sum of all that follow. */
        file: count,
        /** Printed letters that are no text of the file: numbers that a word processor counts. */
        counted: count,
        units: count,
        containers: count,
        /** Text that belongs to neither, and units that are excluded by name. */
        outside: count,
        leftOut: count,
      })
      .readonly(),
    leftOut: z
      .array(
        z
          .strictObject({
            element: z.string(),
            reason: z.enum(DROP_REASON_NAMES),
            count,
            letters: count,
            /** Where the first one stands: a part of an archive and a byte, or a byte of the file. */
            first: z.string(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export type Coverage = z.infer<typeof coverageSchema>;
type LeftOut = Coverage["leftOut"][number];
type Row = readonly [label: string, value: string];

/** What became of the letters, as labels and values: all of it is data. */
export function describeCoverage({ reader, textSha256, textBytes, letters }: Coverage): readonly Row[] {
  const { file, counted, units, containers, outside, leftOut } = letters;
  const more = counted === 0 ? "" : `, and ${countOf(counted, "letter")} of numbers that are counted`;
  return [
    ["read by", `${reader.name} ${reader.version}: a text of ${textBytes} bytes, sha256 ${textSha256}`],
    ["letters of the file", `${file}${more}`],
    ["of them", `${units} in units, ${containers} in containers, ${outside} outside, ${leftOut} left out`],
  ];
}

/** Kinds of what is left out that are told one by one. */
const MOST_TOLD = 20;

/** What is left out, the first kinds one by one. */
export function describeAllLeftOut({ leftOut }: Coverage): readonly Row[] {
  const rows = leftOut.slice(0, MOST_TOLD).map(describeLeftOut);
  const more = leftOut.length - rows.length;
  return more > 0 ? [...rows, ["left out besides", `${more} further kinds`]] : rows;
}

/** One kind of what is left out. */
export function describeLeftOut({ element, reason, count, letters, first }: LeftOut): Row {
  return [
    `left out: ${element}`,
    `${DROP_REASONS[reason]}; ${countOf(count, "time")}, ${countOf(letters, "letter")}, first at ${first}`,
  ];
}
