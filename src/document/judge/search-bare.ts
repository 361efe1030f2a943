import { LINE } from "../source/line-class.ts";
import { indentOf } from "../source/line-shape.ts";
import { textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { HIDING } from "./hiding.ts";
import { includes } from "./includes.ts";
import { firstAfter, type JudgedCut } from "./judged-cut.ts";
import { type CountedLead, readCounted, readCountedLine } from "./read-counted.ts";
import type { FoundNumber, WantedNumbers } from "./search-number.ts";

/** Lines that are searched for one number. */
const MAX_LINES = 4000;
const PROBE_BYTES = 2000;
/** A number in the middle of a line, behind the end of a sentence and before a capital. */
const GLUED = /[.;:。；”"»)\]]\s{1,4}(?=\p{Nd}{1,4}[A-Za-z]{0,2}[.)]\s+["“«(]?\p{Lu})/gu;

/**
 * The line that begins with a number that no unit has, where units are known by their numbers alone; where a number before it begins a line
 * of the same column, both are items of a list.
 */
export function searchBare(cut: JudgedCut, wanted: WantedNumbers): FoundNumber | null {
  const { scanned } = cut;
  const own = kindOf(readCounted(wanted.like.heading.text));
  const column = columnOf(scanned, wanted.like.heading.line);
  const end = Math.min(wanted.to, wanted.from + MAX_LINES);
  const items = new Set<string>();
  for (let line = wanted.from; line < end; line++) {
    const kind = scanned.mask.classes[line] ?? LINE.blank;
    if (kind === LINE.blank || kind === LINE.frontMatter || kind === LINE.item) continue;
    const lead = isHead(cut, line) ? null : readCountedLine(scanned, line);
    if (lead !== null && kindOf(lead) === own) {
      const before = [...lead.value.slice(0, -1), (lead.value.at(-1) ?? 0) - 1].join(".");
      if (includes(wanted.values, lead.value) && !items.has(before))
        return { line, label: lead.label, hidden: HIDING.has(kind) };
      if (columnOf(scanned, line) === column) items.add(lead.value.join("."));
    }
    const glued = readGlued(scanned, line, wanted);
    if (glued !== null) return { line, label: glued, hidden: HIDING.has(kind) };
  }
  return null;
}

/** The number in the middle of a line, or null. */
function readGlued(scanned: ScannedSource, line: number, { values }: WantedNumbers): string | null {
  const text = readText(scanned, line, PROBE_BYTES);
  for (const { index, 0: found } of text.matchAll(GLUED)) {
    const lead = readCounted(text.slice(index + found.length));
    if (lead !== null && includes(values, lead.value)) return lead.label;
  }
  return null;
}

/** The kind of numeral; a number with and without a stop is one kind, one with a bracket another. */
function kindOf(lead: CountedLead | null): string {
  return (lead?.style ?? "digits").replace(/[.-]+$/u, "");
}

function columnOf({ source, table }: ScannedSource, line: number): number {
  return indentOf(source, textStart(source, table, line), table.textEnds[line] ?? 0).columns;
}

function isHead({ judged }: JudgedCut, line: number): boolean {
  return judged[firstAfter(judged, line)]?.line === line;
}
