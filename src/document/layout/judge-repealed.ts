import { REPEALED } from "../conventions/containers.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

const REPEALED_WORDS = new Set(REPEALED.map(foldWord));
const REPEALED_TITLE = /^[\s([（【*_.:\-–—]*([\p{L}\p{M}' ]{2,40}?)[\s)\]）】.:;*_]*$/u;
const MAX_REPEALED_BYTES = 160;

/** True when the title, or the whole text of the unit after its name, is only a word for *repealed*. */
export function isRepealed(head: UnitHeading, body: Uint8Array): boolean {
  if (head.title !== "" && isRepealedText(head.title)) return true;
  if (body.length > MAX_REPEALED_BYTES) return false;
  const text = foldText(Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8"));
  const at = text.indexOf(head.label);
  return at >= 0 && isRepealedText(text.slice(at + head.label.length));
}

function isRepealedText(text: string): boolean {
  const word = REPEALED_TITLE.exec(text.slice(0, MAX_REPEALED_BYTES))?.[1];
  return word !== undefined && REPEALED_WORDS.has(foldWord(word.trim()));
}
