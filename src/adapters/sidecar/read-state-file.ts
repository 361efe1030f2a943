import { accepted, type Result } from "../../domain/result.ts";
import { parseStateFile, type StateFile } from "../../domain/state-file.ts";
import { readIfThere } from "./read-if-there.ts";

/** Many times the size of the largest; a larger file is damage, which could take minutes to read and all of the memory. */
export const MAX_STATE_BYTES = 1024 * 1024;

/** What a file says that need not be there: null where there is none, `STOP_STATE_CORRUPT` where it is damaged or can't be read. */
export async function readStateFile<T>(path: string, file: StateFile<T>): Promise<Result<T | null>> {
  const read = await readIfThere(path, MAX_STATE_BYTES).then(
    (content) => ({ content, missing: content === null }),
    () => ({ content: null, missing: false }),
  );
  return read.missing ? accepted(null) : parseStateFile(file, read.content);
}
