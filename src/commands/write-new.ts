import { open, rm } from "node:fs/promises";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { readNamedFile } from "../files/read-named-file.ts";

/** Writes a text into a file that is not there yet; one that holds the same text is left as it is, every other one refused. */
export async function writeNew(option: string, file: string, text: string): Promise<Refusal | null> {
  const created = await open(file, "wx").catch((cause: NodeJS.ErrnoException) => cause);
  if (created instanceof Error)
    return created.code === "EEXIST" ? refuseOther(option, file, text) : failed(file, created);
  try {
    await created.writeFile(text);
    return null;
  } catch (cause) {
    // Half a text is none.
    await rm(file, { force: true });
    return failed(file, cause);
  } finally {
    await created.close();
  }
}

async function refuseOther(option: string, file: string, text: string): Promise<Refusal | null> {
  const old = await readNamedFile(file).catch(() => null);
  if (old?.equals(Buffer.from(text)) === true) return null;
  return refusal("STOP_BAD_INPUT", {
    field: option,
    expected: "a file that is not there yet: a text that was corrected is never written over",
    actual: file,
    wayOut: `Name another file with \`${option}\`, or move this one away.`,
  });
}

function failed(file: string, cause: unknown): Refusal {
  return refusal("STOP_OUTPUT_IO", { field: file, actual: String(cause) });
}
