import type { Doubt } from "../../domain/doubts.ts";
import { INSERTED } from "../names/suffix-value.ts";
import { codesOf, mild } from "./ask-numbers.ts";
import { firstAfter, type JudgedCut, type JudgedUnit } from "./judged-cut.ts";
import type { NumberedStep } from "./list-steps.ts";
import type { NumberSpan } from "./number-span.ts";
import { searchNumber, sightedAs } from "./search-number.ts";
import { searchSpoiled } from "./search-spoiled.ts";

/** Ends of sequences that are looked at. */
const MAX_ENDS = 200;

/** The last unit of a sequence, or of a chapter of it. */
interface End {
  readonly unit: JudgedUnit;
  readonly span: NumberSpan;
  /** True where the next chapter goes on with its own first number. */
  readonly isChapter: boolean;
}

/** The next number after the last one of a sequence or of its chapter, in the text of the last unit: no gap tells that it was lost. */
export function* askLast(cut: JudgedCut): Generator<Doubt> {
  const codes = codesOf(cut);
  for (const { unit, span, isChapter } of listEnds(cut.steps).slice(0, MAX_ENDS)) {
    const values = span.ends.flatMap((end) => (isChapter ? nextInChapter(end) : nextOf(end)));
    if (values.some((value) => codes.has(value.join(".")))) continue;
    const wanted = { values, like: unit.head, from: unit.line, to: unit.endLine };
    // In wrapped text a name inside a sentence is rather a reference, and a spoiled name may be text: they are told, and refuse nothing.
    const behind = cut.judged[firstAfter(cut.judged, unit.line + 1)]?.line ?? cut.range.lastLine;
    const open = searchNumber(cut, { ...wanted, opens: true });
    const found = open ?? sightedAs(cut.sightings, wanted) ?? searchSpoiled(cut, { ...wanted, to: behind });
    if (found === null) continue;
    const isInside = found.line < unit.endLine;
    yield {
      code: isInside ? "HEADING_INSIDE_UNIT" : "HEADING_IN_NO_UNIT",
      line: found.line + 1,
      message: `"${found.label}" goes on the numbering after ${unit.head.label} and stands in ${isInside ? "its text" : "no unit"}`,
      ...(open === null ? { isMild: true as const } : mild(open)),
    };
  }
}

/** The numbers that may follow one: the next of each of its parts, and the first that is inserted behind it. */
function nextOf(end: readonly number[]): readonly (readonly number[])[] {
  const above = end.slice(0, -1).map((part, at) => [...end.slice(0, at), part + 1]);
  return [...above, ...nextInChapter(end)];
}

function nextInChapter(end: readonly number[]): readonly (readonly number[])[] {
  const last = end.at(-1);
  if (last === undefined) return [];
  const next = [...end.slice(0, -1), last + 1];
  return last < INSERTED ? [next, [...end, INSERTED + 1]] : [next];
}

function listEnds(steps: readonly NumberedStep[]): readonly End[] {
  const lasts = new Map<string, NumberedStep>();
  const ends: End[] = [];
  for (const step of steps) {
    const last = lasts.get(step.sequence);
    const isChapter = last !== undefined && beginsChapter(last.span, step.span);
    if (last !== undefined && (step.step.kind === "starts" || isChapter)) ends.push({ ...last, isChapter });
    lasts.set(step.sequence, step);
  }
  return [...ends, ...[...lasts.values()].map((last) => ({ ...last, isChapter: false }))];
}

/** True for the first number of the next chapter: `3-1` behind `2-6`. */
function beginsChapter({ ends }: NumberSpan, { first }: NumberSpan): boolean {
  const [end] = ends;
  return first.length > 1 && end !== undefined && end.length > 1 && end[0] !== first[0];
}
