import { isAnnexNote } from "../names/annex-note.ts";
import type { HeadingClass } from "../names/classify-heading.ts";
import { isBareContainer, isContainerInside, isContainerText } from "../names/container-line.ts";
import type { Heading } from "./heading.ts";

/** Longest line without a number that opens an annex, in UTF-16 units. */
const MAX_SCOPE = 60;
/** Lines of the title of an annex below its word, and characters of each. */
const MAX_TITLE_LINES = 3;
const MAX_TITLE = 80;
const LOWER = /\p{Ll}/u;
const LETTERS = /\p{L}.*\p{L}/u;
const BRACKETED = /^[([].*[)\]]$/u;
const ENDS_SENTENCE = /[.;,:。；，]$/u;

/** A plain or bold line names a container only where something new may begin, and only if it does not read as a sentence. */
export function isContainerLine(heading: Heading, named: HeadingClass): boolean {
  const { shape, text } = heading;
  if (!shape.opens || shape.quoted) return false;
  if (!shape.startsBlock) return isContainerInside(text, named);
  if (named.kind === "preamble" || named.kind === "closing" || named.kind === "contents") return shape.alone;
  if (!isContainerText(text, named)) return false;
  // The name of an annex may stand below its number, without a blank line.
  if (named.rank > 0 || shape.form === "bold" || isBareContainer(text, named)) return true;
  // The name of a form may go on in the next line.
  if (named.number !== "") return shape.alone || isContainerInside(text, named);
  if (shape.alone) return text.length <= MAX_SCOPE;
  const isWhole = text.length === named.end || heading.linesBelow(1).some(isAnnexNote);
  return isWhole && isOverTitle(heading);
}

/**
 * True for a word in capitals whose paragraph goes on with a title: `SCHEDULE`, then `MODEL BYLAWS` or `(See rule 3)`; and for a title in
 * capitals above a note that tells what it belongs to.
 */
function isOverTitle(heading: Heading): boolean {
  const lines = heading.linesBelow(MAX_TITLE_LINES + 1);
  const isTitle = lines.every((line) => line.length <= MAX_TITLE && LETTERS.test(line));
  if (LOWER.test(heading.text) || lines.length > MAX_TITLE_LINES || !isTitle) return false;
  return lines.every(
    (line) => !LOWER.test(line) || BRACKETED.test(line) || (lines.length === 1 && !ENDS_SENTENCE.test(line)),
  );
}
