import { realpath, stat } from "node:fs/promises";
import { SortedTexts } from "../../collections/sorted-texts.ts";
import { INDEX_FILE } from "../../domain/reading/export-path.ts";
import { type ReadIndex, readIndex } from "../../domain/reading/read-export-index.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { countOf } from "../../domain/text-forms.ts";
import { listFolder } from "../../files/list-folder.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { openWithin, readParts } from "./open-within.ts";
import { isStaging } from "./staging.ts";

/** The index of an export whose files are being put in their places. */
export const NEXT_FILE = ".cutter-export-next.json";

/** More than any export has. */
const MOST_NAMES = 2_000_000;

/** A folder that holds nothing but what exports have written. */
export interface EnteredFolder {
  /** Without a link on the way to it. */
  readonly path: string;
  /** The files of the exports before, as paths from the folder, that are there. */
  readonly files: SortedTexts;
}

/**
 * Enters the folder, which is made where it is not there; `STOP_EXPORT_FOLDER_FOREIGN` where it holds anything else, such as an export of another
 * format. Changes nothing in it.
 */
export async function enterFolder(named: string, format: string): Promise<EnteredFolder> {
  await makeFolder(named).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
  });
  if (!(await stat(named)).isDirectory()) throw refuseForeign(named, "a file", []);
  const path = await realpath(named);
  const listing = await listFolder(path, MOST_NAMES);
  if (listing === null) throw refuseForeign(named, `more than ${MOST_NAMES} names`, []);
  const known: (ReadIndex & { readonly index: string })[] = [];
  for (const index of [INDEX_FILE, NEXT_FILE]) {
    const read = listing.files.includes(index) ? await readIndexFile(path, index) : null;
    if (read !== null) known.push({ index, ...read });
  }
  const isKnown = (name: string) => known.some(({ index, files }) => name === index || files.has(name));
  const there = new SortedTexts();
  const others = listing.files.filter((name) => !(isKnown(name) ? there.push(name) : isStaged(name)));
  const foreign = [...listing.odd.map((name) => `${name} (neither a file nor a folder)`), ...others];
  if (foreign.length > 0) throw refuseForeign(named, `${countOf(foreign.length, "file")} of others`, foreign);
  const other = known.find((one) => familyOf(one.format) !== format);
  if (other !== undefined) throw refuseFormat(named, { format, found: familyOf(other.format) });
  return { path, files: there };
}

/** What an index in the folder says; null where it is none. */
async function readIndexFile(folder: string, name: string): Promise<ReadIndex | null> {
  await using file = await openWithin(folder, name);
  const { size } = await file.stat();
  return await readIndex(readParts(file, size));
}

/** Of whatever process; none of those who are alive would be left, and what a killed one wrote belongs to nobody. */
function isStaged(name: string): boolean {
  return name.includes("/") && isStaging(name.split("/")[0] ?? "");
}

/** `jsonl` of `iu-cutter/export/jsonl/1`: a later form of the same takes the place of an earlier one. */
function familyOf(format: string): string {
  return format.split("/")[2] ?? "";
}

/** Whoever reads the one would find it gone. */
function refuseFormat(
  named: string,
  { format, found }: { readonly format: string; readonly found: string },
): RefusalError {
  return new RefusalError({
    ...refusal("STOP_EXPORT_FOLDER_FOREIGN", {
      ...{ field: named, expected: `a folder that is empty, not there, or holds an export as ${format}` },
      actual: `an export as ${found}`,
      wayOut: "Name another folder, or remove this one first.",
    }),
    message: "The folder holds an export of another format, and nothing in it was changed.",
  });
}

function refuseForeign(named: string, actual: string, details: readonly string[]): RefusalError {
  return new RefusalError(
    refusal("STOP_EXPORT_FOLDER_FOREIGN", {
      field: named,
      expected: "a folder that is empty, not there, or was written by an export",
      actual,
      ...(details.length > 0 ? { details } : {}),
    }),
  );
}
