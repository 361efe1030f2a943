import { INSERTED } from "../names/suffix-value.ts";
import { compareValues } from "../readings/number-order.ts";
import { isFirstValue, type NumberSpan } from "./number-span.ts";

/** How a number follows the one before. */
export type NumberStep =
  | { readonly kind: "follows" | "same" | "starts" | "back" }
  | { readonly kind: "gap"; readonly missing: readonly (readonly number[])[]; readonly count: number };

/** A gap names at most this many of its numbers. */
const MAX_MISSING = 30;
/** The part of the letter Z. */
const LAST_LETTER = INSERTED + 26;
const FOLLOWS: NumberStep = { kind: "follows" };

/** Judges the step from one span to the next, part by part: after `1-4` follow `1-5`, `1-4-1`, `2` and `2-1`. */
export function judgeStep(before: NumberSpan, next: NumberSpan): NumberStep {
  let worst: NumberStep = FOLLOWS;
  for (const end of before.ends) {
    const step = stepTo(end, next);
    if (step.kind === "follows") return step;
    worst = step;
  }
  return worst;
}

function stepTo(end: readonly number[], { first, opening }: NumberSpan): NumberStep {
  const order = compareValues(end, first);
  if (order === 0) return { kind: "same" };
  if (order > 0) return { kind: isFirstValue(first) ? "starts" : "back" };
  let at = 0;
  while (at < end.length && end[at] === first[at]) at++;
  const to = first[at] ?? 0;
  const prefix = first.slice(0, at);
  const below = first.slice(at + 1);
  const begins = below.every((part) => part <= 1 || part === INSERTED + 1);
  const opens = at >= end.length || (to >= INSERTED && (end[at] ?? 0) < INSERTED);
  // A second letter counts from the first one on, and ZA stands before A.
  const isEarly = to <= opening || to === LAST_LETTER || (at > 1 && to <= INSERTED + 2);
  if (opens && isEarly) return begins ? FOLLOWS : gapOf([...prefix, to], 1, 1);
  const from = opens ? Math.min(opening, to) - 1 : (end[at] ?? 0);
  // What stands before its number is half a number lower.
  if (to - from > 1) return gapOf(prefix, Math.floor(from) + 1, Math.ceil(to) - 1);
  const [next] = below;
  // A letter belongs to a number, which has to stand before it; a chapter counts from its first part on.
  if (next !== undefined && next >= INSERTED) return gapOf(prefix, to, to);
  return begins ? FOLLOWS : gapOf([...prefix, to], 1, 1);
}

function gapOf(prefix: readonly number[], lowest: number, highest: number): NumberStep {
  const count = highest - lowest + 1;
  const length = Math.min(count, MAX_MISSING);
  return {
    kind: "gap",
    missing: Array.from({ length }, (_, index) => [...prefix, lowest + index]),
    count,
  };
}
