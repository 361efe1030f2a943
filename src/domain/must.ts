import { RefusalError } from "./refusal.ts";
import type { Result } from "./result.ts";

/** The value, where the caller can only throw: what was refused is thrown as a `RefusalError`. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new RefusalError(result.refusal);
  return result.value;
}
