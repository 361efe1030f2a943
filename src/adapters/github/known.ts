import { readFailure } from "./read-failure.ts";

/** Null if GitHub does not tell: there is no such thing, or the token has no right to see it. */
export async function known<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    if ([403, 404].includes(readFailure(thrown)?.status ?? 0)) return null;
    throw thrown;
  }
}
