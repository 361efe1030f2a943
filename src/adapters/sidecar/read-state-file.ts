import { accepted, type Result } from "../../domain/result.ts";
import { parseStateFile, type StateFile } from "../../domain/state-file.ts";
import { readIfThere } from "./read-if-there.ts";

/** What a file says that need not be there: null where there is none, `STOP_STATE_CORRUPT` where it is damaged or can't be read. */
export async function readStateFile<T>(path: string, file: StateFile<T>): Promise<Result<T | null>> {
  const read = await readIfThere(path).then(
    (content) => ({ content, missing: content === null }),
    () => ({ content: null, missing: false }),
  );
  return read.missing ? accepted(null) : parseStateFile(file, read.content);
}
