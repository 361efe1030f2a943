import { z } from "zod";

/** sha256 as lower-case hex. */
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");

/** A moment that exists, to the second: `YYYY-MM-DDTHH:MM:SSZ`. */
export const utcText = z.iso.datetime({ precision: 0, error: "YYYY-MM-DDTHH:MM:SSZ" });

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
