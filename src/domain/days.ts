import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";

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
