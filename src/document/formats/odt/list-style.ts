import type { XmlTag } from "../../xml/xml-events.ts";
import { attributeOf, isTrue, numberOf } from "./names.ts";

/** A piece of the printed number: the number of a level, counted from 1, or words around it. */
export type LabelPart = number | string;

/** How the paragraphs of one level of a list are numbered (ODF 1.3 part 3, 16.30 to 16.34). */
export interface ListLevel {
  readonly isBullet: boolean;
  /** `style:num-format`; empty where no number is printed. */
  readonly format: string;
  /** Letters are repeated: `aa`, `bb`. */
  readonly isSynced: boolean;
  readonly start: number;
  /** Null where there is more around the number than in any document. */
  readonly parts: readonly LabelPart[] | null;
  /** What stands between the number and the text. */
  readonly follows: "tab" | "space" | "nothing";
}

/** A list style, or the outline style; levels are counted from 1. */
export interface ListStyle {
  readonly name: string;
  readonly levels: (ListLevel | undefined)[];
}

export const MOST_LEVELS = 10;
/** The letters around a number are printed with each paragraph. */
export const MOST_AROUND = 200;

/** Elements that define a level of a list. */
export const LEVEL_ELEMENTS: ReadonlySet<string> = new Set([
  "text:list-level-style-number",
  "text:list-level-style-bullet",
  "text:list-level-style-image",
  "text:outline-level-style",
]);

/** Each level with words before and behind. */
const MOST_PARTS = 2 * MOST_LEVELS + 1;
const PLACE = /%(\d{1,2})%/;

/** The level that an element defines. */
export function readLevel(name: string, tag: XmlTag, level: number): ListLevel {
  const isBullet = name === "text:list-level-style-bullet" || name === "text:list-level-style-image";
  const format = attributeOf(tag, "style:num-format") ?? "";
  const around = (attributeOf(tag, "style:num-prefix") ?? "") + (attributeOf(tag, "style:num-suffix") ?? "");
  const template = attributeOf(tag, "style:num-list-format") ?? attributeOf(tag, "loext:num-list-format");
  return {
    isBullet,
    format,
    isSynced: isTrue(tag, "style:num-letter-sync"),
    start: numberOf(tag, "text:start-value") ?? 1,
    parts: isBullet
      ? []
      : (template ?? around).length > MOST_AROUND
        ? null
        : template === null
          ? standardParts(tag, level, format)
          : templateParts(template),
    follows: "tab",
  };
}

/** What an element in a level says of what stands behind the number; null where it says nothing. */
export function readFollows(tag: XmlTag): ListLevel["follows"] | null {
  const follows = attributeOf(tag, "text:label-followed-by");
  return follows === null || follows === "listtab" ? null : follows === "space" ? "space" : "nothing";
}

/** Prefix, the numbers of the levels that are displayed with points between them, suffix. */
function standardParts(tag: XmlTag, level: number, format: string): readonly LabelPart[] {
  const shown = Math.min(level, numberOf(tag, "text:display-levels") ?? 1);
  const numbers: LabelPart[] = [];
  if (format !== "")
    for (let at = level - Math.max(1, shown) + 1; at <= level; at++) {
      if (numbers.length > 0) numbers.push(".");
      numbers.push(at);
    }
  return [attributeOf(tag, "style:num-prefix") ?? "", ...numbers, attributeOf(tag, "style:num-suffix") ?? ""];
}

/** The form in which LibreOffice writes prefix, levels and suffix in one: `Art. %1%.%2%`. */
function templateParts(template: string): readonly LabelPart[] | null {
  const parts = template.split(PLACE).map((part, index) => (index % 2 === 1 ? Number(part) : part));
  return parts.length > MOST_PARTS ? null : parts;
}
