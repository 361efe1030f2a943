import { openNamedFile } from "./open-named-file.ts";

/** The bytes of a file that an option, a setting or a variable names; throws as `openNamedFile` does, and where there are more than `maxBytes`. */
export async function readNamedFile(path: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  await using file = await openNamedFile(path);
  const { size } = await file.stat();
  if (size > maxBytes) throw new Error(`${size} bytes, more than ${maxBytes}: ${path}`);
  return await file.readFile();
}
