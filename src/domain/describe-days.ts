import type { AsOf, DayOfChanges } from "./amendment.ts";
import type { PlannedDays } from "./planned-days.ts";
import { countOf } from "./text-forms.ts";

/** What a run that sets days changes, as rows of a name and a value; no rows for a cut. */
export function describeDays(days: PlannedDays | undefined): readonly (readonly [string, string])[] {
  if (days === undefined) return [];
  const all = days.was.reduce((sum, { versions }) => sum + versions, 0);
  const more = all - days.named.length;
  const named = days.named.map(
    ({ address, operation, was }) => `${address} (${operation}; until now ${dayInWords(was)})`,
  );
  return [
    ["counts from", dayInWords(days.from)],
    ...(days.repeals === 0
      ? []
      : [
          [
            "repeals",
            `${days.repeals}: until that day the text stays in force, from then on it is not`,
          ] as const,
        ]),
    ...days.was.map(({ day, versions }) => ["until now from", `${dayInWords(day)}: ${versions}`] as const),
    ["versions", `${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`],
    ...(days.corrected === 0
      ? []
      : [
          [
            "left as they are",
            `${countOf(days.corrected, "corrected version")}; the correction has the day`,
          ] as const,
        ]),
    ["why", days.why],
  ];
}

/** Days that are named where people decide; the list says the day of each change. */
const MOST_DAYS = 20;

/** From which day how many changes count, as rows of a name and a value. */
export function describeCounting(counting: readonly DayOfChanges[]): readonly (readonly [string, string])[] {
  const more = counting.length - MOST_DAYS;
  return [
    ...counting.slice(0, MOST_DAYS).map(({ day, operations }) => {
      const told = Object.entries(operations).filter(([, count]) => count > 0);
      return [
        `counts from ${dayInWords(day)}`,
        told.map(([operation, count]) => `${operation} ${count}`).join(", "),
      ] as const;
    }),
    ...(more > 0 ? [[`and ${more} more days`, "the list says the day of each change"] as const] : []),
  ];
}

/** Days on which the text is told; the request binds all. */
const MOST_TEXTS = 8;

/** What is then in force on each day, as rows of a name and a value. */
export function describeAsOf(asOf: readonly AsOf[]): readonly (readonly [string, string])[] {
  const more = asOf.length - MOST_TEXTS;
  return [
    ...asOf
      .slice(0, MOST_TEXTS)
      .map(
        ({ day, units, sha256 }) => [`then in force on ${day}`, `${units} units, sha256 ${sha256}`] as const,
      ),
    ...(more > 0 ? [[`and on ${more} more days`, "as the request binds it"] as const] : []),
  ];
}

/** A day as people read it. */
export function dayInWords(day: string): string {
  if (day === "open") return "open: not known yet";
  return day === "-infinity" ? "the beginning" : day;
}
