import { RefusalError } from "../../../domain/refusal.ts";
import { refusalOfAccess, refusalOfTimeout } from "./sql-error.ts";

/** Turns what the server refuses into a stop with a reason: a timeout or held lock, a missing right, a missing schema. */
export function stopping<Values extends readonly unknown[], Reply>(
  ask: (...values: Values) => Promise<Reply>,
): (...values: Values) => Promise<Reply> {
  return async (...values) => {
    try {
      return await ask(...values);
    } catch (error) {
      const stop = refusalOfTimeout(error) ?? refusalOfAccess(error);
      throw stop ? new RefusalError(stop) : error;
    }
  };
}
