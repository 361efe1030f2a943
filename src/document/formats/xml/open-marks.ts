import type { MarkReason } from "../../../domain/source-reading.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import { isGlued } from "../raised-digits.ts";

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
  state: "new" | "told" | "off";
}

/** At most one of each reason, the innermost. */
export type OpenMarks = readonly OpenMark[];

/** The marks of an element's text, with those around it. */
export function openMarks(
  tag: XmlTag,
  around: OpenMarks,
  by: { readonly rule: MarkReason | undefined; readonly attributes: readonly AttributeMark[] },
): OpenMarks {
  const reasons = new Set<MarkReason>(by.rule === undefined ? [] : [by.rule]);
  for (const { attribute, values, as } of by.attributes) {
    const value = tag.attribute(attribute);
    if (value !== null && values?.has(value) !== false) reasons.add(as);
  }
  if (reasons.size === 0) return around;
  const own = [...reasons].map((as) => ({ local: tag.local, as, state: "new" }) as const);
  return [...around.filter(({ as }) => !reasons.has(as)), ...own];
}

/** Tells that text was written. What is set above or below the line is told where it is glued to the word before it. */
export function tellMarks(
  marks: OpenMarks,
  writer: ProjectionWriter,
  text: { readonly characters: string; readonly letters: number; readonly isInWord: boolean },
): void {
  for (const mark of marks) {
    if (mark.state === "new" && mark.as === "raised" && !(text.isInWord && isGlued(text.characters)))
      mark.state = "off";
    if (mark.state === "off") continue;
    writer.mark(mark.local, mark.as, text.letters, mark.state === "new" ? 1 : 0);
    mark.state = "told";
  }
}

/** Tells of an element that ends without text: its quotation mark is printed all the same. */
export function tellEmpty(marks: OpenMarks, around: OpenMarks, writer: ProjectionWriter): void {
  for (const { local, as, state } of marks === around ? [] : marks)
    if (as === "quoted" && state === "new" && !around.some((mark) => mark.local === local && mark.as === as))
      writer.mark(local, as, 0);
}
