import { realpath, stat } from "node:fs/promises";
import { SortedTexts } from "../../collections/sorted-texts.ts";
import { INDEX_FILE } from "../../domain/reading/export-path.ts";
import { readIndex } from "../../domain/reading/read-export-index.ts";
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

/** Enters the folder, which is made where it is not there; `STOP_EXPORT_FOLDER_FOREIGN` where it holds anything else. Changes nothing in it. */
export async function enterFolder(named: string): Promise<EnteredFolder> {
  await makeFolder(named).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
  });
  if (!(await stat(named)).isDirectory()) throw refuseForeign(named, "a file", []);
  const path = await realpath(named);
  const listing = await listFolder(path, MOST_NAMES);
  if (listing === null) throw refuseForeign(named, `more than ${MOST_NAMES} names`, []);
  const known: { readonly index: string; readonly files: SortedTexts }[] = [];
  for (const index of [INDEX_FILE, NEXT_FILE]) {
    const files = listing.files.includes(index) ? await readFiles(path, index) : null;
    if (files !== null) known.push({ index, files });
  }
  const isKnown = (name: string) => known.some(({ index, files }) => name === index || files.has(name));
  const there = new SortedTexts();
  const others = listing.files.filter((name) => !(isKnown(name) ? there.push(name) : isStaged(name)));
  const foreign = [...listing.odd.map((name) => `${name} (neither a file nor a folder)`), ...others];
  if (foreign.length > 0) throw refuseForeign(named, `${countOf(foreign.length, "file")} of others`, foreign);
  return { path, files: there };
}

/** The files that an index in the folder names; null where it is none. */
async function readFiles(folder: string, name: string): Promise<SortedTexts | null> {
  await using file = await openWithin(folder, name);
  const { size } = await file.stat();
  return await readIndex(readParts(file, size));
}

/** Of whatever process; none of those who are alive would be left, and what a killed one wrote belongs to nobody. */
function isStaged(name: string): boolean {
  return name.includes("/") && isStaging(name.split("/")[0] ?? "");
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
