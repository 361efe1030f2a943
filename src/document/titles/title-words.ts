import { dropClosings } from "../headings/heading-text.ts";
import { dropNotes } from "../headings/note-marks.ts";
import { foldText } from "../names/fold-text.ts";
import { holdsVerb, wordsOf } from "../names/holds-verb.ts";

const BEGINS = /^["“«„'‘(（【〔¿¡]{0,2}[\p{Lu}\p{Lt}\p{Lo}]/u;
const ENDS = /[.,;:!،؛।。，；：、．]$/u;
/** `A.`, `IV)`, `(B)`, `（一）`, `一、`: a paragraph of the text that counts in letters or signs. */
const COUNTED =
  /^(?:[(（]?(?:\p{Lu}|[IVXLC]{1,6})[.)）](?:\s|$)|[（(][〇零一二三四五六七八九十百\p{Nd}]{1,4}[)）]|[一二三四五六七八九十]{1,3}、)/u;
/** What no title holds: a year, a web address, leaders. */
const NO_TITLE = /[;；。，]|\p{Nd}{4}|:\/\/|\.{3}|…/u;
const SENTENCE_END = /[.!?]\s+(?=\p{Lu})/u;
const ABBREVIATED = /(?:^|[\s(])(?:\p{L}|St|Dr|Mr|Mrs|No|Nos|Nr|Núm|Art|Arts|Sec|Abs|Inc|vs|etc)$/u;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const CASELESS = /^\P{L}*\p{Lo}/u;
const MAX_CHARS = 120;
const MAX_HAN = 40;
const MAX_CASELESS_WORDS = 8;
const MAX_WORDS = 20;
/** Letters of Vietnamese alone; in its script every syllable is a word. */
const SYLLABIC = /[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu;
const MAX_SYLLABLES = 45;
const MAX_SYLLABIC = 200;
/** Longest title that is taken where the layout of the document shows it, in UTF-16 units. */
const MAX_TITLE = 300;
const EMPHASIS = /^(\*{1,3}|_{1,3})(?=\S)([^*_]{0,300})\1[.．:]?$/u;
const TAGGED = /^<(u|b|i|em|strong|center)\b[^<>]{0,100}>([^<>]{1,300})<\/\1>$/iu;
const SPAN = /^\[([^[\]]{1,300})\]\{[.#:][^{}]{0,200}\}$/u;
const BRACKETS = /^(?:[（(]([^（）()]+)[）)]|【([^【】]+)】|〔([^〔〕]+)〕)[.．。]?$/u;

/** True for words that read as a title: short, not counted, no sentence; strict, since lines of this kind decide for a document. */
export function isTitleLike(printed: string): boolean {
  const text = foldText(printed);
  const isSyllabic = SYLLABIC.test(text);
  if (!mayBeTitle(text) || NO_TITLE.test(text)) return false;
  if (text.length > (isSyllabic ? MAX_SYLLABIC : MAX_CHARS)) return false;
  if (HAN.test(text)) return text.length <= MAX_HAN;
  if (text.startsWith("(") && /\p{Nd}/u.test(text)) return false;
  const end = SENTENCE_END.exec(text);
  if (end !== null && !endsAbbreviated(text.slice(0, end.index))) return false;
  const words = wordsOf(text);
  const most = isSyllabic ? MAX_SYLLABLES : CASELESS.test(text) ? MAX_CASELESS_WORDS : MAX_WORDS;
  if (words.length > most) return false;
  return !holdsVerb(text);
}

/** True for words that can be a title where a title is expected: they begin like one, and no mark of a sentence ends them. */
export function mayBeTitle(printed: string): boolean {
  const text = foldText(printed);
  return text.length <= MAX_TITLE && BEGINS.test(text) && !ENDS.test(text) && !COUNTED.test(text);
}

/** True for words that end with an abbreviation (`St`, `No`), whose stop ends no sentence. */
export function endsAbbreviated(text: string): boolean {
  return ABBREVIATED.test(text);
}

/** The words of a title without emphasis or brackets around the whole, and without a footnote mark behind them. */
export function bareTitle(printed: string): string {
  const noted = dropClosings(dropNotes(printed));
  const inside = insideOf(noted)?.trim();
  const text = inside === undefined ? noted : dropNotes(inside);
  const bracketed = BRACKETS.exec(text);
  return (bracketed?.[1] ?? bracketed?.[2] ?? bracketed?.[3] ?? text).trim();
}

/** True for a line that is emphasised as a whole. */
export function isEmphasised(printed: string): boolean {
  return insideOf(dropNotes(printed)) !== undefined;
}

/** What stands within marks of emphasis, tags or a span of pandoc around the whole; undefined where there are none. */
function insideOf(text: string): string | undefined {
  const inside = EMPHASIS.exec(text)?.[2] ?? TAGGED.exec(text)?.[2] ?? SPAN.exec(text)?.[1];
  return inside === undefined ? undefined : (insideOf(inside.trim()) ?? inside);
}
