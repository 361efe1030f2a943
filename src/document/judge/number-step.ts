import { compareValues, isFirstValue, type NumberSpan } from "./number-span.ts";

/** How a number follows the one before. */
export type NumberStep =
  | { readonly kind: "follows" | "same" | "starts" | "back" }
  | { readonly kind: "gap"; readonly missing: readonly (readonly number[])[]; readonly count: number };

/** A gap names at most this many of its numbers. */
const MAX_MISSING = 30;
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

function stepTo(end: readonly number[], { first, suffix }: NumberSpan): NumberStep {
  const order = compareValues(end, first);
  if (order === 0) return { kind: "same" };
  if (order > 0) return { kind: isFirstValue(first) ? "starts" : "back" };
  let at = 0;
  while (at < end.length && at < first.length && end[at] === first[at]) at++;
  const from = at < end.length ? (end[at] ?? 0) : at > 0 && suffix === 2 ? 1 : 0;
  const to = first[at] ?? 0;
  const prefix = first.slice(0, at);
  const isNext = to - from <= 1;
  const below = first.slice(at + 1);
  if (isNext && below.length === 0) return FOLLOWS;
  // A chapter counts from its first part on; a letter belongs to a number, which has to stand before it.
  const begins = below.every((part) => part <= 1);
  if (isNext && begins && (suffix === 0 || at + 1 < end.length)) return FOLLOWS;
  if (isNext && suffix === 0) return { kind: "gap", missing: [[...prefix, to, 1]], count: 1 };
  const lowest = from + 1;
  const highest = isNext ? to : to - 1;
  const count = highest - lowest + 1;
  const missing = Array.from({ length: Math.min(count, MAX_MISSING) }, (_, index) => [
    ...prefix,
    lowest + index,
  ]);
  return { kind: "gap", missing, count };
}
