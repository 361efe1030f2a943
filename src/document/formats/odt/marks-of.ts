import type { XmlTag } from "../../xml/xml-events.ts";
import type { TextMark } from "../open-marks.ts";
import { attributeOf, isTrue } from "./names.ts";
import { PARAGRAPHS } from "./rules.ts";
import type { Styles } from "./styles.ts";

export const HIDDEN: TextMark = { reason: "hidden" };
/** Values by which a row of a table is not shown. */
const UNSEEN: ReadonlySet<string> = new Set(["collapse", "filter"]);
const NOTHING: readonly TextMark[] = [];

/** What an element says of the text in it, itself or by its style. */
export function marksOf(name: string, tag: XmlTag, styles: Styles): readonly TextMark[] {
  const style = () => attributeOf(tag, "text:style-name");
  if (name === "text:span") return styles.marksOf("text", style());
  if (PARAGRAPHS.has(name)) return styles.marksOf("paragraph", style());
  return hides(name, tag) ? [HIDDEN] : NOTHING;
}

function hides(name: string, tag: XmlTag): boolean {
  if (name === "text:hidden-text") return isTrue(tag, "text:is-hidden");
  if (name === "table:table-row") return UNSEEN.has(attributeOf(tag, "table:visibility") ?? "");
  const display = attributeOf(tag, "text:display");
  if (name !== "text:section") return display === "none";
  return display === "none" || (display === "condition" && isTrue(tag, "text:is-hidden"));
}
