const ANCHOR = /^(?:<a\b[^<>]{0,300}>\s*<\/a>|<a\b[^<>]{0,300}\/>|<[bi]>|<strong>)\s*/i;
const EMPTY_ANCHOR = /<a\b[^<>]{0,300}>\s*<\/a>\s*/gi;
const TRAILING_ANCHOR = /(?:<a\b[^<>]{0,300}>\s*<\/a>|<a\b[^<>]{0,300}\/>|<\/[bi]>|<\/strong>)$/i;
const ATTRIBUTES = /\{[#.:][^{}]{0,200}\}$/;
const LINK = /^\[([^[\]]{0,1000})\](?:\([^()\s]{0,1000}\)|\[[^[\]]{0,200}\])?$/;
const EMPHASIS = /^(\*{1,3}|_{1,3}|`{1,3}|~~)(?=\S)([\s\S]*\S)\1$/;
/** A link of the heading to itself. */
const PERMALINK = /\s*\[[¶#§⚓🔗]?\]\([^()\s]{0,300}(?:\s+"[^"]{0,100}")?\)$/u;
/** Links of AsciiDoc (`link:#s1[Article 1]`, `<<s1,Article 1>>`) and restructuredText. */
const OTHER_LINKS =
  /(?:\b(?:link|xref):[^\s[\]]{1,300}\[([^[\]]{1,300})\]|<<[^<>,]{1,200},\s*([^<>]{1,300})>>|`([^`<>]{1,300}) <[^<>`]{1,300}>`__?)/gu;
const FOOTNOTE = /\[\^[^\]\s]{1,20}\]$/;
/** A raised number after bold type is the mark of a note; directly after digits it belongs to the number. */
const NOTE_AFTER_BOLD = /(\*\*|__)\s?(?:<sup\b[^<>]{0,100}>\s*\d{1,3}\s*<\/sup>|\^\d{1,3}\^)/g;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;
const TAGS_AROUND =
  /^(?:<(?:details|summary|h[1-6]|p|div|center)\b[^<>]{0,300}>\s*)+|(?:\s*<\/(?:summary|h[1-6]|p|div|center)>)+\s*$/gi;
const CLOSES = /(<\/([a-z]{1,8})>|\](?:\{[.#:][^{}]{0,200}\})?|(?<=\S)(?:\*{1,3}|_{1,3}))$/iu;
/** A line of several texts in bold type and nothing else, whatever its marks; and one of them. */
const ALL_BOLD = /^(?:(\*{2,3}|__)(?![\s*_])[^*_]{0,200}[^\s*_]\1(?:[ \t]+|\s*$)){2,5}$/u;
const BOLD_PIECE = /(\*{2,3}|__)([^*_]{1,201})\1/gu;
const BETWEEN_BOLD = /[*_]{2}[ \t]+[*_]{2}/u;
const REOPENED = /(?<=[^\s*])(?:\*{4}(?=[^*])|\*\*( )\*\*(?=[^\s*]))/g;
const EQUALS = 0x3d;
const MARKUP = /[<[{*_`~]/;
const MAX_ROUNDS = 6;
/** Longest text from which markup is removed, in UTF-16 units; a longer one is kept as printed. */
const MAX_MARKUP = 4096;

/** The text of an ATX, AsciiDoc or HTML heading line without its marks: the opening run and a closing run of the same mark, or the tags. */
export function stripAtxMarks(line: string, level: number): string {
  const marked = line.replace(/^[ \t]+/, "");
  if (marked.startsWith("<")) return marked.replace(TAGS_AROUND, "").trim();
  const mark = marked.charCodeAt(0);
  const text = marked.slice(level);
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  let hash = end;
  while (hash > 0 && text.charCodeAt(hash - 1) === mark) hash--;
  if (hash < end && (hash === 0 || mark === EQUALS || isSpace(text.charCodeAt(hash - 1)))) end = hash;
  return text.slice(0, end).trim();
}

/**
 * Removes what wraps a heading as a whole: anchors, a final footnote mark or attribute list, a link, emphasis, code marks. Markup inside
 * a title stays, except empty anchors, and the bold marks of a heading that begins in bold type.
 */
export function unwrapHeading(text: string): string {
  if (text.length > MAX_MARKUP || !MARKUP.test(text)) return text;
  let current = unlink(text);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = unwrapOnce(current);
    if (next === current) return next;
    current = next;
  }
  return current;
}

/** Removes the backslashes of Markdown's escapes. */
export function unescapeMarks(text: string): string {
  return text.includes("\\") ? text.replace(ESCAPE, "$1") : text;
}

/** The text without the marks that close bold type and open it again, at once or behind a space: `Words**** and fares`, `**Article** **2.**`. */
export function joinBold(text: string): string {
  const joined = text.includes("****") || text.includes("** **") ? text.replace(REOPENED, "$1") : text;
  if (!BETWEEN_BOLD.test(joined) || !ALL_BOLD.test(joined)) return joined;
  return `**${Array.from(joined.matchAll(BOLD_PIECE), ([, , words = ""]) => words).join(" ")}**`;
}

/** The line without the backslash that breaks a line in Markdown. */
export function dropBreak(line: string): string {
  const text = line.trimEnd();
  return text.endsWith("\\") ? text.slice(0, -1) : line;
}

/** Removes from the end the marks of emphasis, tags and brackets that open before the text: `Short title</u>`, `Short title]{.underline}`. */
export function dropClosings(text: string): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS && current.length <= MAX_MARKUP; round++) {
    const [, mark = "", tag = ""] = CLOSES.exec(current) ?? [];
    const rest = current.slice(0, current.length - mark.length).trimEnd();
    const opening = tag !== "" ? `<${tag}` : mark.startsWith("]") ? "[" : mark;
    if (mark === "" || rest.includes(opening)) return current;
    current = rest;
  }
  return current;
}

/** A heading of AsciiDoc or restructuredText with the words of its links alone. */
function unlink(text: string): string {
  return text.replace(OTHER_LINKS, (_, link?: string, reference?: string, quoted?: string) =>
    (link ?? reference ?? quoted ?? "").trim(),
  );
}

function unwrapOnce(text: string): string {
  const bare = text
    .replace(EMPTY_ANCHOR, "")
    .replace(NOTE_AFTER_BOLD, "$1")
    .replace(ANCHOR, "")
    .replace(TRAILING_ANCHOR, "")
    .trimEnd()
    .replace(FOOTNOTE, "")
    .replace(PERMALINK, "")
    .trimEnd()
    .replace(ATTRIBUTES, "")
    .trim();
  if (/^(?:\*\*|__)(?=\S)/.test(bare)) return bare.replace(bare.startsWith("_") ? /__/g : /\*\*/g, "").trim();
  const link = LINK.exec(bare)?.[1];
  if (link !== undefined) return link.trim();
  const emphasis = EMPHASIS.exec(bare);
  const mark = emphasis?.[1];
  const inside = emphasis?.[2];
  if (mark === undefined || inside === undefined || inside.includes(mark)) return bare;
  return inside.trim();
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
