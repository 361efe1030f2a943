import type { MarkReason } from "../../../domain/source-reading.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import { isGlued, raiseDigits } from "../raised-digits.ts";

/** An attribute by which elements of a format mark the text in them. */
export interface AttributeMark {
  readonly attribute: string;
  /** Its values that do; null for every value. */
  readonly values: ReadonlySet<string> | null;
  readonly as: MarkReason;
}

/** An open element that marks the text in it. */
interface OpenMark {
  readonly local: string;
  readonly as: MarkReason;
  /** Set above the line, where digits are told by other signs. */
  readonly isAbove: boolean;
  state: "new" | "on" | "told" | "off";
}

/** At most one of each reason, the innermost. */
export type OpenMarks = readonly OpenMark[];

/** The marks of an element's text, with those around it. */
export function openMarks(
  tag: XmlTag,
  around: OpenMarks,
  by: {
    readonly rule: { readonly marks?: MarkReason; readonly isAbove?: boolean };
    readonly attributes: readonly AttributeMark[];
  },
): OpenMarks {
  const reasons = new Set<MarkReason>(by.rule.marks === undefined ? [] : [by.rule.marks]);
  for (const { attribute, values, as } of by.attributes) {
    const value = tag.attribute(attribute);
    if (value !== null && values?.has(value) !== false) reasons.add(as);
  }
  if (reasons.size === 0) return around;
  const own = [...reasons].map(
    (as) => ({ local: tag.local, as, isAbove: by.rule.isAbove === true, state: "new" }) as const,
  );
  return [...around.filter(({ as }) => !reasons.has(as)), ...own];
}

/** A text with letters as it is printed: digits above the line in a name are no digits of its number. `isInWord`: it is glued to a word. */
export function printMarked(
  marks: OpenMarks,
  characters: string,
  place: { readonly isInWord: boolean; readonly isHeading: boolean; readonly lineBefore: string },
): string {
  const raised = marks.find(({ as }) => as === "raised");
  if (raised?.state === "new") raised.state = place.isInWord && isGlued(characters) ? "on" : "off";
  return raised?.isAbove === true && raised.state !== "off" ? raiseDigits(characters, place) : characters;
}

/** Tells that a text was printed. What is set above or below the line is told where it is glued to the word before it. */
export function tellMarks(marks: OpenMarks, writer: ProjectionWriter, letters: number): void {
  for (const mark of marks) {
    if (mark.state === "off") continue;
    writer.mark(mark.local, mark.as, letters, mark.state === "told" ? 0 : 1);
    mark.state = "told";
  }
}

/** Tells of an element that ends without text: its quotation mark is printed all the same. */
export function tellEmpty(marks: OpenMarks, around: OpenMarks, writer: ProjectionWriter): void {
  for (const { local, as, state } of marks === around ? [] : marks)
    if (as === "quoted" && state === "new" && !around.some((mark) => mark.local === local && mark.as === as))
      writer.mark(local, as, 0);
}
