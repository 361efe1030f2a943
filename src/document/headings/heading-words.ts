import { STEP_PATTERN } from "../conventions/number-steps.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { joinRuns, readBareWords } from "./bare-words.ts";
import { dropBreak, joinBold, stripAtxMarks, unescapeMarks, unwrapHeading } from "./heading-text.ts";

/** The words of a heading. */
export interface HeadingWords {
  /** The printed text, without heading marks and without what wraps it as a whole. */
  readonly raw: string;
  /** The text folded for matching. */
  readonly text: string;
}

/** The words at the beginning of a plain line. */
export interface PlainWords extends HeadingWords {
  readonly isBold: boolean;
  /** What follows the bold type on the line. */
  readonly rest: string;
  /** The beginning of the line as it stands. */
  readonly head: string;
  /** True behind a mark that belongs to no name: a speck that was read as a stop, a single bullet. */
  readonly isStray: boolean;
}

/** Bytes at the start of a plain line that are searched for a name; the rest is text. */
const HEAD_BYTES = 320;
/** Signs with which bold type, a link or an anchor begins; most lines begin with none. */
const OPENING_MARKS = "*_[<";
/** A sign that {@link MARKED_NAME} needs inside a line. */
const INNER_MARK = /[<^&]/;
/** A mark within the name with which a plain line may begin; a raised number before it is that of a note or a paragraph. */
const MARKED_NAME =
  /^(?!<sup\b|\^)(?:[*_](?![*_\s])|\[[^[\]]{1,120}\]\{|.{0,60}?(?:<(?:sup|a|span|b|i|em|strong|font|u)\b|\^|&(?:nbsp|sect);))/iu;
/** A step above the line or in italics after bold type: `**Art. 2**<sup>bis</sup>`, `**Art. 2***a*`. */
const RAISED_STEP = new RegExp(
  String.raw`^(?:\s*(?:<sup\b[^<>]{0,100}>\s*\p{L}{1,20}\s*<\/sup>|\^\p{L}{1,20}\^)|\*(?:[a-z]{1,2}|${STEP_PATTERN})\*(?!\*))`,
  "iu",
);
/** Anchors before the text, as pandoc and HTML write them: `[]{#_Toc1 .anchor}`, `<a id="1"></a>`. */
const ANCHORS = /^(?:\[\]\{[^{}]{1,200}\} ?|<(a|span)\b[^<>]{0,300}>\s?<\/\1> ?)+/iu;
const BOLD = /^(\*\*|__)(?=\S)(.{0,300}?\S) ?\1\s*/u;
const BOLD_ITALIC = /^(\*\*\*)(?=[^\s*])([^*]{0,300}[^\s*]) ?\*\*\*(?!\*)\s*/u;
/** A link around bold type: `[**Art. 1**](#art-1) Title`. */
const LINKED_BOLD =
  /^\[((\*{2,3}|__)(?=\S)[^[\]]{1,300}\2)\](?:\([^()\s]{0,300}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?\)|\[[^[\]]{0,200}\])/u;
/** Bold type or emphasis that goes on behind the bytes that are read, or on the next line. */
const OPEN_BOLD =
  /^(?:\*\*(?![\s*])(?!.{0,400}\*\*)|__(?![\s_])(?!.{0,400}__)|\*(?![*\s])(?!.{0,400}\*)|_(?![_\s])(?!.{0,400}_))/u;
/** Bold type within emphasis of the other sign: `_**Article 1**_`. */
const BOLD_WITHIN = /^(?:_(\*\*[^*_]{1,300}\*\*)_|\*(__[^*_]{1,300}__)\*)$/u;
/** Quotation marks and emphasis stand closely before a text. */
const STRAY = /^(?:[-–—.,;:´~|^/\\•·▪●○■◦∙‣➢¬]{1,2} ?|['‘’*_`] |['’])(?=\p{Lu})/u;
/** A mark and a title behind a name. */
const TITLED = /^ ?[.:] ?["“«(]?\p{Lu}/u;
const BOLD_MARKS = /^(?:\*\*|__)|(?:\*\*|__)$/gu;

/** The words of an ATX or setext heading that begins on the line. */
export function readMarkdownWords(scanned: ScannedSource, line: number): HeadingWords {
  const { mask } = scanned;
  const printed =
    mask.classes[line] === LINE.atx
      ? stripAtxMarks(readText(scanned, line, Number.POSITIVE_INFINITY), mask.levels[line] ?? 0)
      : joinSetext(scanned, line);
  return readBareWords(unwrapHeading(printed));
}

/** The words at the beginning of a plain line, with the number that stands on the next one; bold type counts only where something new may begin. */
export function readPlainWords(scanned: ScannedSource, line: number, opens: boolean): PlainWords {
  const words = readLineWords(readText(scanned, line, HEAD_BYTES), opens);
  const { classes } = scanned.mask;
  if (classes[line + 1] !== LINE.underline || classes[line] === LINE.setext) return words;
  return readLineWords(`${words.head} ${readText(scanned, line + 1, HEAD_BYTES)}`, opens);
}

/** As {@link readPlainWords}, from the beginning of the line's text. */
export function readLineWords(line: string, mayOpen: boolean): PlainWords {
  const trimmed = joinBold(dropBreak(line.trimStart()));
  const anchored = isOpened(trimmed) ? trimmed.replace(ANCHORS, "").replace(LINKED_BOLD, "$1") : trimmed;
  const stray = strayMark(anchored);
  const led = anchored.slice(stray);
  const within = isOpened(led) ? BOLD_WITHIN.exec(led.trimEnd()) : null;
  const head = within?.[1] ?? within?.[2] ?? (mayOpen && isOpened(led) ? joinRuns(led) : led);
  const isStray = stray > 0;
  const opens = isOpened(head);
  const bold = opens && mayOpen ? (BOLD_ITALIC.exec(head) ?? BOLD.exec(head)) : null;
  if (bold === null) {
    const raw = (opens && mayOpen ? head.replace(OPEN_BOLD, "") : head).trimEnd();
    const isMarked = (isOpened(raw) || INNER_MARK.test(raw)) && MARKED_NAME.test(raw);
    const { raw: printed, text } = isMarked
      ? readBareWords(raw)
      : { raw, text: foldText(unescapeMarks(raw)) };
    return { raw: printed, text, isBold: false, rest: "", head, isStray };
  }
  const rest = head.slice(bold[0].trimEnd().length);
  const raised = RAISED_STEP.exec(rest)?.[0] ?? "";
  const words = readBareWords(unwrapHeading((bold[2] ?? "") + raised.trimStart()));
  return { ...words, isBold: true, rest: rest.slice(raised.length).trimStart(), head, isStray };
}

/** Length of a mark before the name and title of a unit that belongs to neither, or 0. */
function strayMark(line: string): number {
  const length = STRAY.exec(line)?.[0].length ?? 0;
  if (length === 0) return 0;
  const text = foldText(line.slice(length));
  const name = readDesignator(text);
  return name !== null && TITLED.test(text.slice(name.end)) && !text.includes("|") ? length : 0;
}

function isOpened(text: string): boolean {
  return text !== "" && OPENING_MARKS.includes(text.charAt(0));
}

/** The printed text of a plain line that stands alone, however long it is. */
export function readWholeLine(scanned: ScannedSource, line: number, words: HeadingWords): string {
  const start = textStart(scanned.source, scanned.table, line);
  const end = scanned.table.textEnds[line] ?? start;
  if (end - start <= HEAD_BYTES) return words.raw;
  const whole = joinBold(readText(scanned, line, Number.POSITIVE_INFINITY).trim());
  return words.raw.startsWith(whole.slice(0, 2)) ? whole : whole.replace(BOLD_MARKS, "");
}

function joinSetext(scanned: ScannedSource, first: number): string {
  const lines: string[] = [];
  for (let line = first; line === first || scanned.mask.classes[line] === LINE.setext; line++)
    lines.push(readText(scanned, line, Number.POSITIVE_INFINITY).trim());
  return lines.join(" ");
}
