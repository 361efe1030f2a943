import { parseUtc } from "../domain/approval.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** A moment that a person names: ISO 8601 in UTC, with or without fractions of a second. */
export function parseMoment(text: string): Date | null {
  const whole = text.replace(/\.\d{1,9}Z$/, "Z");
  return parseUtc(whole) === null ? null : new Date(text);
}

export function momentRefusal(field: string, actual: string | undefined): Refusal {
  return refusal("STOP_BAD_INPUT", { field, expected: "YYYY-MM-DDTHH:MM:SSZ", actual: actual ?? "" });
}
