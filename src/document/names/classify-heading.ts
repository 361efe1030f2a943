import type { SectionType } from "../../domain/vocabulary.ts";
import { CLOSINGS, CONTAINERS, CONTENTS, PREAMBLES, SCOPES } from "../conventions/containers.ts";
import { isActTitle } from "./act-title.ts";
import { foldWord } from "./fold-text.ts";
import { firstWords } from "./index-words.ts";
import { readHan, readHebrewLetters, readLetter, readNumber } from "./numbers.ts";
import type { PrintedNumber } from "./printed-number.ts";

/** What a heading stands for that is not a unit. */
export interface HeadingClass {
  readonly kind: string;
  /** Containers: from 1, which contains 2, and so on. 0 for what opens a scope, and for preamble, closing and contents. */
  readonly rank: number;
  readonly sectionType: SectionType;
  /** Text of the number, or empty. */
  readonly number: string;
  /** The printed words that name the kind. */
  readonly words: string;
  /** Where name and number end in the text. */
  readonly end: number;
}

const WORD = /[\p{L}\p{M}'’\u200c-]+/uy;
const MAX_WORDS = 4;
/** The sign of a unit, with which nothing else begins. */
const SECTION_SIGN = "§";
const HAN_AROUND =
  /^(?:第|제) ?([〇零一二三四五六七八九十百千0-9０-９]+(?: [〇零一二三四五六七八九十百千]+){0,7}) ?([編编章節节款目部장절편관])(?:[之のノ의]([〇零一二三四五六七八九十百千0-9０-９]+))?/u;
const HAN_SCOPES =
  /^(附 ?則|附 ?则|附 ?表|附 ?件|附 ?录|附 ?錄|別 ?表|別 ?記|別 ?紙|别 ?表|부 ?칙|별 ?표|별 ?지)/u;
/** Two signs set apart, as titles are printed: `附　則`, `目　次`. */
const SET_APART = /^([\p{Script=Han}\p{Script=Hangul}]) (?=[\p{Script=Han}\p{Script=Hangul}]$)/u;
const TRAILING = /[.:：。、,;\s*_-]+$/u;
const ENDS_IN_WORD = /[^.:：。、,;\s*_-]/u;
const HEBREW_MARK = /["'׳״]/u;
const HEBREW_END = /^(?:[.:]|\s?[–—-]|\s?$)/u;
const MAX_WHOLE = 80;
/** What may stand between the word for an annex and its number: `Załącznik nr 1`, `Anexo n.º 2`, `Приложение № 3`, `Phụ lục số 01`. */
const SCOPE_LINK = /^[.:]? ?(?:(?:(?:nr|no|n)[.º°]{0,2}|số:?) ?(?=\p{Nd}|[IVXLC]+\b)|№ ?)?/iu;

const CONTAINER_WORDS = indexRows();
const SCOPE_WORDS = new Map(
  SCOPES.flatMap((scope) => scope.words.map((word) => [foldWord(word), scope] as const)),
);
const PREAMBLE_WORDS = foldAll(PREAMBLES);
const CLOSING_WORDS = foldAll(CLOSINGS);
const CONTENTS_WORDS = foldAll(CONTENTS);
const CONTAINER_FIRST = firstWords(CONTAINER_WORDS.keys());
const SCOPE_FIRST = firstWords(SCOPE_WORDS.keys());
const WHOLE_WORDS: readonly string[] = [...PREAMBLE_WORDS, ...CLOSING_WORDS, ...CONTENTS_WORDS];
const FIRST_WORDS: ReadonlySet<string> = new Set([
  ...CONTAINER_FIRST,
  ...SCOPE_FIRST,
  ...firstWords(WHOLE_WORDS),
]);
const BEFORE_WHOLE = /^(?:article|artikel|artículo) /u;
/** Beginnings of the texts that are compared as a whole. */
const WHOLE_FIRST: ReadonlySet<string> = new Set(
  [...WHOLE_WORDS, "article", "artikel", "artículo"].map(firstToken),
);

/** What the folded text of a heading stands for, or null where its words name nothing known. */
export function classifyHeading(text: string): HeadingClass | null {
  if (text.startsWith(SECTION_SIGN)) return null;
  return classifyWhole(text) ?? classifyScope(text) ?? classifyContainer(text);
}

/** True when {@link classifyHeading} may know a text that begins with this folded word. */
export function beginsClass(word: string): boolean {
  return FIRST_WORDS.has(word);
}

/** True for a text whose first character is no Chinese, Japanese or Korean sign. */
function beginsAscii(text: string): boolean {
  return text.charCodeAt(0) < 0x80;
}

function classifyWhole(text: string): HeadingClass | null {
  if (text.length > MAX_WHOLE) return null;
  const joined = beginsAscii(text) ? text : text.replace(SET_APART, "$1");
  if (!WHOLE_FIRST.has(firstToken(joined))) return null;
  const words = foldWord(joined.replace(TRAILING, ""));
  const bare = words.replace(BEFORE_WHOLE, "");
  if (PREAMBLE_WORDS.has(bare))
    return {
      kind: "preamble",
      rank: 0,
      sectionType: "preamble",
      number: "",
      words: "preamble",
      end: text.length,
    };
  if (CLOSING_WORDS.has(words))
    return {
      kind: "closing",
      rank: 0,
      sectionType: "closing",
      number: "",
      words: "closing",
      end: text.length,
    };
  if (CONTENTS_WORDS.has(words))
    return {
      kind: "contents",
      rank: 0,
      sectionType: "preamble",
      number: "",
      words: "contents",
      end: text.length,
    };
  return null;
}

function classifyScope(text: string): HeadingClass | null {
  const han = beginsAscii(text) ? undefined : HAN_SCOPES.exec(text)?.[1];
  if (han !== undefined) {
    const words = han.replace(" ", "");
    const kind = /^(?:附則|附则|부칙)/u.test(words) ? "supplementary" : "annex";
    const number = readHan(text, han.length + (text.startsWith("第", han.length) ? 1 : 0))?.text ?? "";
    return { kind, rank: 0, sectionType: kind, number, words, end: han.length + number.length };
  }
  for (const { folded, printed, end } of leadingWords(text, SCOPE_FIRST)) {
    const scope = SCOPE_WORDS.get(folded);
    if (scope === undefined || (scope.kind === "act" && !isActTitle(text, end))) continue;
    const at = end + (SCOPE_LINK.exec(text.slice(end))?.[0].length ?? 0);
    const number = (readNumber(text, at) ?? readLetter(text, at))?.text ?? "";
    if (number === "" && scope.kind === "form") continue;
    const last = number === "" ? end : at + number.length;
    return { kind: scope.kind, rank: 0, sectionType: scope.sectionType, number, words: printed, end: last };
  }
  return null;
}

function classifyContainer(text: string): HeadingClass | null {
  const han = beginsAscii(text) ? null : HAN_AROUND.exec(text);
  if (han !== null) {
    const row = CONTAINER_WORDS.get(han[2] ?? "");
    const step = han[3] === undefined ? "" : `-${han[3]}`;
    if (row !== undefined)
      return {
        ...row,
        sectionType: "body",
        number: `${(han[1] ?? "").replace(/ /g, "")}${step}`,
        words: han[2] ?? "",
        end: han[0].length,
      };
  }
  for (const { folded, printed, end } of leadingWords(text, CONTAINER_FIRST)) {
    const row =
      CONTAINER_WORDS.get(folded) ??
      (text.charAt(end) === "." ? CONTAINER_WORDS.get(`${folded}.`) : undefined);
    if (row === undefined) continue;
    const at =
      end + (/^[.:]? ?(?:n[.º°]? ?(?=\p{Nd}|[IVXLC]+\b)|№ ?)?/u.exec(text.slice(end))?.[0].length ?? 0);
    const number = readNumber(text, at) ?? readLetter(text, at) ?? readHebrewChapter(text, at);
    if (number === null) continue;
    return { ...row, sectionType: "body", number: number.text, words: printed, end: at + number.length };
  }
  return classifyNumberFirst(text);
}

/** The Hebrew letters that count a chapter, with their mark or before the end of the name: `פרק א׳`; `פרק זה` is a reference. */
function readHebrewChapter(text: string, at: number): PrintedNumber | null {
  const number = readHebrewLetters(text, at);
  if (number === null) return null;
  return HEBREW_MARK.test(number.text) || HEBREW_END.test(text.slice(at + number.length)) ? number : null;
}

/** English words that stand behind an ordinal only (`1st Part`): `5 Title`, `3. Parts` and `12.04.010 Title` are numbered headings. */
const BEHIND_ORDINAL: ReadonlySet<string> = new Set(
  "book division part parts title chapter section subsection subtitle subpart subchapter".split(" "),
);

/** Vietnamese words stand before their number only; behind one they begin a title (`I. MỤC ĐÍCH`, `1. Chương trình`). */
const BEFORE_NUMBER: ReadonlySet<string> = foldAll(["phần", "chương", "mục", "quyển"]);

function classifyNumberFirst(text: string): HeadingClass | null {
  const number = readNumber(text, 0) ?? readLetter(text, 0);
  if (number === null) return null;
  const gap = /^[.)ºª°]?[ \-‐‑]/u.exec(text.slice(number.length))?.[0].length ?? 0;
  if (gap === 0) return null;
  const rest = text.slice(number.length + gap);
  for (const { folded, printed, end } of leadingWords(rest, CONTAINER_FIRST)) {
    const row =
      CONTAINER_WORDS.get(folded) ??
      (rest.charAt(end) === "." ? CONTAINER_WORDS.get(`${folded}.`) : undefined);
    if (BEFORE_NUMBER.has(folded)) return null;
    if (BEHIND_ORDINAL.has(folded) && /^\p{Nd}+(?:[.-]\p{Nd}+)*$/u.test(number.text)) return null;
    const last = number.length + gap + end + (rest.charAt(end) === "." ? 1 : 0);
    if (row !== undefined)
      return { ...row, sectionType: "body", number: number.text, words: printed, end: last };
  }
  return null;
}

/** The first one to four words of a text, longest first; none where the first of them is not among `firsts`. */
function leadingWords(
  text: string,
  firsts: ReadonlySet<string>,
): readonly { readonly folded: string; readonly printed: string; readonly end: number }[] {
  const found: { readonly folded: string; readonly printed: string; readonly end: number }[] = [];
  let at = 0;
  for (let count = 0; count < MAX_WORDS; count++) {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) break;
    at += word.length;
    const printed = text.slice(0, at);
    const folded = foldWord(printed);
    if (count === 0 && !firsts.has(folded)) break;
    found.unshift({ folded, printed, end: at });
    if (text.charAt(at) !== " ") break;
    at++;
  }
  return found;
}

function indexRows(): ReadonlyMap<string, { readonly kind: string; readonly rank: number }> {
  const index = new Map<string, { readonly kind: string; readonly rank: number }>();
  for (const row of CONTAINERS) {
    for (const word of row.words) {
      const key = foldWord(word);
      if (!index.has(key)) index.set(key, { kind: row.kind, rank: row.rank });
    }
  }
  return index;
}

/** The folded text up to the first space, without marks at its end. */
function firstToken(text: string): string {
  const space = text.indexOf(" ");
  const token = space < 0 ? text : text.slice(0, space);
  return foldWord(ENDS_IN_WORD.test(token.slice(-1)) ? token : token.replace(TRAILING, ""));
}

function foldAll(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(foldWord));
}
