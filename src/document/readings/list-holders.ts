import type { ReadingInput } from "./read-named.ts";
import type { UnitHeading } from "./unit-heading.ts";

const ENTRY = /^\s*(?:[-*+] +)?\[?(?:§ ?)?(\d{1,4}(?:[.-]\d{1,4})+)[.)]?\s/u;
/** What stands above the entries: `Sections:`. */
const LABEL = /^[\s*_]*\p{L}[\p{L} ]{2,30}:[\s*_]*$/u;
/** Lines that are read below a number to tell a list. */
const MAX_LISTED = 500;

/**
 * Lines of the numbers in a code that only list those below them, and so are its chapters: `8.04 Solid Wastes` above the lines
 * `8.04.010 Purposes`, `8.04.020 Definitions`, whose sections follow.
 */
export function listHolders(heads: readonly UnitHeading[], input: ReadingInput): readonly number[] {
  const keys = new Set(heads.map(({ key }) => key));
  const holders: number[] = [];
  for (const [index, head] of heads.entries()) {
    const next = heads[index + 1];
    if (next === undefined || !isBelow(head, next)) continue;
    if (listsNumbers([head.heading.line + 1, next.heading.line], { input, keys }))
      holders.push(head.heading.line);
  }
  return holders;
}

function isBelow({ value }: UnitHeading, next: UnitHeading): boolean {
  return next.value.length > value.length && value.every((part, index) => next.value[index] === part);
}

/** True where every line with text is the entry of a number that has its own place, but for a label above the first. */
export function listsNumbers(
  [from, to]: readonly [from: number, to: number],
  { input, keys }: { readonly input: ReadingInput; readonly keys: ReadonlySet<string> },
): boolean {
  if (to - from > MAX_LISTED) return false;
  let entries = 0;
  for (let line = from; line < to; line++) {
    const text = input.readLine(line);
    if (text.trim() === "") continue;
    if (entries === 0 && LABEL.test(text)) continue;
    const key = ENTRY.exec(text)?.[1];
    if (key === undefined || !keys.has(key)) return false;
    entries++;
  }
  return entries > 0;
}
