import { readFile } from "node:fs/promises";
import { accepted, type Result } from "../../domain/result.ts";
import { parseStateFile, type StateFile } from "../../domain/state-file.ts";

/** What a file says that need not be there: null where there is none, `STOP_STATE_CORRUPT` where it is damaged or can't be read. */
export async function readStateFile<T>(path: string, file: StateFile<T>): Promise<Result<T | null>> {
  const content = await readFile(path).catch((cause: { code?: string }) =>
    cause.code === "ENOENT" ? "missing" : null,
  );
  return content === "missing" ? accepted(null) : parseStateFile(file, content);
}
