import { type Designator, readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { hasLeader, readPageEnd } from "../names/page-end.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { familyOf } from "./family.ts";
import { type CutToJudge, lineAt } from "./judged-cut.ts";

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

/** False for a line that ends in another sign than a digit, a bar, white space or a byte that is not ASCII. */
function mayEndInPage({ source, table }: ScannedSource, line: number): boolean {
  const start = table.starts[line] ?? 0;
  const last = source[Math.min(table.textEnds[line] ?? start, start + PROBE_BYTES) - 1] ?? 0;
  return last >= 0x80 || last <= 0x20 || last === 0x7c || (last >= 0x30 && last <= 0x39);
}

/** True for a line with leaders or a wide gap before the number of a page, also in the cell of a table. */
function isListed(text: string): boolean {
  const end = readPageEnd(text.trimEnd().replace(/\|$/, ""));
  const { before, gap, number } = end;
  if (number === "") return false;
  if (gap.length >= WIDE_GAP || gap.includes("\t") || before.endsWith("···")) return true;
  return hasLeader(end) && (!before.endsWith("…") || before.endsWith("……"));
}

/** The entries in the regions that a heading such as *Contents* begins. */
function* belowHeadings({ scanned, headings, regions }: CutToJudge): Generator<ContentsEntry> {
  const starts = new Set<number>();
  for (const heading of headings)
    if (heading.shape.stands?.kind === "contents") starts.add(heading.startByte);
  if (starts.size === 0) return;
  for (const { role, startByte, endByte } of regions) {
    if (role === "unit" || !starts.has(startByte)) continue;
    const end = lineAt(scanned.table, endByte);
    for (let line = lineAt(scanned.table, startByte) + 1; line < end; line++) {
      if (scanned.mask.classes[line] === LINE.blank) continue;
      const entry = readEntry(readText(scanned, line, PROBE_BYTES), line);
      if (entry !== null) yield entry;
    }
  }
}

function readEntry(printed: string, line: number): ContentsEntry | null {
  const text = foldText(printed.replace(LEAD, ""));
  const found: Designator | null = readDesignator(text);
  if (found === null || found.number.value.length === 0) return null;
  const { row, number, start, end } = found;
  return { line, label: text.slice(start, end), family: familyOf(row.address), value: number.value };
}
