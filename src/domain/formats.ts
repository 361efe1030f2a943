import { z } from "zod";

/** Second precision UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export const UTC_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
export const utcSchema = z.string().regex(UTC_PATTERN, "YYYY-MM-DDTHH:MM:SSZ");

/** The full id of a git object, SHA-1 or SHA-256, in lower-case hex digits. */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
export const objectIdSchema = z.string().regex(OBJECT_ID, "40 or 64 lower-case hex digits");

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}
