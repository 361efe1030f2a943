import { compareValues } from "../readings/number-order.ts";
import { familyOf } from "./family.ts";
import type { JudgedUnit } from "./judged-cut.ts";
import { isFirstValue, type NumberSpan, spansOf } from "./number-span.ts";
import { judgeStep, type NumberStep } from "./number-step.ts";

/** One step of the numbering: a unit, and the unit whose number its number follows. */
export interface NumberedStep {
  /** Null for the first of a sequence. */
  readonly before: JudgedUnit | null;
  readonly unit: JudgedUnit;
  readonly span: NumberSpan;
  readonly step: NumberStep;
  /** Word and leading letters of the number: what must be equal for two numbers to be one sequence. */
  readonly sequence: string;
}

/** Where one sequence stands. */
interface Standing {
  readonly unit: JudgedUnit;
  readonly span: NumberSpan;
}

/** Scopes whose end a number may go on from. */
const MAX_SCOPES = 8;
/** In a new scope a number that is higher by more than this begins a sequence of its own. */
const MAX_GAP_BETWEEN = 3;
const STARTS = { before: null, step: { kind: "starts" } } as const;
/** Years, versions and the like head the sections of an outline too; they are no count. */
const MAX_OUTLINE_NUMBER = 999;

/**
 * The steps of every sequence in the order of the document. A number may follow the last one of its scope, or the last one of its sequence
 * anywhere before, as where articles go on after an annex.
 */
export function* listSteps(units: Iterable<JudgedUnit>): Generator<NumberedStep> {
  const lasts = new Map<string, Map<string, Standing>>();
  let scope = "";
  for (const unit of units) {
    const isNamed = unit.head.row !== "";
    const spans = spansOf(unit.head).filter(({ first }) => isNamed || (first[0] ?? 0) <= MAX_OUTLINE_NUMBER);
    if (unit.unit !== null) scope = unit.unit.parent ?? unit.unit.scope;
    if (spans.length === 0) continue;
    const sequence = sequenceOf(unit);
    const scopes = lasts.get(sequence) ?? new Map<string, Standing>();
    lasts.set(sequence, scopes);
    const isBody = unit.unit === null || unit.unit.sectionType === "body";
    const judged = spans.map((span) => ({ span, ...judgeAmong(scopes, { scope, isBody }, span) }));
    const best = judged.find(({ step }) => step.kind === "follows") ?? judged[0];
    if (best === undefined) continue;
    yield { unit, sequence, ...best };
    scopes.delete(scope);
    scopes.set(scope, { unit, span: best.span });
    if (scopes.size > MAX_SCOPES) scopes.delete([...scopes.keys()][0] ?? "");
  }
}

function judgeAmong(
  scopes: ReadonlyMap<string, Standing>,
  { scope, isBody }: { readonly scope: string; readonly isBody: boolean },
  span: NumberSpan,
): Pick<NumberedStep, "before" | "step"> {
  const own = scopes.get(scope);
  if (own !== undefined) {
    const step = judgeStep(own.span, span);
    if (step.kind === "follows") return { before: own.unit, step };
  }
  const others = [...scopes.values()].reverse();
  for (const last of others) {
    const step = judgeStep(last.span, span);
    if (step.kind === "follows") return { before: last.unit, step };
  }
  const nearest = own ?? others.find((last) => compareValues(last.span.first, span.first) <= 0);
  if (nearest === undefined) {
    const [last] = isFirstValue(span.first) || !isBody ? [] : others;
    return last === undefined ? STARTS : { before: last.unit, step: { kind: "back" } };
  }
  const step = judgeStep(nearest.span, span);
  const isShort = step.kind === "gap" && step.count <= MAX_GAP_BETWEEN;
  const goesOn = own !== undefined || isShort || isPart(nearest.span.first, span.first);
  return goesOn && !(own === undefined && isFirstValue(span.first)) ? { before: nearest.unit, step } : STARTS;
}

/** True for a dotted number below another: the first of `7.5` and `7.6` below 7 has to be `7.1`. */
function isPart(above: readonly number[], below: readonly number[]): boolean {
  return above.length < below.length && above.every((part, at) => part === below[at]);
}

function sequenceOf({ head }: JudgedUnit): string {
  const letters = head.key.match(/^[A-Z]{1,2}(?=[.*\s]{0,2}\p{Nd})|\p{Lu}{2,4}(?=\.)/gu) ?? [];
  return [familyOf(head.word), ...letters].join(" ");
}
