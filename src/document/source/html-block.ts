import { isBlank } from "./line-shape.ts";

/** An open HTML block; it ends with the line that holds one of `ends`, or before a blank line (CommonMark section 4.6). */
export type HtmlBlock =
  | { readonly kind: "until-text"; readonly ends: readonly string[] }
  | { readonly kind: "until-blank" };

const RAW = ["pre", "script", "style", "textarea"];
const BLOCK_TAGS = new Set(
  "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul".split(
    "|",
  ),
);
const NAME = /^<\/?([a-z][a-z0-9-]*)(?=[\s/>]|$)/i;
const OPEN_TAG =
  /^<[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>\s*$/i;
const CLOSE_TAG = /^<\/[a-z][a-z0-9-]*\s*>\s*$/i;
/** Longest line that is read as one complete tag; a longer one is text. */
const MAX_TAG_BYTES = 2048;
const LESS = 0x3c;

/** The HTML block that a line opens, or null. A complete tag alone on its line (start condition 7) cannot interrupt a paragraph. */
export function opensHtml(
  source: Uint8Array,
  text: { readonly at: number; readonly end: number; readonly inParagraph: boolean },
): HtmlBlock | null {
  const { at, end, inParagraph } = text;
  if (source[at] !== LESS || at >= end) return null;
  const head = latin1(source, at, Math.min(end, at + 40));
  if (head.startsWith("<!--")) return { kind: "until-text", ends: ["-->"] };
  if (head.startsWith("<?")) return { kind: "until-text", ends: ["?>"] };
  if (head.startsWith("<![CDATA[")) return { kind: "until-text", ends: ["]]>"] };
  if (/^<![A-Za-z]/.test(head)) return { kind: "until-text", ends: [">"] };
  const name = NAME.exec(head)?.[1]?.toLowerCase();
  if (name === undefined) return null;
  if (RAW.includes(name) && head[1] !== "/")
    return { kind: "until-text", ends: RAW.map((tag) => `</${tag}>`) };
  if (BLOCK_TAGS.has(name)) return { kind: "until-blank" };
  if (inParagraph || end - at > MAX_TAG_BYTES) return null;
  const line = latin1(source, at, end);
  return OPEN_TAG.test(line) || CLOSE_TAG.test(line) ? { kind: "until-blank" } : null;
}

/** True when the open HTML block ends with this line (or before it, for a blank line). */
export function closesHtml(
  source: Uint8Array,
  text: { readonly at: number; readonly end: number; readonly block: HtmlBlock },
): boolean {
  const { at, end, block } = text;
  if (block.kind === "until-blank") return isBlank(source, at, end);
  const line = Buffer.from(source.buffer, source.byteOffset + at, end - at);
  return block.ends.some((mark) => containsText(line, mark));
}

function containsText(line: Buffer, mark: string): boolean {
  if (!mark.startsWith("</")) return line.includes(mark, 0, "latin1");
  return line.includes("</") && line.toString("latin1").toLowerCase().includes(mark);
}

function latin1(source: Uint8Array, start: number, end: number): string {
  return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("latin1");
}
