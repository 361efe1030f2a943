import { openNamedFile } from "./open-named-file.ts";

/** The bytes of a file that an option, a setting or a variable names; throws as `openNamedFile` does. */
export async function readNamedFile(path: string): Promise<Buffer> {
  await using file = await openNamedFile(path);
  return await file.readFile();
}
