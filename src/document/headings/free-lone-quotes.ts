import { type Designator, readDesignator } from "../names/designator.ts";
import { FirstWords } from "../names/first-word.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { skipInLines, textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const PROBE_BYTES = 120;
/** A document with more heads behind opening marks quotes another one. */
const MAX_LONE = 8;
/** Bytes of a mark and a space. */
const MAX_SKIP = 6;
/** Bytes of one line that are searched for quotation marks. */
const MAX_LINE_BYTES = 1 << 16;
const OPENING = /^(?:["“«„‟]|'')\s?/u;
/** First bytes of the marks. */
const FIRST_BYTES: ReadonlySet<number> = new Set([0x22, 0x27, 0xe2, 0xc2]);
/** What stands behind a name that is no reference. */
const CLOSED = /^(?:$|[.:：]| ?[-–—])/u;
const INTRODUCES = /[:：—–][\s*_]*$/u;
/** Where a mark stands before a word, it opens; behind one, it closes. */
const MARKS = /(?<=^|[\s([{])(["“«„‟]|'')(?=\s?[\p{L}\p{Nd}§¿¡(])|(?<=\S)(["“”»«„‟]|'')/gu;

interface QuotedHead {
  readonly line: number;
  /** Bytes of the mark. */
  readonly skip: number;
  readonly name: Designator;
}

/**
 * The source as if a quotation mark before a head that nothing closes (`"Article 12. Fees`, as a scan leaves it) did not stand there: where
 * no such mark of the document is closed before the next one, no colon or dash introduces the head, and its number goes on from the head before
 * and stands nowhere else. A head that is quoted from another act is none of these.
 */
export function freeLoneQuotes(scanned: ScannedSource): ScannedSource {
  if (scanned.table.skips !== null) return scanned;
  const quoted = listQuoted(scanned);
  if (quoted.length === 0 || quoted.length > MAX_LONE) return scanned;
  const isLone = quoted.every(({ line }, index) => {
    const end = quoted[index + 1]?.line ?? scanned.table.count;
    return !isIntroduced(scanned, line) && isUnclosed(scanned, line, end);
  });
  if (!isLone || !goesOn(scanned, quoted)) return scanned;
  return {
    ...scanned,
    table: skipInLines(scanned.table, new Map(quoted.map(({ line, skip }) => [line, skip]))),
  };
}

/** True for a line whose opening quotation mark was left out. */
export function isFreed({ source, table }: ScannedSource, line: number): boolean {
  const skip = table.skips?.get(line) ?? 0;
  const start = table.starts[line] ?? 0;
  return skip > 0 && skip <= MAX_SKIP && OPENING.test(source.toString("utf8", start, start + skip));
}

/** The heads behind an opening quotation mark. */
function listQuoted(scanned: ScannedSource): readonly QuotedHead[] {
  const { source, table, mask } = scanned;
  const found: QuotedHead[] = [];
  for (let line = 0; line < table.count && found.length <= MAX_LONE; line++) {
    const first = source[textStart(source, table, line)] ?? 0;
    if (!FIRST_BYTES.has(first) || !isText(mask.classes[line])) continue;
    const text = readText(scanned, line, PROBE_BYTES);
    const mark = OPENING.exec(text)?.[0] ?? "";
    const name = mark === "" ? null : readHead(text.slice(mark.length));
    if (name !== null) found.push({ line, skip: Buffer.byteLength(mark), name });
  }
  return found;
}

/** True where every number goes on from the head of its kind before, and no other head has it. */
function goesOn(scanned: ScannedSource, quoted: readonly QuotedHead[]): boolean {
  const { source, table, mask } = scanned;
  const words = new FirstWords(source);
  const own = new Map(quoted.map(({ line, name }) => [line, name]));
  const ids = new Set(quoted.map(({ name }) => name.row.id));
  const times = new Map<string, number>();
  const lasts = new Map<string, number>();
  let isNext = true;
  for (let line = 0; line < table.count; line++) {
    const start = textStart(source, table, line);
    const quotedName = own.get(line);
    if (
      quotedName === undefined &&
      !(isText(mask.classes[line]) && words.mayName(start, table.textEnds[line] ?? start))
    )
      continue;
    const name = quotedName ?? readHead(readText(scanned, line, PROBE_BYTES));
    if (name === null || !ids.has(name.row.id)) continue;
    const number = name.number.value[0] ?? 0;
    if (quotedName !== undefined && number !== (lasts.get(name.row.id) ?? -1) + 1) isNext = false;
    lasts.set(name.row.id, number);
    const key = `${name.row.id} ${name.number.value.join(".")}`;
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return (
    isNext && quoted.every(({ name }) => times.get(`${name.row.id} ${name.number.value.join(".")}`) === 1)
  );
}

function readHead(line: string): Designator | null {
  const text = foldText(line);
  const name = readDesignator(text);
  return name !== null && CLOSED.test(text.slice(name.end)) ? name : null;
}

/** True where more marks open than close from the line to the end, and at no line all are closed. */
function isUnclosed(scanned: ScannedSource, from: number, end: number): boolean {
  let open = 0;
  for (let line = from; line < end; line++) {
    for (const mark of readText(scanned, line, MAX_LINE_BYTES).trim().matchAll(MARKS)) {
      open += mark[1] === undefined ? -1 : 1;
      if (open <= 0) return false;
    }
  }
  return true;
}

/** True where the line above ends with a colon or a dash. */
function isIntroduced(scanned: ScannedSource, line: number): boolean {
  let above = line - 1;
  while (above >= 0 && (scanned.mask.classes[above] ?? LINE.blank) === LINE.blank) above--;
  return above >= 0 && INTRODUCES.test(readText(scanned, above, MAX_LINE_BYTES));
}

function isText(kind: number | undefined): boolean {
  return kind === LINE.paragraph || kind === LINE.continuation;
}
