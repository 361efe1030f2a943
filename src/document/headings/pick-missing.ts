import { partitionPoint } from "../../collections/partition-point.ts";
import { isDigit } from "../names/ascii.ts";
import { readDesignator } from "../names/designator.ts";
import { FirstWords } from "../names/first-word.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { type LineTable, textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { type GluedHead, isCode } from "./glued-head.ts";

const HEAD_BYTES = 96;
/** Marks of headings, lists, emphasis and quotations before a name, and white space. */
const LEADS = new Uint8Array(256);
for (const mark of " \t#*_-+>") LEADS[mark.charCodeAt(0)] = 1;
const MAX_LEAD = 12;
const OPENING = 0x28;
/** A name with which a sentence goes on is no head: `Điều 5 của Luật`. */
const GOES_ON = /^[ ,;]*\p{Ll}/u;
const NOT_READ: ReadonlySet<number> = new Set([LINE.blank, LINE.frontMatter, LINE.fence, LINE.html]);

/**
 * Where to break lines: before every glued head, and before those that are not sure only where their number is missing among the heads that
 * begin lines. A number of a codification is missing where no line begins with it; any other where the head before it has the number before,
 * and the head after it a later one, or the first.
 */
export function pickMissing(scanned: ScannedSource, glued: readonly GluedHead[]): readonly number[] {
  const heads = readHeads(scanned, glued);
  const codes = new Set(heads.filter((head) => head.isSure && isCode(head.designator)).map(nameOf));
  const later = nextNumbers(heads);
  const last = new Map<string, number>();
  const breaks: number[] = [];
  const within = new Set(glued);
  for (const [index, head] of heads.entries()) {
    const { row, number } = head.designator;
    const [value = 0] = number.value;
    if (!head.isSure) {
      const next = later[index] ?? 0;
      const isMissing = isCode(head.designator)
        ? !codes.has(nameOf(head))
        : last.get(row.id) === value - 1 && (next > value || next <= 1);
      if (!isMissing) continue;
      codes.add(nameOf(head));
    }
    last.set(row.id, value);
    if (within.has(head)) breaks.push(head.at);
  }
  return breaks;
}

/** For every head the number of the next one of its row that begins a line, or 0. */
function nextNumbers(heads: readonly GluedHead[]): readonly number[] {
  const numbers: number[] = [];
  const next = new Map<string, number>();
  for (const [index, { designator, isSure }] of [...heads.entries()].reverse()) {
    numbers[index] = next.get(designator.row.id) ?? 0;
    if (isSure) next.set(designator.row.id, designator.number.value[0] ?? 0);
  }
  return numbers;
}

function nameOf({ designator }: GluedHead): string {
  return `${designator.row.id} ${designator.number.text}`;
}

/** The glued heads and those that begin lines, in order; of the latter, all that tell whether a number is missing. */
function readHeads(scanned: ScannedSource, glued: readonly GluedHead[]): readonly GluedHead[] {
  const words = new FirstWords(scanned.source);
  const read = (line: number) => readHead(scanned, line, words);
  const unsure = glued.filter(({ isSure }) => !isSure);
  const found = unsure.some(({ designator }) => isCode(designator))
    ? Array.from({ length: scanned.table.count }, (_, line) => read(line) ?? []).flat()
    : [...readAround(scanned.table, unsure, read)];
  return [...found, ...glued].sort((one, other) => one.at - other.at);
}

/** The next heads of the same row that begin lines above and below each head; every line is read at most twice for a row. */
function* readAround(
  { count, starts }: LineTable,
  heads: readonly GluedHead[],
  read: (line: number) => GluedHead | null,
): Generator<GluedHead> {
  const seek = (row: string, from: number, to: number): GluedHead | null => {
    const step = Math.sign(to - from);
    for (let line = from; line !== to; line += step) {
      const head = read(line);
      if (head?.designator.row.id === row) return head;
    }
    return null;
  };
  /** By row, the line above which it was read, and the first byte of the next head below. */
  const known = new Map<string, { readonly line: number; readonly below: number }>();
  for (const { at, designator } of heads) {
    const row = designator.row.id;
    const line = partitionPoint(count, (next) => (starts[next] ?? 0) > at) - 1;
    const last = known.get(row) ?? { line: -1, below: -1 };
    const above = seek(row, line, last.line);
    if (above !== null) yield above;
    const below = last.below > at ? null : seek(row, line + 1, count);
    if (below !== null) yield below;
    known.set(row, { line, below: last.below > at ? last.below : (below?.at ?? Number.POSITIVE_INFINITY) });
  }
}

/** The head with which a line begins behind its marks, or null. */
function readHead({ source, table, mask }: ScannedSource, line: number, words: FirstWords): GluedHead | null {
  if (NOT_READ.has(mask.classes[line] ?? LINE.blank)) return null;
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  let at = start;
  while (at < end && at < start + MAX_LEAD && LEADS[source[at] ?? 0] === 1) at++;
  // No name begins with the `(1)` of a paragraph.
  const isParagraph = source[at] === OPENING && isDigit(source[at + 1] ?? 0);
  if (isParagraph || !words.mayName(at, end)) return null;
  const text = foldText(source.toString("utf8", at, Math.min(end, at + HEAD_BYTES)));
  const designator = readDesignator(text);
  if (designator === null || GOES_ON.test(text.slice(designator.end))) return null;
  return { at, designator, isSure: true };
}
