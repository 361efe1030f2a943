import { type Refusal, refusal } from "../../domain/refusal.ts";

const BEGIN = "<!-- pdf: ";
const END = " -->";
const MARK = /^<!-- pdf: .*$/gm;
const MOST_LINES = 10;

/** A line that says something of the PDF, and is no text of the document. */
export function markLine(text: string): string {
  // What would end the comment is set apart.
  return `${BEGIN}${text.trim().replace(/\s+/g, " ").replaceAll("-->", "-- >")}${END}`;
}

/** Refuses a text in which lines of a conversion are left, because a person deletes each with what it says checked. */
export function refuseMarks(text: Uint8Array): Refusal | null {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  if (!bytes.includes(BEGIN)) return null;
  const left = bytes.toString("utf8").match(MARK) ?? [];
  if (left.length === 0) return null;
  return refusal("STOP_CONVERSION_UNCHECKED", {
    expected: "a text without them",
    actual: `${left.length} lines`,
    details: left.slice(0, MOST_LINES),
  });
}
