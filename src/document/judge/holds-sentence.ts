import { FULL_STOPS, UNSTOPPED } from "../conventions/full-stops.ts";
import { tellsRepeal } from "../names/tells-repeal.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** A shorter line is the number of a page or a mark. */
const MIN_SENTENCE_CHARS = 8;
const PROBE_BYTES = 4000;
const ENDS_SENTENCE = new RegExp(String.raw`[.;。；${FULL_STOPS}]["”»)\]*_]*\s*$`, "u");
/** A longer line in a script without stops is text. */
const MAX_UNSTOPPED_TITLE = 30;

/** True where a line from `from` on, before `to`, is a sentence or ends one, and does not tell that the text is repealed. */
export function holdsSentence(scanned: ScannedSource, from: number, to: number): boolean {
  for (let line = from; line < to; line++) {
    const text = readText(scanned, line, PROBE_BYTES);
    const isSentence = (text.length >= MIN_SENTENCE_CHARS && ENDS_SENTENCE.test(text)) || isUnstopped(text);
    if (isSentence && !tellsRepeal(text)) return true;
  }
  return false;
}

/** True for a line of text in a script that ends no sentence with a mark. */
export function isUnstopped(text: string): boolean {
  return text.length > MAX_UNSTOPPED_TITLE && UNSTOPPED.test(text);
}
