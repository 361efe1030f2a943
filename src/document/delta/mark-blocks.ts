/** Begins a paragraph, a point of a list, a row of a table or a heading; stands before each level below the first one. */
export const BLOCK = "\ue002";
export const LEVEL = "\ue003";

const BLANK = /^[ \t]*$/;
const RULE = /^[ \t]{0,3}(?:(?:[-=*\u2014][ \t]?){3,}|_[ \t]?_[ \t]?_[ \t]?)$/;
const HEADING = /^[ \t]{0,3}(#{1,6})(?:[ \t]|$)/;
const CLOSED_HEADING = /(?<=[ \t])#{1,6}[ \t]*$/;
const BULLET = /^[ \t]*[-*+\u2014\u2022\u2023\u25e6\u2043\u00b7](?=[ \t])/;
/** A long dash is a bullet where a list may begin or goes on; elsewhere a line was broken before it. */
const LONG_DASH = /^[ \t]*\u2014/;
const BEGINS_LIST = /:[ \t]*$/;
const NUMBERED = /^[ \t]*(\p{N}{1,9})[.)](?=[ \t])/u;
/** A point whose mark says its level itself: what stands below it by its indentation is told. */
const LETTERED = /^[ \t]*\(?[\p{L}\p{N}]{1,4}\)(?=[ \t])/u;
const QUOTE = /^[ \t]{0,3}(?:> ?)+/;
/** Below the heads of a table; lines that draw the frame of one. */
const BELOW_HEADS = /^[-:| \t]+$/;
const FRAME = /^[ \t]*\+(?:[-=:]+\+)+[ \t]*$/;
/** A line of a sum: what stands before its terms is a sign. */
const TERM = /^[ \t]*[=+\u00d7\u00b7\u00f7/][ \t]/;
/** A mark that is a bullet whatever follows, and one that is a bullet before a word alone. */
const SURE_BULLET = /^[ \t]*[\u2022\u2023\u25e6\u2043](?=[ \t])/;
const BULLET_OF_WORD =
  /^[ \t]*[-*\u2014\u00b7](?=[ \t]+(?:\[ \][ \t]+)?["'([{<_*#\\!&~]{0,6}[\p{L}\u00a7\u00b6\ue000])/u;
/** A star that is a sign: of a footnote, of a product. */
const STAR_IN_LINE = /[^\s*][ \t]*\*/;

/**
 * Takes off the marks of headings, rules, lists and tables, and sets a sign where a block begins and one for each level below the first. So white space
 * and marks in which people write a block are none of its words, but where it ends, and below which point it stands, is told.
 */
export function markBlocks(text: string): string {
  const lines = text.split("\n");
  const sums = findSums(lines);
  const hasStars = lines.some((line) => STAR_IN_LINE.test(line));
  const points: number[] = [];
  const headings: number[] = [];
  let [isFirst, isAfterBlank, isAfterHeading, isAfterQuote, rows] = [true, true, false, false, 0];
  let mayList = true;
  return lines
    .map((whole, at) => {
      const isQuote = QUOTE.test(whole);
      const quote = isQuote && !isAfterQuote ? "> " : "";
      const line = whole.replace(QUOTE, "");
      const isBlank = BLANK.test(line);
      isAfterQuote = isQuote && !isBlank;
      const isRow = !isBlank && (line.includes("|") || FRAME.test(line));
      const isAfterRow = rows > 0;
      rows = isRow ? rows + 1 : 0;
      if (
        isBlank ||
        RULE.test(line) ||
        FRAME.test(line) ||
        (rows === 2 && line.includes("-") && BELOW_HEADS.test(line))
      ) {
        isAfterBlank = true;
        return "";
      }
      const isBullet = BULLET.test(line) && (mayList || isAfterBlank || !LONG_DASH.test(line));
      mayList = isBullet || BEGINS_LIST.test(line);
      const number = NUMBERED.exec(line)?.[1];
      const heading = HEADING.exec(line)?.[1];
      const isPoint =
        isBullet || (number !== undefined && (isAfterBlank || points.length > 0 || number === "1"));
      const isBegin =
        isAfterBlank || isBullet || isRow || isAfterRow || heading !== undefined || isAfterHeading;
      let levels = 0;
      if (heading !== undefined) {
        points.length = 0;
        if (!isFirst) levels = open(headings, heading.length);
      } else if (isPoint) levels = open(points, columnsOf(line));
      else if (isAfterBlank && LETTERED.test(line)) open(points, columnsOf(line));
      else if (isAfterBlank) levels = close(points, columnsOf(line));
      isAfterHeading = heading !== undefined;
      isAfterBlank = false;
      isFirst = false;
      const words = withoutMark(line, { isTerm: sums.has(at) || !isBullet, hasStars });
      return `${isBegin ? BLOCK : ""}${LEVEL.repeat(levels)}${quote}${words}`;
    })
    .join("\n");
}

/** Ends what is not left of the column, and says how much stays open. */
function close(open: number[], column: number): number {
  while (open.length > 0 && column <= (open.at(-1) ?? 0)) open.pop();
  return open.length;
}

function open(all: number[], column: number): number {
  const levels = close(all, column);
  all.push(column);
  return levels;
}

function columnsOf(line: string): number {
  const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
  return indent.replaceAll("\t", "    ").length;
}

function withoutMark(
  line: string,
  { isTerm, hasStars }: { readonly isTerm: boolean; readonly hasStars: boolean },
): string {
  if (HEADING.test(line)) return line.replace(CLOSED_HEADING, "").replace(HEADING, "");
  if (isTerm) return line;
  const bullet = SURE_BULLET.exec(line)?.[0] ?? BULLET_OF_WORD.exec(line)?.[0];
  if (bullet === undefined || (hasStars && bullet.endsWith("*"))) return line;
  return line.slice(bullet.length);
}

/** The lines of paragraphs in which a line begins with an equals sign, a plus or another sign of a sum. */
function findSums(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let first = 0;
  for (let at = 0; at <= lines.length; at++) {
    if (at < lines.length && !BLANK.test(lines[at] ?? "")) continue;
    if (lines.slice(first, at).some((line) => TERM.test(line)))
      for (let line = first; line < at; line++) found.add(line);
    first = at + 1;
  }
  return found;
}
