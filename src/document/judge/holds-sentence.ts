import { tellsRepeal } from "../names/tells-repeal.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** A shorter line is the number of a page or a mark. */
const MIN_SENTENCE_CHARS = 8;
const PROBE_BYTES = 4000;
const ENDS_SENTENCE = /[.;。；]["”»)\]*_]*\s*$/u;

/** True where a line from `from` on, before `to`, is a sentence or ends one, and does not tell that the text is repealed. */
export function holdsSentence(scanned: ScannedSource, from: number, to: number): boolean {
  for (let line = from; line < to; line++) {
    const text = readText(scanned, line, PROBE_BYTES);
    if (text.length >= MIN_SENTENCE_CHARS && ENDS_SENTENCE.test(text) && !tellsRepeal(text)) return true;
  }
  return false;
}
