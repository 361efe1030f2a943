import { partitionPoint } from "../../collections/partition-point.ts";
import { isDigit } from "../names/ascii.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { hasLeader, readPageEnd } from "../names/page-end.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { familyOf } from "./family.ts";
import { type CutToJudge, lineAt } from "./judged-cut.ts";
import { readCountedLine } from "./read-counted.ts";

/** An entry of a document's own table of contents. */
export interface ContentsEntry {
  /** 0-based. */
  readonly line: number;
  /** The listed name, e.g. `Article 12`. */
  readonly label: string;
  /** Word of the name, equal for all spellings of one word. */
  readonly family: string;
  readonly value: readonly number[];
}

/** Fewer entries with leaders are no table. */
const MIN_ENTRIES = 3;
const PROBE_BYTES = 240;
const WIDE_GAP = 3;
/** The bytes of every white space that is not ASCII, as one number. */
const WIDE_SPACES: ReadonlySet<number> = new Set(
  [
    ..."\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
  ].map((space) => Buffer.from(space).readUIntBE(0, Buffer.byteLength(space))),
);
const LEAD = /^[\s>|*+\-#•·[\]\\_]{1,24}/u;

/**
 * The names of units that the document's own table of contents lists, in order: below a heading such as *Contents*, and on lines with
 * leaders and a page number. Entries without a name of a known convention are left out.
 */
export function readContents(cut: CutToJudge): readonly ContentsEntry[] {
  const { scanned, containers, units, range } = cut;
  const listed = [...belowHeadings(cut)];
  if (listed.length > 0) return listed;
  const firstUnit = units.at(0)?.startByte ?? 0;
  const firstLine = containers.length === 0 ? lineAt(scanned.table, firstUnit) : range.lastLine;
  const entries: ContentsEntry[] = [];
  for (let line = range.firstLine; line < firstLine; line++) {
    if (!mayEndInPage(scanned, line)) continue;
    const text = readText(scanned, line, PROBE_BYTES);
    if (!isListed(text)) continue;
    const entry = readEntry(text, line);
    if (entry !== null) entries.push(entry);
  }
  return entries.length >= MIN_ENTRIES ? entries : [];
}

/** False for a line that surely ends in another sign than a digit, a bar or white space. */
function mayEndInPage({ source, table }: ScannedSource, line: number): boolean {
  const start = table.starts[line] ?? 0;
  const end = table.textEnds[line] ?? start;
  const isCut = end - start > PROBE_BYTES;
  const last = source[(isCut ? start + PROBE_BYTES : end) - 1] ?? 0;
  const mayBeSpace = last <= 0x20 || (last >= 0x80 && (isCut || endsInSpace(source, end)));
  return mayBeSpace || last === 0x7c || isDigit(last);
}

function endsInSpace(source: Buffer, end: number): boolean {
  const last = source.readUIntBE(Math.max(0, end - 3), 3);
  return WIDE_SPACES.has(last) || WIDE_SPACES.has(last & 0xffff);
}

/** True for a line with leaders or a wide gap before the number of a page, also in the cell of a table. */
function isListed(text: string): boolean {
  const end = readPageEnd(text.trimEnd().replace(/\|$/, ""));
  const { before, gap, number } = end;
  if (number === "") return false;
  if (gap.length >= WIDE_GAP || gap.includes("\t") || before.endsWith("···")) return true;
  return hasLeader(end) && (!before.endsWith("…") || before.endsWith("……"));
}

/** The numbers at the beginnings of the lines below a heading such as *Contents*, their parts joined by stops. */
export function readListedNumbers(cut: CutToJudge): ReadonlySet<string> {
  const listed = new Set<string>();
  for (const line of linesOfContents(cut)) {
    const lead = readCountedLine(cut.scanned, line);
    if (lead !== null) listed.add(lead.value.join("."));
  }
  return listed;
}

/** The entries in the regions that a heading such as *Contents* begins. */
function* belowHeadings(cut: CutToJudge): Generator<ContentsEntry> {
  for (const line of linesOfContents(cut)) {
    const entry = readEntry(readText(cut.scanned, line, PROBE_BYTES), line);
    if (entry !== null) yield entry;
  }
}

/** The lines below each heading such as *Contents*, up to the next unit or container. */
export function* linesOfContents({ scanned, headings, units, containers }: CutToJudge): Generator<number> {
  const tables = headings.filter(({ shape }) => shape.stands?.kind === "contents");
  if (tables.length === 0) return;
  const ends = [
    ...units.map(({ startByte }) => startByte),
    ...containers.map(({ startByte }) => startByte),
  ].sort((one, other) => one - other);
  let line = 0;
  for (const heading of tables) {
    const next = partitionPoint(ends.length, (at) => (ends[at] ?? 0) > heading.startByte);
    const end = lineAt(scanned.table, ends[next] ?? scanned.source.length);
    for (line = Math.max(line, heading.line + 1); line < end; line++)
      if (scanned.mask.classes[line] !== LINE.blank) yield line;
  }
}

function readEntry(printed: string, line: number): ContentsEntry | null {
  const text = foldText(printed.replace(LEAD, ""));
  const found: Designator | null = readDesignator(text);
  if (found === null || found.number.value.length === 0) return null;
  const { row, number, start, end } = found;
  return { line, label: text.slice(start, end), family: familyOf(row.address), value: number.value };
}
