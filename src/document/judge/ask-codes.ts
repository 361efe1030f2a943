import type { Doubt } from "../../domain/doubts.ts";
import { mayBegin } from "../headings/may-begin.ts";
import { INSERTED } from "../names/suffix-value.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { isVisible } from "./hiding.ts";
import { type JudgedCut, type JudgedUnit, unitBefore } from "./judged-cut.ts";
import { CODE_PARTS } from "./leaves-room.ts";
import { mayBeginWithDigit } from "./may-begin-with-digit.ts";
import { type CountedLead, LONE_DIGITS, readCounted, readCountedLine } from "./read-counted.ts";

const MIN_CODES = 3;
const MAX_TITLE = 60;
const PROBE_BYTES = 2000;
const BEGINS_TITLE = /^[\s"“«(]*[\p{Lu}\p{Lo}]/u;
/** A code in the middle of a line, behind the end of a sentence and before a title. */
const GLUED =
  /(?<=[.;:”"»)\]]\s{1,4}|[。；：」』）]\s{0,4})\p{Nd}{1,4}(?:[.\-–]\p{Nd}{1,4}){2,5}\.?\s{0,4}["“«(（「]?[\p{Lu}\p{Lo}]/gu;

/**
 * Numbers of several parts, such as `12.04.040`, that stand like those of the units and that no unit has. A code leaves room between its
 * numbers, so that no gap tells the section that was lost.
 */
export function* askCodes(cut: JudgedCut): Generator<Doubt> {
  const { scanned, range, judged } = cut;
  const known = codesOf(judged);
  if (known.names.size === 0) yield* tellTitled(cut);
  if (known.names.size < MIN_CODES || known.names.size * 2 < judged.length) return;
  for (let line = range.firstLine; line < range.lastLine; line++) {
    const unit = unitBefore(judged, line);
    if (unit?.line === line || !isVisible(scanned.mask.classes[line] ?? LINE.blank, cut.hiding)) continue;
    for (const { label, value } of leadsOf(scanned, line)) {
      if (value.length !== known.parts || !known.firsts.has(value[0] ?? 0)) continue;
      const name = value.join(".");
      if (known.names.has(name)) continue;
      known.names.add(name);
      yield tell(label, line, unit);
    }
  }
}

/** One doubt where no unit is a code, and many more titled codes than units stand in them: the sections of chapters that were cut. */
function* tellTitled(cut: JudgedCut): Generator<Doubt> {
  const { scanned, range, judged } = cut;
  let first: { readonly label: string; readonly line: number } | null = null;
  let count = 0;
  for (let line = range.firstLine; line < range.lastLine; line++) {
    const lead =
      isVisible(scanned.mask.classes[line] ?? LINE.blank, cut.hiding) && mayBeginWithDigit(scanned, line)
        ? readCountedLine(scanned, line)
        : null;
    if (lead === null || lead.value.length < CODE_PARTS || lead.value.some((part) => part >= INSERTED))
      continue;
    if (lead.rest.length > MAX_TITLE || !mayBegin(scanned, line)) continue;
    count++;
    first ??= { label: lead.label, line };
  }
  if (first === null || count < MIN_CODES || count < judged.length * 2) return;
  const message = `"${first.label}" and ${count - 1} more numbers with titles are no units`;
  yield { code: "HEADING_INSIDE_UNIT", line: first.line + 1, message, isMild: true };
}

function tell(label: string, line: number, unit: JudgedUnit | undefined): Doubt {
  const isInside = unit !== undefined && line < unit.endLine;
  return {
    code: isInside ? "HEADING_INSIDE_UNIT" : "HEADING_IN_NO_UNIT",
    line: line + 1,
    message: `"${label}" stands ${isInside ? `in the text of ${unit.head.label}` : "with its text in no unit"}, and no unit has that number`,
  };
}

/** The codes of the units: how many parts most of them have, with which number they begin, and their names. */
function codesOf(judged: readonly JudgedUnit[]): {
  readonly parts: number;
  readonly firsts: ReadonlySet<number>;
  readonly names: Set<string>;
} {
  const names = new Set<string>();
  const firsts = new Set<number>();
  const counts = new Map<number, number>();
  for (const { head } of judged) {
    const { value } = head;
    if (value.length < CODE_PARTS || value.some((part) => part >= INSERTED)) continue;
    names.add(value.join("."));
    firsts.add(value[0] ?? 0);
    counts.set(value.length, (counts.get(value.length) ?? 0) + 1);
  }
  const [[parts] = [0]] = [...counts].sort((a, b) => b[1] - a[1]);
  return { parts, firsts, names };
}

/** The number with which a line begins, where something new may begin, and those behind a sentence in it. */
function* leadsOf(scanned: ScannedSource, line: number): Generator<CountedLead> {
  const lead = mayBeginWithDigit(scanned, line) ? readCountedLine(scanned, line) : null;
  const isHead = lead !== null && (lead.style === LONE_DIGITS || BEGINS_TITLE.test(lead.rest));
  if (isHead && mayBegin(scanned, line)) yield lead;
  const text = readText(scanned, line, PROBE_BYTES);
  for (const { index } of text.matchAll(GLUED)) {
    const glued = readCounted(text.slice(index));
    if (glued !== null) yield glued;
  }
}
