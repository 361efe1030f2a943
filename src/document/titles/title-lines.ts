import { dropBreak, unescapeMarks } from "../headings/heading-text.ts";
import { beginsAmendmentNote } from "../names/amendment-note.ts";
import { LINE } from "../source/line-class.ts";
import { isBlank } from "../source/line-shape.ts";
import { textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** Bytes of a line that are read; a longer line is text. */
const LINE_BYTES = 400;
/** Blank lines that may stand between a number and its title, and between lines that belong together. */
const MAX_BLANK = 4;
const MAX_CONTINUED = 4;
const WRAP_LINES = 600;
/** In a text with longer lines than this, in characters, a line break is meant. */
const MAX_WRAP = 120;
const WRAP_SHARE = 0.98;
const LOWER = /^["“«„'‘(]?\p{Ll}/u;
const COUNTED = /^\(?[\p{Ll}]{1,4}[.)]/u;
const UPPER = /^["“«„'‘(]?[\p{Lu}\p{Lt}\p{Lo}]/u;
const STOPPED = /[.;:!?。；：]$/u;
const HAN_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、]$/u;

/** Words that go over one or several lines. */
export interface JoinedLines {
  readonly text: string;
  readonly lastLine: number;
}

/** The lines of a source as the search for titles reads them: a few after each number, each to a bound. */
export class TitleLines {
  readonly #scanned: ScannedSource;
  /** Characters of a full line, or Infinity where lines are not wrapped. */
  readonly #wrap: number;

  constructor(scanned: ScannedSource) {
    this.#scanned = scanned;
    this.#wrap = measureWrap(scanned);
  }

  /** The printed words of a line; null where it is too long for a title. */
  read(line: number): string | null {
    const { source, table } = this.#scanned;
    const start = textStart(source, table, line);
    if ((table.textEnds[line] ?? start) - start > LINE_BYTES) return null;
    return unescapeMarks(dropBreak(readText(this.#scanned, line, LINE_BYTES).trim()));
  }

  /** The first line with text after `line` and before `limit`, or -1; a few blank lines may stand between. */
  next(line: number, limit: number): number {
    const last = Math.min(limit - 1, line + 1 + MAX_BLANK);
    for (let at = line + 1; at <= last; at++) if (!this.isBlank(at)) return at;
    return -1;
  }

  isBlank(line: number): boolean {
    const { source, table, mask } = this.#scanned;
    const kind = mask.classes[line] ?? LINE.blank;
    if (kind === LINE.blank || kind === LINE.underline) return true;
    return isBlank(source, table.starts[line] ?? 0, table.textEnds[line] ?? 0);
  }

  /** Joins to `text`, which ends `line`, the next lines of the paragraph into which a wrapped title runs on. */
  joinWrapped(text: string, line: number, limit: number): JoinedLines {
    let joined = text;
    let lastLine = line;
    while (lastLine - line < MAX_CONTINUED && lastLine + 1 < limit && !this.isBlank(lastLine + 1)) {
      const next = this.read(lastLine + 1);
      if (next === null || STOPPED.test(joined) || !this.#runsOn(lastLine, next)) break;
      joined += HAN_END.test(joined) ? next : ` ${next}`;
      lastLine++;
    }
    return { text: joined, lastLine };
  }

  /** True where `next` begins in lower case, or where its first word had no room on the line before. */
  #runsOn(line: number, next: string): boolean {
    if (COUNTED.test(next) || beginsAmendmentNote(next)) return false;
    if (LOWER.test(next)) return true;
    if (!UPPER.test(next)) return false;
    const word = /^\S{1,40}/u.exec(next)?.[0] ?? "";
    const room = HAN_END.test(word) ? 1 : word.length + 1;
    return readText(this.#scanned, line, LINE_BYTES).trimEnd().length + room > this.#wrap;
  }
}

/** The length of nearly all lines of a hard-wrapped text, in characters, from a part of its lines. */
function measureWrap(scanned: ScannedSource): number {
  const { table } = scanned;
  const lengths: number[] = [];
  const step = Math.max(1, Math.floor(table.count / WRAP_LINES));
  for (let line = 0; line < table.count; line += step) {
    const { length } = readText(scanned, line, LINE_BYTES).trimEnd();
    if (length > 0) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  const wrap = lengths[Math.floor(lengths.length * WRAP_SHARE)] ?? 0;
  return wrap > MAX_WRAP ? Number.POSITIVE_INFINITY : wrap;
}
