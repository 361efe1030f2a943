import { rowAt } from "../collections/rows.ts";
import { dayInWords } from "../domain/describe-days.ts";
import type { CutPlan } from "../domain/plan.ts";
import { FROM_THE_BEGINNING, OPEN } from "../domain/planned-change.ts";
import type { Comparison } from "./plan-document.ts";

/** From when each change of the delta counts, in words, by its position. */
export function readDaysOfChanges(
  { changes, source }: CutPlan,
  { delta, head, after }: Comparison,
): (position: number) => string {
  // By the version that is followed, or the address of what is new: an address alone may be left by one unit and taken by another.
  const days = new Map<string, string>();
  for (const { base, address, effectiveFrom } of changes)
    days.set(base?.versionId ?? address, effectiveFrom ?? FROM_THE_BEGINNING);
  return (position) => {
    const change = delta.changes[position];
    if (change === undefined) throw new Error("the delta has no such change");
    const key =
      change.before === null
        ? `${source.docPrefix}/${rowAt(after.units, change.after ?? 0).address}`
        : rowAt(head.units, change.before).versionId;
    const day = days.get(key);
    if (day === undefined) throw new Error(`the plan has no day of ${key}`);
    return tellDay(day, change.after === null);
  };
}

function tellDay(day: string, isRepeal: boolean): string {
  if (day === OPEN) return isRepeal ? "repealed from a day that is open" : "in force from a day that is open";
  return isRepeal ? `repealed from ${dayInWords(day)} on` : `in force from ${dayInWords(day)}`;
}
