import { canonicalJson, type Json } from "../../json/canonical-json.ts";

/** A file of an export, as its index names it. */
export interface ExportedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What an index says of an export as a whole, beside its files. */
export interface ExportHead {
  /** `iu-cutter/export/jsonl/1` */
  readonly format: string;
  readonly [fact: string]: Json;
}

/** Where the files stand in an index that names none; quotes in a text are escaped, so that no text of a head holds it. */
export const NO_FILES = '"files":[]';

const FILES_IN_PART = 500;

/** The index as canonical JSON, in parts; the files come in the order of their paths. */
export function* renderIndex(head: ExportHead, files: Iterable<ExportedFile>): Generator<string> {
  const [before, behind] = canonicalJson({ ...head, files: [] }).split(NO_FILES);
  yield `${before}${NO_FILES.slice(0, -1)}`;
  let part: string[] = [];
  let separator = "";
  for (const { path, sha256, bytes } of files) {
    part.push(`${separator}${canonicalJson({ path, sha256, bytes })}`);
    separator = ",";
    if (part.length < FILES_IN_PART) continue;
    yield part.join("");
    part = [];
  }
  yield `${part.join("")}]${behind}\n`;
}
