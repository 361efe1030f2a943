import type { BlockMask } from "./block-mask.ts";
import { classifyHeading } from "./classify-heading.ts";
import type { HeadingForm } from "./conventions/convention.ts";
import { readDesignator } from "./designator.ts";
import { FirstWords } from "./first-word.ts";
import { foldText } from "./fold.ts";
import type { Heading } from "./heading.ts";
import { stripAtxMarks, unescapeMarks, unwrapHeading } from "./heading-text.ts";
import { LINE } from "./line-class.ts";
import { indentOf, isBlank } from "./line-shape.ts";
import type { LineTable } from "./line-table.ts";
import { textStart } from "./line-table.ts";
import { followQuotes, type QuoteState } from "./quotation.ts";

/** A source with its lines and blocks. */
export interface ScannedSource {
  readonly source: Uint8Array;
  readonly table: LineTable;
  readonly mask: BlockMask;
}

/** Bytes of a plain line that are looked at for a name; the rest can only be text. */
const HEAD_BYTES = 320;
/** Longest plain line that is kept as a possible heading without a name that a convention knows. */
const MAX_SHORT_BYTES = 240;
const MAX_SHORT_CHARS = 100;
const BOLD = /^(\*\*|__)(?=\S)(.{1,300}?\S)\1\s*/u;
const WIDE_GAP = /^(?:\t| {2,}|\u3000|[\u2000-\u200a]| \t)/u;

/** Every line that may carry a heading, in order: marked headings, bold run-ins, and plain lines that a convention may know. */
export function findHeadings(scanned: ScannedSource): readonly Heading[] {
  const { source, table, mask } = scanned;
  const plainText = isPlainText(mask);
  const reader: PlainReader = { scanned, isPlainText: plainText, words: new FirstWords() };
  const headings: Heading[] = [];
  let quotes: QuoteState = { open: "", depth: 0 };
  for (let line = 0; line < table.count; line++) {
    const kind = mask.classes[line] ?? LINE.blank;
    if (kind === LINE.blank) continue;
    const heading =
      kind === LINE.atx || (kind === LINE.setext && mask.classes[line - 1] !== LINE.setext)
        ? readMarked(scanned, line)
        : canCarryPlain(kind, plainText)
          ? readPlain(reader, line, quotes.depth > 0)
          : null;
    if (heading !== null) headings.push(heading);
    if (kind === LINE.atx || kind === LINE.setext) quotes = { open: "", depth: 0 };
    else
      quotes = followQuotes(source, {
        start: table.starts[line] ?? 0,
        end: table.textEnds[line] ?? 0,
        state: quotes,
      });
  }
  return headings;
}

/** Without a single ATX heading the source is read as plain text: indents and numbers at line starts are no Markdown. */
export function isPlainText(mask: BlockMask): boolean {
  return !mask.classes.includes(LINE.atx);
}

function canCarryPlain(kind: number, plainText: boolean): boolean {
  if (kind === LINE.paragraph || kind === LINE.continuation) return true;
  return plainText && (kind === LINE.list || kind === LINE.code || kind === LINE.table);
}

function readMarked(scanned: ScannedSource, line: number): Heading {
  const { table, mask } = scanned;
  const level = mask.levels[line] ?? 0;
  const isAtx = mask.classes[line] === LINE.atx;
  let last = line;
  if (!isAtx) while (mask.classes[last + 1] === LINE.setext) last++;
  const printed = isAtx
    ? stripAtxMarks(readText(scanned, line, Number.POSITIVE_INFINITY), level)
    : joinLines(scanned, line, last);
  const raw = unwrapHeading(printed);
  const text = foldText(unescapeMarks(raw));
  return {
    line,
    startByte: table.starts[line] ?? 0,
    form: isAtx ? "atx" : "setext",
    level,
    raw,
    text,
    designator: readDesignator(text),
    startsBlock: true,
    alone: true,
    indent: 0,
    wideGap: false,
    quoted: false,
  };
}

interface PlainReader {
  readonly scanned: ScannedSource;
  readonly isPlainText: boolean;
  readonly words: FirstWords;
}

function readPlain(reader: PlainReader, line: number, quoted: boolean): Heading | null {
  const { scanned, isPlainText: keepsShort } = reader;
  const { source, table, mask } = scanned;
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  const { columns, at } = indentOf(source, start, end);
  const mayName = reader.words.mayName(source, at, end);
  if (!mayName && (!keepsShort || end - at > MAX_SHORT_BYTES || mask.classes[line] === LINE.continuation))
    return null;
  const startsBlock = line === 0 || isBreak(scanned, line - 1);
  const endsBlock = line + 1 >= table.count || isBreak(scanned, line + 1);
  const head = readText(scanned, line, HEAD_BYTES);
  const trimmed = head.trimStart();
  const bold = startsBlock ? BOLD.exec(trimmed) : null;
  const form: HeadingForm = bold === null ? "plain" : "bold";
  const printed = bold === null ? trimmed.trimEnd() : (bold[2] ?? "");
  const raw = bold === null ? printed : unwrapHeading(printed);
  const text = foldText(bold === null ? unescapeMarks(raw) : raw);
  const designator = readDesignator(text);
  const rest = bold === null ? "" : trimmed.slice(bold[0].length);
  const alone = startsBlock && endsBlock && rest === "";
  const isShort = startsBlock && end - start <= MAX_SHORT_BYTES && text.length <= MAX_SHORT_CHARS;
  const isNumbered = keepsShort && startsBlock && /^(?:\p{Nd}|[A-Z]\.)/u.test(text);
  if (designator === null && !isNumbered) {
    const mayHold = isShort && (((keepsShort || form === "bold") && alone) || classifyHeading(text) !== null);
    if (!mayHold) return null;
  }
  if (mask.classes[line] === LINE.continuation && designator === null) return null;
  return {
    line,
    startByte: table.starts[line] ?? 0,
    form,
    level: 0,
    raw:
      end - start > HEAD_BYTES && alone && form === "plain"
        ? readText(scanned, line, Number.POSITIVE_INFINITY).trim()
        : raw,
    text,
    designator,
    startsBlock,
    alone,
    indent: columns,
    wideGap: designator !== null && WIDE_GAP.test(trimmed.slice(designator.end)),
    quoted,
  };
}

/** True when nothing of a paragraph stands on the line, so that the next one begins a block. */
function isBreak(scanned: ScannedSource, line: number): boolean {
  const { source, table, mask } = scanned;
  const kind = mask.classes[line];
  if (kind === LINE.paragraph || kind === LINE.continuation) return false;
  if (kind !== LINE.list && kind !== LINE.code && kind !== LINE.quote && kind !== LINE.table) return true;
  return isBlank(source, table.starts[line] ?? 0, table.textEnds[line] ?? 0);
}

function joinLines(scanned: ScannedSource, first: number, last: number): string {
  const lines: string[] = [];
  for (let line = first; line <= last; line++)
    lines.push(readText(scanned, line, Number.POSITIVE_INFINITY).trim());
  return lines.join(" ");
}

/** The text of a line, or its first `maxBytes` bytes. */
export function readText(scanned: ScannedSource, line: number, maxBytes: number): string {
  const { source, table } = scanned;
  const start = textStart(source, table, line);
  let end = table.textEnds[line] ?? start;
  if (end - start > maxBytes) {
    end = start + maxBytes;
    while (end > start && ((source[end] ?? 0) & 0xc0) === 0x80) end--;
  }
  return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("utf8");
}
