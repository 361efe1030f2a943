import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";
import { parseUtc } from "./text-forms.ts";

/** The first day that a base knows, on which what is in force from the beginning is. */
export const FIRST_DAY = "1000-01-01";

const DAY = /^([1-9]\d{3})-(\d{2})-(\d{2})$/;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * A day that a person or a file names: `YYYY-MM-DD`, one that exists in the Gregorian calendar, from 1000-01-01 to 9999-12-31. Days in this form
 * stand in the order of their texts.
 */
export function readDay(field: string, text: string): Result<string> {
  const [, year, month, day] = (DAY.exec(text) ?? []).map(Number);
  if (year !== undefined && month !== undefined && day !== undefined) {
    if (day >= 1 && day <= lengthOf(year, month)) return accepted(text);
  }
  return refused(
    refusal("STOP_BAD_INPUT", {
      field,
      expected: "a day that exists, YYYY-MM-DD, from 1000-01-01 to 9999-12-31",
      actual: text,
    }),
  );
}

/** Days of a month; 0 where there is no such month. */
function lengthOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (LENGTHS[month - 1] ?? 0);
}

/** The day before one that exists. */
export function dayBefore(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (date > 1) return dayOf(year, month, date - 1);
  return month > 1 ? dayOf(year, month - 1, lengthOf(year, month - 1)) : dayOf(year - 1, 12, 31);
}

/** The day after one that exists. */
export function dayAfter(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (date < lengthOf(year, month)) return dayOf(year, month, date + 1);
  return month < 12 ? dayOf(year, month + 1, 1) : dayOf(year + 1, 1, 1);
}

function dayOf(year: number, month: number, date: number): string {
  return [String(year).padStart(4, "0"), ...[month, date].map((part) => String(part).padStart(2, "0"))].join(
    "-",
  );
}

/** The day of a moment, in UTC. */
export function dayOfMoment(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** A time up to which something is known: a moment counts to the end of its second, a day to its end. */
export function readKnownAt(field: string, text: string): Result<string> {
  if (parseUtc(text) !== null) return accepted(text.replace("Z", ".999999Z"));
  if (readDay(field, text).ok) return accepted(`${text}T23:59:59.999999Z`);
  return refused(
    refusal("STOP_BAD_INPUT", {
      field,
      expected:
        "a time in UTC that exists, YYYY-MM-DDTHH:MM:SSZ, or a day, YYYY-MM-DD, which counts to its end",
      actual: text,
    }),
  );
}
