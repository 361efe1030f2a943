import { RefusalError, refusal } from "../../domain/refusal.ts";

/** What an access to a file of an export gives; `STOP_EXPORT_IO` with its path where the file system refuses it, as a full disk does. */
export async function attempt<T>(path: string, access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (cause) {
    if (!(cause instanceof Error) || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new RefusalError(
      refusal("STOP_EXPORT_IO", {
        field: path,
        expected: "a file that can be written",
        actual: cause.message,
      }),
    );
  }
}
