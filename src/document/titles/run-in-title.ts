import { endsAbbreviated, isTitleLike } from "./title-words.ts";

/** A title with which the text of a unit begins on the line of its name, and the text after it. */
export interface RunIn {
  readonly title: string;
  readonly text: string;
  /** True where nothing but a full stop ends it, as it ends a short first sentence. */
  readonly isStopped: boolean;
}

const PROBE_CHARS = 220;
const EMPHASISED = /^(\*{1,3}|_{1,3})(?=\S)([^*_]{1,200})\1\s*/u;
const BRACKETED = /^(?:[（(]([^（）()]{1,160})[）)]|【([^【】]{1,80})】|〔([^〔〕]{1,80})〕)\s*/u;
/** The mark that ends a title: a stop or colon with or without a dash, or a dash between spaces. */
const END = /[.．:]?\s?[—–―]+\s?|[.．]-+\s?|\s-{1,2}\s|[.．:](?=\s|$)/gu;
const AFTER = /^[.．:：\s—–―-]+/u;
/** A full stop alone, without a dash. */
const STOP = /^[.．]$/u;
const SENTENCE = /^.*?[.!?;:](?=\s|$)/u;
/** A number or a colon, with which paragraphs begin. */
const OPENS_LIST = /^[(（]?[\p{L}\p{Nd}]{1,2}[.)）]|:$/u;
/** A dash without spaces between two words of a title: `Violation—Penalty`. */
const BARE_DASH = /^[—–―]$/u;
const ENDS_CAPITALISED = /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}'’-]{0,40}$/u;
/** Words in capital letters, with short ones between, up to a stop or the next dash: `Penalty.`, `Suspension or Revocation.` */
const CAPITALISED =
  /^\p{Lu}[\p{L}\p{M}'’-]{0,40}(?:,? (?:\p{Ll}{1,3} ){0,2}\p{Lu}[\p{L}\p{M}'’-]{0,40}){0,6}(?:[.．](?=\s|$)|[—–―](?=\p{Lu}))/u;
const MIN_RATIO = 1.5;
const TAIL = /[\s.．:：—–―-]+$/u;
const BEGINS = /^(?:["“«„'‘(¿¡*_]{0,3}[\p{Lu}\p{Lt}\p{Lo}\p{Nd}§]|\([a-z]\)\s)/u;
/** In Chinese and Japanese a wide space stands between the title and the text. */
const WIDE = /^([^\s，。；：、]{1,20})[\u3000\t]\s*(?=[\p{Lo}])/u;

/** Reads the title at the beginning of a unit's text (`Purpose. The law …`, `Short title.—(1) …`), or null. */
export function readRunIn(rest: string): RunIn | null {
  const probe = rest.slice(0, PROBE_CHARS);
  const emphasised = EMPHASISED.exec(probe);
  if (emphasised !== null) return accept(emphasised[2] ?? "", afterMark(rest, emphasised[0]));
  const bracketed = BRACKETED.exec(probe);
  if (bracketed !== null)
    return accept(bracketed[1] ?? bracketed[2] ?? bracketed[3] ?? "", afterMark(rest, bracketed[0]));
  const wide = WIDE.exec(probe);
  if (wide !== null) return accept(wide[1] ?? "", rest.slice(wide[0].length));
  END.lastIndex = 0;
  for (let end = END.exec(probe); end !== null; end = END.exec(probe)) {
    const title = probe.slice(0, end.index).trim();
    const text = rest.slice(end.index + end[0].length).trimStart();
    if (end[0] === "." && endsAbbreviated(title)) continue;
    if (text !== "" && !BEGINS.test(text)) continue;
    if (BARE_DASH.test(end[0]) && goesOnBehindDash(title, text)) continue;
    const found = accept(title, text);
    return found && { ...found, isStopped: STOP.test(end[0]) };
  }
  return null;
}

/** True where a dash stands inside a title that a stop ends: between words in capital letters, of which the last are no sentence. */
function goesOnBehindDash(title: string, text: string): boolean {
  if (!ENDS_CAPITALISED.test(title)) return false;
  const words = CAPITALISED.exec(text)?.[0];
  return words !== undefined && isTitleLike(words.slice(0, -1)) && !endsAbbreviated(words.slice(0, -1));
}

/** True where the sentence behind a title is so much longer that the two are not sentences of one kind. */
export function isShorterThanText(title: string, text: string): boolean {
  const sentence = SENTENCE.exec(text.slice(0, PROBE_CHARS))?.[0] ?? text;
  return OPENS_LIST.test(text) || sentence.length >= title.length * MIN_RATIO;
}

function afterMark(rest: string, mark: string): string {
  return rest.slice(mark.length).replace(AFTER, "");
}

function accept(printed: string, text: string): RunIn | null {
  const title = printed.replace(TAIL, "").trim();
  return isTitleLike(title) ? { title, text, isStopped: false } : null;
}
