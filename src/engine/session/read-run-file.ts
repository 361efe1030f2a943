import type { Result } from "../../domain/result.ts";
import { parseStateFile, type StateFile } from "../../domain/state-file.ts";
import type { RunFolder } from "../../ports/sidecar.ts";

/** What a file of the run says; `STOP_STATE_CORRUPT` with its name where it is missing or damaged. */
export async function readRunFile<T>(
  folder: Pick<RunFolder, "readFile">,
  file: StateFile<T>,
): Promise<Result<T>> {
  return parseStateFile(file, await folder.readFile(file.name));
}
