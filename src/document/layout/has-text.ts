import type { PlannedUnit } from "../../domain/plan.ts";

/** A body of this many printed bytes more than twice its name says something beyond it, or beyond headings below it. */
const MANY_BYTES = 1024;
const MARKED = /^[\s>]*(?:#|=|\*\*|__)/u;
const UNDERLINE = /^[ \t>]{0,8}([=\-~^"'`+*#.:_])\1*[ \t]*$/u;
/** Conventions that know a unit by its number or its place alone. */
const WORDLESS: ReadonlySet<string> = new Set(["numbered", "outline"]);
const SUB_HEADING = /^[ \t>]{0,8}#{1,6}(?:[ \t]|$)/u;
const BOLD_LINE = /^[ \t>]{0,8}(?:\*\*|__).{0,500}(?:\*\*|__)[ \t]*$/u;
/** Tags, comments and the targets of links hold no text that a reader sees. */
const UNREAD = /<[^<>]{0,1000}>|\]\([^()\s]{0,1000}\)/gu;
const NO_LETTER_OR_DIGIT = /[^\p{L}\p{N}]+/gu;
const LETTER = /\p{L}/u;

/**
 * Whether a unit says anything beyond its heading: a letter that belongs neither to its label and title nor to a heading below them.
 * A plain line without a word like "Article" is an item of a list, whose text it is.
 */
export function hasText(
  unit: Pick<PlannedUnit, "startByte" | "endByte" | "label" | "title">,
  source: Uint8Array,
  convention: string,
): boolean {
  if (isLong(unit, source)) return true;
  const body = Buffer.from(
    source.buffer,
    source.byteOffset + unit.startByte,
    unit.endByte - unit.startByte,
  ).toString("utf8");
  const [first = "", ...others] = body.split(/\r\n?|\n/);
  const isItem = WORDLESS.has(convention) && !MARKED.test(first) && !UNDERLINE.test(others[0] ?? "");
  if (isItem) return true;
  const below = others.filter((line) => !SUB_HEADING.test(line));
  const bold = below.findIndex((line) => line.trim() !== "");
  if (BOLD_LINE.test(below[bold] ?? "")) below.splice(bold, 1);
  const rest = drop(drop(bare([first, ...below].join("\n")), bare(unit.label)), bare(unit.title));
  return LETTER.test(rest);
}

/** Whether the body is too long to be a heading alone; blanks do not count, which may stand where a text has been lost. */
function isLong(
  { startByte, endByte, label, title }: Pick<PlannedUnit, "startByte" | "endByte" | "label" | "title">,
  source: Uint8Array,
): boolean {
  let left = MANY_BYTES + 2 * Buffer.byteLength(label + title);
  for (let at = startByte; at < endByte && left > 0; at++) if ((source[at] ?? 0) > 0x20) left--;
  return left <= 0;
}

/** The text without the first `name` in it. */
function drop(text: string, name: string): string {
  const at = name === "" ? -1 : text.indexOf(name);
  return at < 0 ? text : text.slice(0, at) + text.slice(at + name.length);
}

/** Letters and digits alone, in one normal form and one case. */
function bare(text: string): string {
  return text.replace(UNREAD, " ").normalize("NFKC").toLowerCase().replace(NO_LETTER_OR_DIGIT, "");
}
