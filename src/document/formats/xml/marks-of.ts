import type { MarkReason } from "../../../domain/source-reading.ts";
import type { XmlTag } from "../../xml/xml-events.ts";
import type { TextMark } from "../open-marks.ts";

/** An attribute by which elements of a format mark the text in them. */
export interface AttributeMark {
  readonly attribute: string;
  /** Its values that do; null for every value. */
  readonly values: ReadonlySet<string> | null;
  readonly as: MarkReason;
}

/** What an element says of its text, by its rule and by its attributes; one mark for a reason. */
export function marksOf(
  tag: XmlTag,
  by: { readonly rule: TextMark | undefined; readonly attributes: readonly AttributeMark[] },
): readonly TextMark[] {
  const marks = by.rule === undefined ? [] : [by.rule];
  for (const { attribute, values, as } of by.attributes) {
    const value = tag.attribute(attribute);
    if (value === null || values?.has(value) === false) continue;
    if (marks.every(({ reason }) => reason !== as)) marks.push({ reason: as });
  }
  return marks;
}
