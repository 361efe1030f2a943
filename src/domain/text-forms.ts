import { z } from "zod";

/** sha256 as lower-case hex. */
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Reads a moment in the one form that every file has, `YYYY-MM-DDTHH:MM:SSZ`. Null where the text has another form, or names no moment since
 * 1970: JavaScript itself would read February 30 as March 2, and 24:00 as the next day (docs/threats.md P-80).
 */
export function parseUtc(text: string): Date | null {
  if (!UTC.test(text)) return null;
  const moment = new Date(text);
  const exists = moment.getTime() >= 0 && moment.toISOString() === text.replace("Z", ".000Z");
  return exists ? moment : null;
}

/** Reads a moment of a text that a schema has already judged; any other text is a fault. */
export function readUtc(text: string): Date {
  const moment = parseUtc(text);
  if (moment === null) throw new Error(`not a moment: ${JSON.stringify(text)}`);
  return moment;
}

/** A moment that exists, to the second: `YYYY-MM-DDTHH:MM:SSZ`. */
export const utcText = z.string().refine((text) => parseUtc(text) !== null, "YYYY-MM-DDTHH:MM:SSZ");

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The full id of a git object, SHA-1 or SHA-256. */
export const objectIdText = z.string().regex(OBJECT_ID, "40 or 64 lower-case hex digits");

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** The text without the line feeds at its end, found from the end: a pattern would try each of a million line feeds in the middle. */
export function withoutFinalLineEnds(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0x0a) end -= 1;
  return text.slice(0, end);
}

/** A number and a noun: `1 error`, `2 errors`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
