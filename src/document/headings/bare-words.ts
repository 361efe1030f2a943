import { endInPrinted } from "../names/after-name.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { unescapeMarks, unwrapHeading } from "./heading-text.ts";
import { readInline } from "./inline-marks.ts";

const MARKUP = /[\\<[*_~`^$&]/;
/** Signs that may stand between a name and its title. */
const GAP = /[\s.:)\]\-–—]/u;
/** A text in brackets before others, which are no target of a link. */
const IN_BRACKETS = /^\[([^[\]]{1,80})\](?![([{])(?=[\s.:–—-]*\S)/u;
/** The mark of a note alone behind a name: `Article 2.[3]`. */
const NOTE_MARK = /^\[\d{1,3}\](?=[\s*_]*$)/u;
const FIRST_RUN = /^(\*{2,3}|__)(?=\S)([^*_]{1,40}?)\1/u;
const RUN_MARKS = /[*_]+/gu;
const MAX_NAME = 160;
/** Longest text from which marks are removed, in UTF-16 units; a longer one is kept as printed. */
const MAX_CHARS = 4096;
/** So much of a longer text is matched and may be a name, in UTF-16 units; the patterns of names overflow the stack in one of many megabytes. */
const MAX_TEXT = 65_536;

/**
 * The words of a heading whose name is without inline marks, so that no label carries them: `raw` keeps them in the title, and `text` has
 * none.
 */
export function readBareWords(printed: string): { readonly raw: string; readonly text: string } {
  if (printed.length > MAX_CHARS || !MARKUP.test(printed))
    return { raw: printed, text: foldText(unescapeMarks(startOf(printed))) };
  const bare = withoutBrackets(printed);
  const { plain, ends, closings } = readInline(bare);
  const text = foldText(plain);
  const end = endOfName(text);
  if (end === 0) return { raw: bare, text };
  const length = endInPrinted(plain, text.slice(0, end));
  let at = ends[length - 1] ?? 0;
  let gap = "";
  for (; at < bare.length; at = closings.get(at)?.to ?? at + 1) {
    const mark = closings.get(at);
    const sign = bare.charAt(at);
    if (mark === undefined && !GAP.test(sign)) break;
    gap += mark?.shown ?? sign;
  }
  return { raw: plain.slice(0, length) + gap + unwrapHeading(bare.slice(at).replace(NOTE_MARK, "")), text };
}

/** A line whose first run of emphasis ends before its name does (`**Article** **2.** Title`), with one run around the name instead. */
export function joinRuns(printedLine: string): string {
  const [run = "", mark = "", inside = ""] = FIRST_RUN.exec(printedLine) ?? [];
  if (mark === "") return printedLine;
  // A space before the closing mark closes nothing in Markdown: `**Article **2. Title`.
  const first = inside.endsWith(" ") ? `${mark}${inside.trimEnd()}${mark} ` : run;
  const line = first + printedLine.slice(run.length);
  const printed = line.slice(0, MAX_NAME);
  const name = readDesignator(foldText(printed.replace(RUN_MARKS, "")));
  if (name === null || name.end <= inside.length || readDesignator(foldText(inside)) !== null)
    return printedLine;
  const { plain, ends } = readInline(printed);
  const text = foldText(plain);
  const length = endInPrinted(plain, text.slice(0, readDesignator(text)?.end ?? 0));
  const at = ends[length - 1] ?? 0;
  if (at <= inside.length) return printedLine;
  const isOpen = printed.slice(0, at).split(mark).length % 2 === 0;
  const rest = line.slice(at);
  return mark + plain.slice(0, length).trimEnd() + (isOpen || rest.startsWith(mark) ? "" : mark) + rest;
}

/** The heading without brackets around its name: `[Article 1] Fares`. */
function withoutBrackets(printed: string): string {
  const name = IN_BRACKETS.exec(printed)?.[1] ?? "";
  if (name === "" || readDesignator(foldText(name))?.end !== foldText(name).length) return printed;
  return name + printed.slice(name.length + 2);
}

function startOf(printed: string): string {
  if (printed.length <= MAX_TEXT) return printed;
  const start = printed.slice(0, MAX_TEXT);
  return start.isWellFormed() ? start : start.slice(0, -1);
}

function endOfName(text: string): number {
  const designator = readDesignator(text);
  if (designator !== null) return designator.end;
  const stands = classifyHeading(text);
  if (stands !== null && stands.number !== "") return stands.end;
  return readOutlineNumber(text)?.end ?? 0;
}
