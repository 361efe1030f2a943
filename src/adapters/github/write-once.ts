import { setTimeout as wait } from "node:timers/promises";
import { readFailure } from "./read-failure.ts";

const MOST_ATTEMPTS = 4;

/**
 * Writes something that must not be there twice. If the outcome is unknown (no answer, or a fault of the server), it looks
 * whether the work was done before it tries again; a refusal of the server is thrown at once.
 */
export async function writeOnce<T>(order: {
  readonly write: () => Promise<T>;
  readonly look: () => Promise<T | null>;
  readonly secondMs: number;
}): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await order.write();
    } catch (thrown) {
      const failure = readFailure(thrown);
      if (failure === null || !failure.isOutcomeUnknown) throw thrown;
      await wait(attempt * attempt * order.secondMs);
      const found = await order.look();
      if (found !== null) return found;
      if (attempt === MOST_ATTEMPTS) throw thrown;
    }
  }
}
