import type { TextMark } from "../open-marks.ts";
import type { HtmlTag } from "./html-events.ts";

const ELEMENTS = new Map<string, TextMark>([
  ["s", { reason: "deleted" }],
  ["strike", { reason: "deleted" }],
  ["sub", { reason: "raised" }],
  ["sup", { reason: "raised", isAbove: true }],
]);
const HIDDEN: TextMark = { reason: "hidden" };
const HIDES = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))/i;
const STRIKES = /(?:^|[;\s])text-decoration(?:-line)?\s*:[^;]*line-through/i;

/** What an element says of its text: that a page shows it only on a click or never, struck out, or beside the line. */
export function marksOf(tag: HtmlTag): readonly TextMark[] {
  const own = ELEMENTS.get(tag.name);
  const style = tag.attribute("style") ?? "";
  const isHidden = tag.attribute("hidden") !== null || HIDES.test(style);
  const isStruck = own?.reason !== "deleted" && STRIKES.test(style);
  if (own === undefined && !isHidden && !isStruck) return NO_MARKS;
  return [
    ...(own === undefined ? [] : [own]),
    ...(isHidden ? [HIDDEN] : []),
    ...(isStruck ? [{ reason: "deleted" } as const] : []),
  ];
}

export const NO_MARKS: readonly TextMark[] = [];
