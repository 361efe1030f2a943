import { keepCode } from "./keep-code.ts";
import { Keeper, STAND_INS, type Verbatim } from "./keeper.ts";

/** Code is read as it stands, and so are addresses: what is in `](…)` or `<…>`, and words that look like a path, a host or a mail address. */
export function keepVerbatim(text: string): Verbatim {
  return keepAddresses(keepCode(text));
}

/** Marks of emphasis as HTML, which are none; a tag or an address in angle brackets; the target of a link; a word with its signs; a piece of code. */
const CANDIDATES =
  /<\/?(?:b|i|em|strong)>|<br ?\/?>|(<[^\s<>][^<>]*>|(?<=\])\((?:[^()]*(?:\([^()]*\)[^()]*)*\)|\S*))|((?:(?!\]\()[^\s<>|\u201c-\u201f\u00ab\u00bb\u3001-\u303f\uff01-\uff0c\uff1a-\uff1f\ue000-\ue003])+)|[\ue000-\ue003]/giu;
const ADDRESS = /:\/\/|@|\/|^\p{L}:\\|[\p{L}\p{N}_-]\.\p{L}{2}/u;
/** An address that a machine goes to; others, such as `and/or`, may be words that people read, of which Unicode has two forms. */
const MACHINE_ADDRESS = /:\/\/|@|^\/|^\p{L}:\\|[\p{L}\p{N}_-]\.\p{L}{2}/u;
const LETTER = /\p{L}/u;
/** Signs around a word that are no part of an address. */
const BEFORE = /^["'\u2018-\u201b\u2039\u203a([{*_~,;:!?]*/u;
const BEHIND = new Set("\"'\u2018\u2019\u201a\u201b\u2039\u203a)]}*_~.,;:!?\u2026");

function keepAddresses({ text, pieces }: Verbatim): Verbatim {
  const keeper = new Keeper();
  let taken = 0;
  const next = () => pieces[taken++] ?? "";
  const kept = text.replace(CANDIDATES, (found: string, bracketed?: string, word?: string) => {
    if (bracketed !== undefined) return keeper.keep(bracketed.replace(STAND_INS, next));
    if (word !== undefined) return keepWord(word, keeper);
    return found.length === 1 ? keeper.keep(next()) : found;
  });
  return { text: kept, pieces: keeper.pieces };
}

function keepWord(word: string, keeper: Keeper): string {
  if (!ADDRESS.test(word) || !LETTER.test(word)) return word;
  let start = BEFORE.exec(word)?.[0].length ?? 0;
  let end = word.length;
  while (end > start && BEHIND.has(word[end - 1] ?? "")) end--;
  // A star beside a slash or a full stop is a part of a path.
  if (!isWordSign(word[start])) while (start > 0 && isMark(word[start - 1])) start--;
  if (!isWordSign(word[end - 1])) while (end < word.length && isMark(word[end])) end++;
  const core = word.slice(start, end);
  if (!ADDRESS.test(core)) return word;
  const isWords = !MACHINE_ADDRESS.test(core);
  return word.slice(0, start) + keeper.keep(isWords ? core.normalize("NFC") : core) + word.slice(end);
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

function isMark(sign: string | undefined): boolean {
  return sign === "*" || sign === "_";
}
