import type { HtmlTag } from "./html-events.ts";

/** How the text of an element stands among others. */
export type Flow =
  | "inline"
  | "block"
  | "list"
  | "item"
  | "term"
  | "description"
  | "table"
  | "row"
  | "cell"
  | "pre"
  /** A number or a mark at the beginning of a text, from which it stands apart. */
  | "mark";

const FLOWS = new Map<string, Flow>([
  ...rows(
    "block",
    "address article aside blockquote caption center details dialog div dl fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup legend main nav optgroup option p search section select summary tbody tfoot thead",
  ),
  ...rows("list", "dir menu ol ul"),
  ...rows("item", "li"),
  ...rows("term", "dt"),
  ...rows("description", "dd"),
  ...rows("table", "table"),
  ...rows("row", "tr"),
  ...rows("cell", "td th"),
  ...rows("pre", "listing plaintext pre xmp"),
]);
/** Elements that are kept open although they stand in a line, because ends of others stop at them or their own end says something. */
const KEPT = new Set("applet button colgroup marquee object rb rp rt ruby template title".split(" "));
const KEEPS_LINES = /(?:^|[;\s])white-space\s*:\s*(?:pre|break-spaces)/i;
const PAGE_TITLE = /^\s*title\s*$/;
const HEADING = /^h([1-6])$/;

export function flowOf(tag: HtmlTag): Flow {
  const flow = FLOWS.get(tag.name) ?? "inline";
  return flow === "block" && KEEPS_LINES.test(tag.attribute("style") ?? "") ? "pre" : flow;
}

export function isKept(name: string): boolean {
  return KEPT.has(name);
}

/** Level of a heading element, 1 to 6; 0 for another one, and for the title of the whole page as pandoc marks it. */
export function levelOf(tag: HtmlTag): number {
  const found = HEADING.exec(tag.name)?.[1];
  return found === undefined || PAGE_TITLE.test(tag.attribute("class") ?? "") ? 0 : Number(found);
}

function rows(flow: Flow, names: string): readonly (readonly [string, Flow])[] {
  return names.split(" ").map((name) => [name, flow]);
}
