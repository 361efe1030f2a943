import { RefusalError } from "../../domain/refusal.ts";
import { type Result, refused } from "../../domain/result.ts";

/** Makes a value of a refusal that was thrown on the way. */
export async function catchRefusal<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}
