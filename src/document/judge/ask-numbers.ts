import { groupBy } from "../../collections/group-by.ts";
import { partitionPoint } from "../../collections/partition-point.ts";
import type { Doubt } from "../../domain/doubts.ts";
import { INSERTED } from "../names/suffix-value.ts";
import { isCodified } from "../readings/find-codified.ts";
import { familyOf } from "./family.ts";
import { nameOf } from "./find-sightings.ts";
import { type JudgedCut, type JudgedUnit, lineAt } from "./judged-cut.ts";
import { CODE_PARTS, leavesRoom } from "./leaves-room.ts";
import type { NumberedStep } from "./list-steps.ts";
import { isFirstValue } from "./number-span.ts";
import { type FoundNumber, firstFrom, searchNumber, withoutRepealed } from "./search-number.ts";

/** Numbers from here on may count by chapters, hundreds or years: the first of them need not be 1. */
const MAX_COUNTED = 100;
/** Gaps beyond this are told without a search for their numbers. */
const MAX_SEARCHED = 200;
/** In a sequence with a larger share of gaps than this, leaving out numbers is the rule: codes count by tens, or by chapters. */
const SPARSE_SHARE = 0.5;
const MIN_STEPS = 4;
/** I, J, L, O and Q as numbers. */
const SKIPPED_LETTERS: ReadonlySet<number> = new Set([9, 10, 12, 15, 17]);

/** Numbers that are left out: found in the text, or nowhere. */
export function* askGaps(cut: JudgedCut): Generator<Doubt> {
  const sparse = sparseSequences(cut.steps);
  const partial: JudgedUnit[] = [];
  const codes = codesOf(cut);
  const containers = linesOf(cut);
  const isDivided = ({ from, to }: { readonly from: number; readonly to: number }) =>
    (containers[firstAfter(containers, from)] ?? to) < to;
  let searched = 0;
  for (const { before, unit, step, sequence } of cut.steps) {
    if (step.kind !== "gap" || before === null) continue;
    const line = unit.line + 1;
    const range = { from: before.line, to: unit.line };
    const family = familyOf(unit.head.word);
    const values = step.missing.filter(
      (value) => !codes.has(value.join(".")) && !cut.holders.has(nameOf(family, value)),
    );
    const missing = ++searched > MAX_SEARCHED ? values : withoutRepealed(cut, { values, ...range });
    if (missing.length === 0) continue;
    const found =
      searched > MAX_SEARCHED ? null : searchNumber(cut, { values: missing, like: unit.head, ...range });
    if (found !== null) {
      yield {
        code: "NUMBER_SKIPPED_FOUND",
        line: found.line + 1,
        message: `"${found.label}" stands in the text of ${before.head.label}, and no unit has that number${missing.length > 1 ? `, nor one of the ${missing.length - 1} beside it` : ""}`,
        ...mild(found),
      };
    } else if (isSupplementary(unit)) {
      partial.push(unit);
    } else if (
      !sparse.has(sequence) &&
      !leavesRoom(unit, { count: step.count, before, isDivided: isDivided(range) }) &&
      !isSkippedLetter(unit, missing)
    ) {
      const numbers = step.count === 1 ? "a number between is" : `${step.count} numbers between are`;
      yield {
        code: "NUMBER_GAP",
        line,
        message: `${unit.head.label} follows ${before.head.label}: ${numbers} missing`,
      };
    }
  }
  yield* tellPartial(partial);
}

/** Supplementary provisions are printed with the articles that still apply only; they are told in one warning. */
function* tellPartial(partial: readonly JudgedUnit[]): Generator<Doubt> {
  const [first] = partial;
  if (first === undefined) return;
  yield {
    code: "NUMBER_GAP",
    line: first.line + 1,
    message: `the supplementary provisions leave out numbers at ${partial.length} places, the first of them before ${first.head.label}`,
  };
}

/** Sequences whose first number is not the first one. */
export function* askFirst(cut: JudgedCut): Generator<Doubt> {
  const isOutline = cut.reading.id === "outline";
  const sequences = groupBy(cut.steps, ({ sequence }) => sequence);
  const oneChapter = new Set([...sequences].filter(([, steps]) => isOneChapter(steps)).map(([name]) => name));
  for (const { before, unit, span, step, sequence } of cut.steps) {
    if (before !== null || step.kind !== "starts") continue;
    const [number = 0] = span.first;
    if (cut.holders.has(nameOf(familyOf(unit.head.word), [number - 1]))) continue;
    if (isFirstValue(span.first)) {
      yield* askZero(cut, unit);
      continue;
    }
    if (isSupplementary(unit) || oneChapter.has(sequence) || isAlone(cut, unit)) continue;
    const beginsPart = span.first.length > 1 && (span.first.at(-1) ?? 0) <= 1;
    if (isOutline && (sequences.get(sequence)?.length ?? 0) < MIN_STEPS) continue;
    const from = unit === cut.judged[0] ? cut.range.firstLine : (previousLine(cut, unit.line) ?? 0);
    const found = searchNumber(cut, {
      values: [[Math.max(1, number - 1)], [1]],
      like: unit.head,
      from,
      to: unit.line,
      opens: true,
    });
    if (found !== null && !isContents(cut, found)) {
      yield {
        code: "FIRST_NUMBER_FOUND",
        line: found.line + 1,
        message: `"${found.label}" stands before ${unit.head.label}, the first unit of its sequence, and is no unit`,
        ...mild(found),
      };
    } else if (!beginsPart && number < MAX_COUNTED && span.first.length < CODE_PARTS) {
      yield {
        code: "FIRST_NUMBER_MISSING",
        line: unit.line + 1,
        message: `the first number is not 1 but ${unit.head.label}`,
      };
    }
  }
}

/** True for the only unit, with less text before it than in it: a section taken out of its code. */
function isAlone({ judged, scanned }: JudgedCut, { line, endLine }: JudgedUnit): boolean {
  const { starts } = scanned.table;
  const [from = 0, to = scanned.source.length] = [starts[line], starts[endLine]];
  return judged.length < 2 && from <= to - from;
}

/** A number nought, or that of the chapter, before the first unit of a document whose units are known by their numbers alone. */
function* askZero(cut: JudgedCut, unit: JudgedUnit): Generator<Doubt> {
  const { head } = unit;
  if (head.row !== "" || unit !== cut.judged[0] || head.value.every((part) => part === 0)) return;
  const isChapter = head.value.length > 1;
  if (isChapter && !cut.judged.some((other) => other.head.value.length === 1)) return;
  const found = searchNumber(cut, {
    values: [isChapter ? head.value.slice(0, 1) : [0]],
    like: head,
    from: cut.range.firstLine,
    to: unit.line,
  });
  if (found === null || isContents(cut, found)) return;
  yield {
    code: "FIRST_NUMBER_FOUND",
    line: found.line + 1,
    message: `"${found.label}" stands before ${head.label}, the first unit, and is no unit`,
    ...mild(found),
  };
}

/** Numbers that are lower than those before, and those that start again with nothing between; those of a codification have another order. */
export function* askOrder(cut: JudgedCut): Generator<Doubt> {
  const containers = linesOf(cut);
  for (const { before, unit, step } of cut.steps) {
    if (before === null || step.kind === "gap" || step.kind === "follows" || step.kind === "same") continue;
    if (isCodified(unit.head)) continue;
    const line = unit.line + 1;
    const message = `${unit.head.label} follows ${before.head.label}`;
    if (step.kind === "back") yield { code: "NUMBER_STEPS_BACK", line, message };
    else if ((containers[firstAfter(containers, before.line)] ?? Number.POSITIVE_INFINITY) > unit.line)
      yield { code: "NUMBERING_RESTARTS", line, message: `${message} without a heading between` };
  }
}

/** The lines of the containers, in order. */
function linesOf({ containers, scanned }: JudgedCut): readonly number[] {
  return containers.map(({ startByte }) => lineAt(scanned.table, startByte));
}

function firstAfter(lines: readonly number[], line: number): number {
  return partitionPoint(lines.length, (at) => (lines[at] ?? 0) > line);
}

/** The numbers that units of a codification have: its articles stand in the order of their subjects, not of their numbers. */
export function codesOf({ judged }: JudgedCut): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const { head } of judged) if (isCodified(head)) codes.add(head.value.join("."));
  return codes;
}

function isSupplementary({ unit }: JudgedUnit): boolean {
  return unit?.sectionType === "supplementary";
}

/** Publishers leave out letters that are read as digits or as other letters: no `5j` follows `5i` in German law. */
function isSkippedLetter({ head }: JudgedUnit, missing: readonly (readonly number[])[]): boolean {
  const [only] = missing;
  return (
    missing.length === 1 &&
    /\p{Nd}[ -]?\p{L}$/u.test(head.key) &&
    SKIPPED_LETTERS.has((only?.at(-1) ?? 0) - INSERTED)
  );
}

function sparseSequences(steps: readonly NumberedStep[]): ReadonlySet<string> {
  const counts = new Map<string, { all: number; gaps: number }>();
  for (const { sequence, step } of steps) {
    const count = counts.get(sequence) ?? { all: 0, gaps: 0 };
    counts.set(sequence, count);
    count.all++;
    if (step.kind === "gap" && step.count > 3) count.gaps++;
  }
  const sparse = new Set<string>();
  for (const [sequence, { all, gaps }] of counts)
    if (all >= MIN_STEPS && gaps > all * SPARSE_SHARE) sparse.add(sequence);
  return sparse;
}

/** True where all numbers of the sequence begin with one part: the document is that chapter. */
function isOneChapter(steps: readonly NumberedStep[]): boolean {
  const number = steps[0]?.span.first[0];
  return steps.length > 1 && steps.every(({ span }) => span.first[0] === number);
}

/** Line of the last head before a line. */
function previousLine({ judged }: JudgedCut, line: number): number | null {
  const next = partitionPoint(judged.length, (at) => (judged[at]?.line ?? 0) >= line);
  return judged[next - 1]?.line ?? null;
}

/** An entry of a table of contents stands among other names; a head that was missed stands alone. */
function isContents(cut: JudgedCut, found: FoundNumber): boolean {
  const at = firstFrom(cut.sightings, found.line);
  const around = cut.sightings.slice(Math.max(0, at - 2), at + 3);
  return around.filter(({ line }) => Math.abs(line - found.line) <= 4).length > 2;
}

export function mild({ hidden }: FoundNumber): Pick<Doubt, "isMild"> {
  return hidden ? { isMild: true } : {};
}
