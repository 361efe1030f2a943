import type { Doubt } from "../../domain/doubts.ts";
import { INSERTED } from "../names/suffix-value.ts";
import { compareValues } from "../readings/number-order.ts";
import { LINE } from "../source/line-class.ts";
import { readText } from "../source/scanned-source.ts";
import { HIDING } from "./hiding.ts";
import type { JudgedCut, JudgedUnit } from "./judged-cut.ts";
import { openingOf, spanOf, spansOf } from "./number-span.ts";
import { judgeStep } from "./number-step.ts";
import { readListedNumbers } from "./read-contents.ts";
import { readCountedLine } from "./read-counted.ts";

/** A number of several parts at a line start in the text of a unit: `2.1` or `2A` behind 2. */
interface Inner {
  readonly unit: JudgedUnit;
  readonly line: number;
  readonly label: string;
  readonly value: readonly number[];
}

/** Lines of one unit that are looked at. */
const MAX_LINES = 4000;
/** Where this share of the units or more hold numbers below their own, a document numbers its paragraphs so. */
const USUAL_SHARE = 0.5;
/** A longer line is more than a title. */
const MAX_TITLE = 100;
/** A point of a sentence goes on in lower case. */
const BEGINS_TEXT = /^\s*[^\p{L}\s]{0,4}[\p{Lu}\p{Lo}\p{Nd}]/u;
const ENDS_SENTENCE = /[.;。；]\s*$/u;
const INTRODUCES = /[:：]\s*$/u;
const IN_BOLD = /^[\s>]*(?:\*\*|__)/u;
const PROBE_BYTES = 40;
const DIGIT_OR_MARK = /^[\s>*_#|\\]*(?:\p{Nd}{0,3}\[)?\p{Nd}/u;

/**
 * Numbers that are inserted behind a unit that is known by its number alone, or go on from it, and stand in its text; numbers below the depth
 * of all units count only where they are not usual.
 */
export function* askInserted(cut: JudgedCut): Generator<Doubt> {
  const numbered = cut.judged.filter(
    ({ head, unit }) => head.row === "" && head.value.length > 0 && unit !== null,
  );
  if (numbered.length < 2) return;
  const deepest = Math.max(...numbered.map(({ head }) => depthOf(head.value)));
  const found = numbered.map((unit, at) => [...innerOf(cut, unit, numbered[at + 1])]);
  const below = found.filter((inner) =>
    inner.some(({ value }) => depthOf(value) > deepest && !isLettered(value)),
  );
  const isUsual = below.length >= numbered.length * USUAL_SHARE;
  const listed = below.length === 0 ? new Set<string>() : readListedNumbers(cut);
  for (const { unit, line, label, value } of found.flat()) {
    const isBelow = depthOf(value) > deepest && !isLettered(value);
    if (isBelow && (isUsual || !isRunning(unit) || isClause(cut, unit, line))) continue;
    // The document's own table of contents decides how deep units go.
    if (isBelow && listed.has(unit.head.value.join(".")) && !listed.has(value.join("."))) continue;
    yield {
      code: "NUMBER_SKIPPED_FOUND",
      line: line + 1,
      message: `"${label}" stands in the text of ${unit.head.label}, and no unit has that number`,
      ...(HIDING.has(cut.scanned.mask.classes[line] ?? LINE.blank) ? { isMild: true } : {}),
    };
  }
}

/** The numbers in the text of a unit that follow its own, each after the one before, and come before that of the next unit. */
function* innerOf(cut: JudgedCut, unit: JudgedUnit, next: JudgedUnit | undefined): Generator<Inner> {
  const [own] = spansOf(unit.head);
  if (own === undefined) return;
  const end = next === undefined || compareValues(next.head.value, own.first) <= 0 ? null : next.head.value;
  let last = own;
  for (let line = unit.line + 1; line < Math.min(unit.endLine, unit.line + MAX_LINES); line++) {
    const lead = mayCount(cut, line) ? readCountedLine(cut.scanned, line) : null;
    if (lead === null || !lead.style.startsWith("digits") || !mayStand(lead.value, next)) continue;
    if (!BEGINS_TEXT.test(lead.rest)) continue;
    const span = spanOf(lead.value, openingOf(lead.label, lead.value));
    if (judgeStep(last, span).kind !== "follows" || (end !== null && compareValues(lead.value, end) >= 0))
      continue;
    last = span;
    yield { unit, line, label: lead.label, value: lead.value };
  }
}

/** A number of several parts, or that of a chapter whose first part is the next unit. */
function mayStand(value: readonly number[], next: JudgedUnit | undefined): boolean {
  if (value.length > 1) return true;
  const [first, ...below] = next?.head.value ?? [];
  return first === value[0] && below.length > 0;
}

function mayCount({ scanned }: JudgedCut, line: number): boolean {
  const { source, table, mask } = scanned;
  if ((mask.classes[line] ?? LINE.blank) === LINE.blank) return false;
  const start = table.starts[line] ?? 0;
  return DIGIT_OR_MARK.test(
    source.toString("utf8", start, Math.min(start + 40, table.textEnds[line] ?? start)),
  );
}

function depthOf(value: readonly number[]): number {
  return value.filter((part) => part < INSERTED).length;
}

function isLettered(value: readonly number[]): boolean {
  return value.some((part) => part >= INSERTED);
}

/** True for a plain number below one with a title in bold type (`**2. Fees.** Text`, and below it `2.1 Text`). */
function isClause({ scanned }: JudgedCut, { head }: JudgedUnit, line: number): boolean {
  const isTitled = head.heading.shape.form === "bold" && head.title !== "";
  return isTitled && !IN_BOLD.test(readText(scanned, line, PROBE_BYTES));
}

/** True where the line of the number is text; below a title, numbers of more parts are its paragraphs. */
function isRunning({ head }: JudgedUnit): boolean {
  const { text, shape } = head.heading;
  return shape.level === 0 && !INTRODUCES.test(text) && (ENDS_SENTENCE.test(text) || text.length > MAX_TITLE);
}
