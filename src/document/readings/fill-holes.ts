import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { foldWord } from "../names/fold-text.ts";
import { isMisread } from "../names/misread-number.ts";
import { toAsciiDigits } from "../names/numerals.ts";
import { isPageLine } from "../names/page-line.ts";
import { fillMissing } from "./fill-missing.ts";
import { bareLabel } from "./name-units.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Characters by which a misprinted name may be longer than that of its neighbour. */
const MORE_CHARS = 8;
const MAX_EDITS = 2;
const MIN_WORD = 4;

/**
 * Adds the heads whose numbers are missing, and misprinted ones (`Artkulo12`, `Articulo l5`) to a plain or bold reading: where exactly one number is missing, and exactly one
 * short line of its own stands there that begins with nearly the same word or carries the missing number.
 */
export function fillHoles(
  reading: Reading,
  headings: Rows<Heading>,
): { readonly heads: Rows<UnitHeading>; readonly warnings: readonly DocumentWarning[] } {
  const missing = fillMissing(reading, headings);
  const filled = { heads: missing.heads, warnings: [...missing.warnings, ...tellMisread(missing.heads)] };
  if (reading.form === "tight" || reading.form === "markdown") return filled;
  const heads = new UnitHeadingList(headings);
  const warnings = [...filled.warnings];
  const lines = new Set<number>();
  for (const { heading } of filled.heads) lines.add(heading.line);
  const isFree = (heading: Heading) =>
    heading.shape.alone && heading.shape.level === 0 && !lines.has(heading.line) && !isPageLine(heading.text);
  const free = pickHeadings(headings, isFree);
  let next = 0;
  let before: UnitHeading | null = null;
  for (const head of filled.heads) {
    const missing: number | null = before === null ? firstMissing(head) : missingBetween(before, head);
    const from = before?.heading.line ?? -1;
    if (missing !== null) {
      while (next < free.length && (free.at(next)?.line ?? 0) <= from) next++;
      const between: Heading[] = [];
      for (let at = next; at < free.length; at++) {
        const heading = free.at(at);
        if (heading === undefined || heading.line >= head.heading.line) break;
        if (resembles(heading, head, missing)) between.push(heading);
      }
      const [only] = between;
      if (only !== undefined && between.length === 1) {
        heads.push({
          ...head,
          heading: only,
          label: bareLabel(only.text),
          title: "",
          key: String(missing),
          value: [missing],
        });
        warnings.push({
          code: "MISPRINTED_HEADING",
          line: only.lineNumber,
          message: `"${bareLabel(only.text)}" stands where number ${missing} is missing and was taken for it`,
        });
      }
    }
    heads.push(head);
    before = head;
  }
  return { heads, warnings };
}

/** Heads in whose numbers letters were read as digits. */
function tellMisread(heads: Rows<UnitHeading>): readonly DocumentWarning[] {
  const warnings: DocumentWarning[] = [];
  for (const { heading, label, key, row } of heads)
    if (row !== "" && isMisread(label, { text: key }))
      warnings.push({
        code: "MISPRINTED_HEADING",
        line: heading.lineNumber,
        message: `"${label}" was read as number ${key}`,
      });
  return warnings;
}

function firstMissing(head: UnitHeading): number | null {
  return head.value.length === 1 && head.value[0] === 2 ? 1 : null;
}

function missingBetween(before: UnitHeading, head: UnitHeading): number | null {
  const low = before.value[0] ?? 0;
  const high = head.value[0] ?? 0;
  return before.value.length === 1 && head.value.length === 1 && high - low === 2 ? low + 1 : null;
}

function resembles(heading: Heading, neighbour: UnitHeading, missing: number): boolean {
  const text = bareLabel(heading.text);
  if (text.length > neighbour.label.length + MORE_CHARS) return false;
  // The second paragraph of an article is not the second article.
  if (/^\p{Nd}/u.test(text) && !/^\p{Nd}/u.test(neighbour.label)) return false;
  const numbers: readonly string[] = toAsciiDigits(text).match(/\d+/g) ?? [];
  if (numbers.length === 1 && numbers[0] === String(missing)) return true;
  const own = firstWord(text);
  const other = firstWord(neighbour.label);
  if (own.length < MIN_WORD || other.length < MIN_WORD || numbers.length > 1) return false;
  return isNear(own, other);
}

function firstWord(text: string): string {
  return /[\p{L}\p{M}'’ʼꞌ]+/u.exec(foldWord(text))?.[0] ?? "";
}

/** True when at most two letters must be changed, added or left out to make one word the other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
      current.push(best);
    }
    previous = current;
  }
  return (previous[b.length] ?? MAX_EDITS + 1) <= MAX_EDITS;
}
