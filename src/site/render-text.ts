import { inertLines } from "./inert-text.ts";

const HEADING = /^ {0,3}#{1,6}[ \t]/;
/** Lines whose columns mean something: tables, and what is indented as code. */
const KEPT = /^(?:\s*\||\t| {4})/;

/**
 * The text of a unit as it stands in its source: a paragraph where an empty line ends one, headings set apart, lines with columns in type of one
 * width. Marks stay where they are; nothing is read as HTML or as a link. No language is claimed, since none is known.
 */
export function renderText(text: string): string {
  const blocks = text
    .replace(/\r\n?/g, "\n")
    .split(/\n(?:[ \t]*\n)+/)
    .filter((block) => block.trim() !== "")
    .flatMap(splitHeading);
  if (blocks.length === 0) return '<p class="none">This text is empty.</p>';
  return `<div class="text" lang="">${blocks.map(renderBlock).join("\n")}</div>`;
}

/** A heading is a paragraph of its own, even without an empty line behind it. */
function splitHeading(block: string): readonly string[] {
  const end = block.indexOf("\n");
  if (!HEADING.test(block) || end === -1) return [block];
  return [block.slice(0, end), ...splitHeading(block.slice(end + 1))];
}

function renderBlock(block: string): string {
  const shown = inertLines(block.replace(/^\n+|\s+$/g, ""));
  if (HEADING.test(block)) return `<p class="heading" dir="auto">${shown}</p>`;
  if (block.split("\n").every((line) => KEPT.test(line)))
    return `<pre dir="auto" tabindex="0">${shown}</pre>`;
  return `<p dir="auto">${shown}</p>`;
}
