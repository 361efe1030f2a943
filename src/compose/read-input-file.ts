import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { readNamedFile } from "../files/read-named-file.ts";

/** Reads a file that a person names on the command line; `STOP_BAD_INPUT` for one that can't be read or is no regular file. */
export async function readInputFile(file: string): Promise<Result<Buffer>> {
  try {
    return accepted(await readNamedFile(file));
  } catch (cause) {
    const actual = cause instanceof Error ? cause.message : String(cause);
    return refused(refusal("STOP_BAD_INPUT", { field: file, expected: "a file that can be read", actual }));
  }
}
