import type { PlannedDays } from "./planned-days.ts";

/** What a run that sets days changes, as rows of a name and a value; no rows for a cut. */
export function describeDays(days: PlannedDays | undefined): readonly (readonly [string, string])[] {
  if (days === undefined) return [];
  const all = days.was.reduce((sum, { versions }) => sum + versions, 0);
  const more = all - days.named.length;
  const named = days.named.map(({ address, was }) => `${address} (${dayInWords(was)})`).join(", ");
  return [
    ["in force from", dayInWords(days.from)],
    ...days.was.map(({ day, versions }) => ["until now from", `${dayInWords(day)}: ${versions}`] as const),
    ["versions", `${named}${more > 0 ? `, and ${more} more` : ""}`],
    ["why", days.why],
  ];
}

/** A day as people read it. */
export function dayInWords(day: string): string {
  if (day === "open") return "open: not known yet";
  return day === "-infinity" ? "the beginning" : day;
}
