import { FULL_STOPS } from "../conventions/full-stops.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { isUnstopped } from "./holds-sentence.ts";
import type { JudgedCut, JudgedUnit } from "./judged-cut.ts";
import { readCounted } from "./read-counted.ts";

const PROBE_BYTES = 400;
const MAX_TITLE_CHARS = 80;
const ENDS_TEXT = /[.,;:!?。，；：！？…]$/u;
const EMPHASIS = /^[\s>*_#]+|[\s*_]+$/gu;
const MAX_SHORT_CHARS = 40;
const CAPITAL = /^[\p{Lu}\p{Lo}]/u;
const ENDS_SENTENCE = new RegExp(`[.;。；${FULL_STOPS}]$`, "u");
const LOWER = /\p{Ll}/u;
const LETTER = /\p{L}/u;

/** The last line above, within a unit, that reads as a heading and follows text of the unit; -1 where a line above does not, or the unit has no text before. */
export function titleAbove({ scanned }: JudgedCut, { head, line }: JudgedUnit, at: number): number {
  const title = lineAbove(scanned, at);
  if (title <= line || !readsAsTitle(scanned, title)) return -1;
  for (let above = title - 1; above > line; above--)
    if (isText(scanned, above) && !readsAsTitle(scanned, above)) return title;
  // The text of a short article stands behind its name.
  const own = foldText(readText(scanned, line, PROBE_BYTES)).replace(EMPHASIS, "");
  const isSentence = ENDS_TEXT.test(own) && LETTER.test(own.slice(head.label.length));
  return own.length > MAX_TITLE_CHARS || isSentence ? title : -1;
}

/** The last line before a line that is not blank, or -1. */
function lineAbove(scanned: ScannedSource, line: number): number {
  let above = line - 1;
  while (above >= 0 && !isText(scanned, above)) above--;
  return above;
}

/** True for a short line by itself without a mark at its end, for one in capitals, and for one that names a container. */
function readsAsTitle(scanned: ScannedSource, line: number): boolean {
  if ((scanned.mask.levels[line] ?? 0) > 0) return true;
  const text = foldText(readText(scanned, line, PROBE_BYTES)).replace(EMPHASIS, "");
  if (text.length > MAX_TITLE_CHARS || !LETTER.test(text) || readCounted(text) !== null) return false;
  if (isUnstopped(text)) return false;
  if (classifyHeading(text) !== null && !ENDS_TEXT.test(text)) return true;
  const isAlone = !isText(scanned, line - 1) && !isText(scanned, line + 1);
  return !ENDS_TEXT.test(text) && (isAlone || !LOWER.test(text) || standsShort(scanned, line, text));
}

/** True in wrapped text for a short line in upper case at its beginning, behind the end of a sentence. */
function standsShort(scanned: ScannedSource, line: number, text: string): boolean {
  const isShort = text.length <= MAX_SHORT_CHARS && CAPITAL.test(text);
  return isShort && ENDS_SENTENCE.test(readText(scanned, line - 1, PROBE_BYTES).trimEnd());
}

function isText({ mask }: ScannedSource, line: number): boolean {
  return (mask.classes[line] ?? LINE.blank) !== LINE.blank;
}
