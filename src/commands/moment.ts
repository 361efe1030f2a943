import { type Refusal, refusal } from "../domain/refusal.ts";
import { parseUtc } from "../domain/text-forms.ts";

/** A moment that a person names: ISO 8601 in UTC, with or without fractions of a second. */
export function parseMoment(text: string): Date | null {
  const [, whole = "", fraction = ""] = /^(.*?)(\.\d{1,9})?Z$/s.exec(text) ?? [];
  const second = parseUtc(`${whole}Z`);
  return second === null ? null : new Date(second.getTime() + Math.floor(Number(`0${fraction}`) * 1000));
}

export function momentRefusal(field: string, actual: string | undefined): Refusal {
  return refusal("STOP_BAD_INPUT", { field, expected: "YYYY-MM-DDTHH:MM:SSZ", actual: actual ?? "" });
}
