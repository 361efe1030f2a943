import { AMENDMENT_WORDS } from "../conventions/amendment-words.ts";
import { foldText, foldWord } from "./fold-text.ts";

const WORDS = new RegExp(
  String.raw`^[(（[]\s?(?:${AMENDMENT_WORDS.map(foldWord).join("|")})(?![\p{L}\p{M}])`,
  "u",
);
const LAST_NOTE = /\s?[(（[][^()（）[\]]{1,300}[)）\]]\.?$/u;

/** True for words in brackets that tell which act put a provision in or changed it: `(введена Федеральным законом …)`. */
export function beginsAmendmentNote(text: string): boolean {
  return WORDS.test(foldWord(foldText(text)));
}

/** The text without such a note at its end. */
export function dropAmendmentNote(text: string): string {
  const [note = ""] = LAST_NOTE.exec(text) ?? [];
  return beginsAmendmentNote(note) ? text.slice(0, text.length - note.length) : text;
}
