import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { notAFile } from "../files/not-a-file.ts";
import { writeNamedFile } from "../files/write-named-file.ts";

/** The option that names a file to write, and the files that it must not be. */
interface Beside {
  readonly option: string;
  readonly sources: readonly string[];
}

/** Writes a text over the file that an option names, but over none of those that it was made of; it does not wait for the reader of a pipe. */
export async function writeBeside(
  file: string,
  { text, ...beside }: Beside & { readonly text: string },
): Promise<Refusal | null> {
  try {
    const same = await refuseSame(file, beside);
    if (same === null) await writeNamedFile(file, text);
    return same;
  } catch (cause) {
    return refusal("STOP_OUTPUT_IO", { field: file, ...asked(cause) });
  }
}

/** Why nothing can be written over the file, as far as that can be told before what is to be written is made. */
export async function refusePlace(file: string, beside: Beside): Promise<Refusal | null> {
  try {
    const found = await stat(file).catch(ifMissing);
    if (found === null) await stat(dirname(resolve(file)));
    if (found?.isDirectory()) throw notAFile(file);
    return await refuseSame(file, beside);
  } catch (cause) {
    return refusal("STOP_BAD_INPUT", { field: beside.option, ...asked(cause) });
  }
}

function asked(cause: unknown) {
  return {
    expected: "a file that can be written",
    actual: String(cause),
    wayOut: "Name a file in a folder that exists, where you may write and space is left.",
  };
}

async function refuseSame(file: string, { option, sources }: Beside): Promise<Refusal | null> {
  const expected = "a file other than those that are read or written beside it";
  for (const source of sources)
    if (await isSameFile(file, source))
      return refusal("STOP_BAD_INPUT", { field: option, expected, actual: file });
  return null;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(ifMissing)));
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev;
}

function ifMissing(cause: NodeJS.ErrnoException): null {
  if (cause.code === "ENOENT") return null;
  throw cause;
}
