import { type Refusal, refusal } from "../../domain/refusal.ts";

const PREFIX_PATTERN = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/;
const MIN_LENGTH = 2;
const MAX_LENGTH = 32;

/** Prefixes that belong to the knowledge base itself; a document may take one only where a registration names it. */
export const RESERVED_PREFIXES: readonly string[] = ["CUTTER", "GOVERNANCE", "IU", "SYSTEM", "TEST", "VOCAB"];

/**
 * Refuses a document prefix that is malformed or reserved: 2 to 32 characters of A-Z, 0-9 and single hyphens, beginning
 * with a letter. `allowed` lists the reserved prefixes that are accepted (criterion C1).
 */
export function refusePrefix(prefix: string, allowed: readonly string[] = []): Refusal | null {
  if (prefix.length < MIN_LENGTH || prefix.length > MAX_LENGTH || !PREFIX_PATTERN.test(prefix)) {
    return refusal("STOP_PREFIX_INVALID", {
      field: "prefix",
      expected: "2 to 32 characters of A-Z, 0-9 and single hyphens, beginning with a letter",
      actual: JSON.stringify(prefix.slice(0, 80)),
    });
  }
  if (RESERVED_PREFIXES.includes(prefix) && !allowed.includes(prefix)) {
    return refusal("STOP_PREFIX_INVALID", {
      field: "prefix",
      expected: "a prefix that is not reserved",
      actual: prefix,
    });
  }
  return null;
}
