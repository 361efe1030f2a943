import { findFormat } from "../file-kinds/refuse-file-kind.ts";
import type { Reader } from "./reader.ts";
import { aknReader } from "./xml/akn.ts";

/** Every reader; a row of the kinds of files names the one that reads it. */
const READERS: readonly Reader[] = [aknReader];

/** The reader of a file by its bytes; null where it is a text, or a file that nothing reads. */
export function findReader(bytes: Uint8Array): Reader | null {
  const format = findFormat(bytes);
  return READERS.find(({ name }) => name === format) ?? null;
}
