/** The words of a Markdown text without its inline marks. */
export interface InlineText {
  readonly plain: string;
  /** For every UTF-16 unit of `plain`, where what it stands for ends in the printed text. */
  readonly ends: readonly number[];
  /** By where they begin, marks that open nothing and show at most a space. */
  readonly closings: ReadonlyMap<number, { readonly to: number; readonly shown: string }>;
}

/** A stretch of the printed text that stands for `shown`. */
interface Mark {
  readonly from: number;
  readonly to: number;
  readonly shown: string;
  readonly opens: boolean;
}

interface Opening {
  readonly sign: string;
  readonly from: number;
  length: number;
}

const TARGET = String.raw`\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,1000}(?:\s+["'][^"'()]{0,300}["'])?\)|\]\[[^[\]]{0,200}\]|\]\{[.#:][^{}]{0,200}\}`;
const TOKENS = new RegExp(
  [
    String.raw`\\(?<escaped>[!-/:-@[-\x60{-~])`,
    String.raw`(?<fence>\x60{1,3})(?<code>[^\x60]{1,300})\k<fence>(?!\x60)`,
    String.raw`(?<nothing><!--[^<>]{0,300}-->|!\[[^[\]]{0,300}(?:${TARGET})|\[\^[^\]\s]{1,20}\])`,
    String.raw`<sup\b[^<>]{0,100}>\s*(?:[*_]{1,2}|<[bi]>)?(?<raised>[\p{L}\p{Nd}º°]{1,20})\.?(?:[*_]{1,2}|<\/[bi]>)?\s*<\/sup>`,
    String.raw`\$?\^\{?(?:\\text\{)?(?<caret>[\p{L}\p{Nd}]{1,20})\}{0,2}[\^$]`,
    String.raw`<(?<tag>\/?(?:a|abbr|b|big|br|center|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|nobr|p|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var))(?:\s[^<>]{0,300})?\/?>`,
    "&(?<entity>nbsp|sect|ordm|ordf|deg|amp|ensp|emsp|thinsp|#160|#xA0|#167|#xA7);",
    `(?<target>${TARGET})`,
    String.raw`(?<bracket>[[\]])`,
    String.raw`(?<run>\*{1,8}|_{1,8}|~~)`,
  ].join("|"),
  "giu",
);
const ENTITIES: Readonly<Record<string, string>> = {
  sect: "§",
  "#167": "§",
  "#xa7": "§",
  ordm: "º",
  ordf: "ª",
  deg: "°",
  amp: "&",
};
const AFTER_NUMBER = /\p{Nd}\p{L}?(?<apart>(?:[*_]{1,3}|<\/\w{1,6}>|\s){0,3})$/u;
const ORDINAL = /^(?:er|re|ère|ème|e|o|a|º|°|st|nd|rd|th)$/iu;
const WORD_SIGN = /[\p{L}\p{N}]/u;
const LOOK_BACK = 24;
/** Marks after this many are kept as printed; no title has so many. */
const MAX_MARKS = 256;

/** Reads a text without its emphasis, links, spans of pandoc, anchors, tags, code marks, images, footnote marks, entities and escapes. */
export function readInline(text: string): InlineText {
  const marks: Mark[] = [];
  const links: number[] = [];
  const runs: Opening[] = [];
  let count = 0;
  for (const token of text.matchAll(TOKENS)) {
    if (++count > MAX_MARKS) break;
    const from = token.index;
    const to = from + token[0].length;
    const { bracket, target, run } = token.groups ?? {};
    if (bracket === "[") links.push(from);
    else if (bracket === "]") links.pop();
    else if (run !== undefined) pairRun(text, { sign: run, from, to }, { runs, marks });
    else if (target === undefined) {
      const shown = shownOf(token.groups ?? {}, text.slice(Math.max(0, from - LOOK_BACK), from));
      const opens = /^[a-z]/i.test(token.groups?.["tag"] ?? "") && shown === "";
      if (shown !== null) marks.push({ from, to, shown, opens });
    } else {
      const open = links.pop();
      if (open === undefined) continue;
      marks.push({ from: open, to: open + 1, shown: "", opens: true });
      marks.push({ from, to, shown: "", opens: false });
    }
  }
  return show(
    text,
    marks.sort((a, b) => a.from - b.from),
  );
}

/** What a mark other than emphasis and links stands for, or null where it is text. */
function shownOf(groups: Readonly<Record<string, string | undefined>>, before: string): string | null {
  const { escaped, code, raised, caret, tag, entity } = groups;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return code.trim();
  if (tag !== undefined) return tag.toLowerCase() === "br" ? " " : "";
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? " ";
  const above = raised ?? caret;
  if (above === undefined) return "";
  const after = AFTER_NUMBER.exec(before);
  if (after === null) return raised ?? null;
  if (/^\p{Nd}+$/u.test(above)) return after.groups?.["apart"] === "" ? raise(above) : "";
  return ORDINAL.test(above) || above.length === 1 ? above : ` ${above}`;
}

function raise(digits: string): string {
  return digits.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)));
}

/** Closes the emphasis that the run of marks ends, and opens that which it begins, after the rules of CommonMark in short. */
function pairRun(
  text: string,
  run: { readonly sign: string; readonly from: number; readonly to: number },
  found: { readonly runs: Opening[]; readonly marks: Mark[] },
): void {
  const before = text.charAt(run.from - 1);
  const after = text.charAt(run.to);
  const sign = run.sign.charAt(0);
  if (sign === "*" && /[A-Z]/.test(before) && /\d/.test(after)) return;
  const inWord = sign === "_" && WORD_SIGN.test(before) && WORD_SIGN.test(after);
  let { from } = run;
  if (!inWord && before.trim() !== "") {
    for (
      let open = last(found.runs, sign);
      open !== undefined && from < run.to;
      open = last(found.runs, sign)
    ) {
      const length = Math.min(open.length, run.to - from);
      open.length -= length;
      const at = open.from + open.length;
      found.marks.push({ from: at, to: at + length, shown: "", opens: true });
      found.marks.push({ from, to: from + length, shown: "", opens: false });
      from += length;
      if (open.length === 0) found.runs.splice(found.runs.indexOf(open));
    }
  }
  if (!inWord && after.trim() !== "" && from < run.to) found.runs.push({ sign, from, length: run.to - from });
}

function last(runs: readonly Opening[], sign: string): Opening | undefined {
  return runs.findLast((open) => open.sign === sign);
}

function show(text: string, marks: readonly Mark[]): InlineText {
  let plain = "";
  const ends: number[] = [];
  const closings = new Map<number, Mark>();
  let at = 0;
  const take = (shown: string, end: (index: number) => number) => {
    for (let index = 0; index < shown.length; index++) ends.push(end(index));
    plain += shown;
  };
  for (const mark of marks) {
    if (mark.from < at) continue;
    const start = at;
    take(text.slice(start, mark.from), (index) => start + index + 1);
    take(mark.shown, () => mark.to);
    if (mark.shown.trim() === "" && !mark.opens) closings.set(mark.from, mark);
    at = mark.to;
  }
  const start = at;
  take(text.slice(start), (index) => start + index + 1);
  return { plain, ends, closings };
}
