import { ANNEX_NOTES } from "../conventions/annex-notes.ts";
import { foldWord } from "./fold-text.ts";

const OPENED = /^[\s>*_#]{0,12}[(（]\s*((?:[\p{L}\p{M}]+\s){2,4})/u;
const NOTES: readonly string[] = ANNEX_NOTES.map((words) => `${foldWord(words)} `);

/** True for a line that tells below the title of an annex to which act it is annexed: `(Kèm theo Nghị định số 5/2020/NĐ-CP`. */
export function isAnnexNote(text: string): boolean {
  const words = OPENED.exec(text)?.[1];
  if (words === undefined) return false;
  const folded = `${foldWord(words.trim().replace(/\s+/gu, " "))} `;
  return NOTES.some((note) => folded.startsWith(note));
}
