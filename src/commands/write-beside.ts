import { stat } from "node:fs/promises";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { writeNamedFile } from "../files/write-named-file.ts";

/** Writes a text over the file that an option names, but over none of those that it was made of; it does not wait for the reader of a pipe. */
export async function writeBeside(
  file: string,
  {
    option,
    text,
    sources,
  }: { readonly option: string; readonly text: string; readonly sources: readonly string[] },
): Promise<Refusal | null> {
  try {
    for (const source of sources) {
      if (!(await isSameFile(file, source))) continue;
      const expected = "a file other than those that are read";
      return refusal("STOP_BAD_INPUT", { field: option, expected, actual: file });
    }
    await writeNamedFile(file, text);
    return null;
  } catch (cause) {
    return refusal("STOP_OUTPUT_IO", {
      field: file,
      expected: "a file that can be written",
      actual: String(cause),
      wayOut: "Name a file in a folder that exists, where you may write and space is left.",
    });
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(ifMissing)));
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev;
}

function ifMissing(cause: NodeJS.ErrnoException): null {
  if (cause.code === "ENOENT") return null;
  throw cause;
}
