import type { Doubt } from "../../domain/doubts.ts";
import { foldText, foldWords } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { isVisible } from "./hiding.ts";
import { type JudgedCut, type JudgedUnit, unitBefore } from "./judged-cut.ts";
import { quoteHeading } from "./quote-heading.ts";

/** So many heads follow each other without text, and so large a share of all, where the entries of contents were taken for units. */
const MIN_ENTRIES = 3;
const ENTRY_SHARE = 0.5;
const PROBE_BYTES = 200;
/** Words that may stand before the number. */
const MAX_BEFORE = 1;

/** A unit without text, and the words of its heading. */
interface Entry {
  readonly unit: JudgedUnit;
  readonly text: string;
}

/** Lines that repeat name and title of a unit without text, with whichever marks between: the unit is the entry of a table of contents. */
export function* askEntries(cut: JudgedCut): Generator<Doubt> {
  const { scanned, range, judged } = cut;
  const entries = judged.filter((unit, index) => isEntry(scanned, unit, judged[index + 1]));
  if (entries.length < MIN_ENTRIES || entries.length < judged.length * ENTRY_SHARE) return;
  const listed = new Map<string, Entry>();
  const depths = new Set<number>();
  for (const unit of entries) {
    const { label, heading } = unit.head;
    const text = wordsOf(heading.text);
    const name = wordsOf(label);
    if (!text.startsWith(`${name} `)) continue;
    listed.set(name, { unit, text });
    depths.add(name.split(" ").length);
  }
  const found: Doubt[] = [];
  for (let line = range.firstLine; line < range.lastLine; line++) {
    if (!isVisible(scanned.mask.classes[line] ?? LINE.blank, cut.hiding)) continue;
    const holder = unitBefore(judged, line);
    if (holder === undefined || holder.line === line) continue;
    const printed = readText(scanned, line, PROBE_BYTES);
    const unit = listedAt(wordsOf(printed).split(" "), listed, depths);
    if (unit === undefined || unit.line >= line) continue;
    const message = `${quoteHeading(foldText(printed))} stands in the text of ${holder.head.label}, and ${unit.head.label} has no text`;
    found.push({ code: "HEADING_INSIDE_UNIT", line: line + 1, message });
  }
  if (found.length >= MIN_ENTRIES) yield* found;
}

/** True for a head that the next one follows without text between; the last one holds what stands behind the contents. */
function isEntry({ mask }: ScannedSource, { line, head }: JudgedUnit, next: JudgedUnit | undefined): boolean {
  if (head.value.length === 0) return false;
  for (let at = line + 1; at < (next?.line ?? 0); at++) if (mask.classes[at] !== LINE.blank) return false;
  return true;
}

/** The unit with whose name and title a line begins, behind a word at most. */
function listedAt(
  words: readonly string[],
  listed: ReadonlyMap<string, Entry>,
  depths: ReadonlySet<number>,
): JudgedUnit | undefined {
  for (let from = 0; from <= MAX_BEFORE; from++)
    for (const depth of depths) {
      const entry = listed.get(words.slice(from, from + depth).join(" "));
      if (entry !== undefined && words.slice(from).join(" ").startsWith(entry.text)) return entry.unit;
    }
  return undefined;
}

function wordsOf(text: string): string {
  return foldWords(foldText(text));
}
