import { stat } from "node:fs/promises";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { writeNamedFile } from "../files/write-named-file.ts";

/** Writes the page over any file but a document that it shows, without waiting for a reader where the file is a pipe. */
export async function writePage(
  file: string,
  { page, sources }: { readonly page: string; readonly sources: readonly string[] },
): Promise<Refusal | null> {
  try {
    for (const source of sources) {
      if (!(await isSameFile(file, source))) continue;
      const expected = "a file other than the document";
      return refusal("STOP_BAD_INPUT", { field: "--html", expected, actual: file });
    }
    await writeNamedFile(file, page);
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
