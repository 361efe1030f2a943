import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

/** What an access to `path` gives, or `STOP_STATE_IO` with the path and the cause where the file system refuses it. */
export async function attemptIo<T>(path: string, access: Promise<T>): Promise<Result<T>> {
  try {
    return accepted(await access);
  } catch (cause) {
    return refused(refusal("STOP_STATE_IO", { field: path, actual: String(cause) }));
  }
}

/** The same for a caller that can only throw: a `RefusalError`. */
export async function mustAccess<T>(path: string, access: Promise<T>): Promise<T> {
  const attempt = await attemptIo(path, access);
  if (!attempt.ok) throw new RefusalError(attempt.refusal);
  return attempt.value;
}
