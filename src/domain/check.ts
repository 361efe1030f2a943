import { z } from "zod";
import type { ReasonCode } from "./reasons.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** One check: what was expected, and what was found. */
export const checkSchema = z
  .strictObject({ name: z.string(), expected: z.string(), actual: z.string(), passed: z.boolean() })
  .readonly();

export type Check = z.infer<typeof checkSchema>;

export function check(
  name: string,
  expected: string | number | boolean,
  actual: string | number | boolean,
): Check {
  return { name, expected: String(expected), actual: String(actual), passed: expected === actual };
}

/** The refusal that lists every failed check, or null where all passed. */
export function refuseFailedChecks(reason: ReasonCode, checks: readonly Check[]): Refusal | null {
  const failed = checks.filter((row) => !row.passed);
  const first = failed[0];
  if (first === undefined) return null;
  return refusal(reason, {
    field: first.name,
    expected: first.expected,
    actual: first.actual,
    details: failed.map((row) => `${row.name}: expected ${row.expected}, found ${row.actual}`),
  });
}
