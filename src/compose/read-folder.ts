import { join } from "node:path";
import { MOST_FRONT_MATTER_BYTES, readFrontMatterWords } from "../document/source/front-matter-words.ts";
import { checkFolder, type FolderProblem } from "../domain/check-folder.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import {
  MANIFEST_FILE,
  type Manifest,
  type ManifestEntry,
  MOST_DOCUMENTS,
  parseManifest,
  readEntryOfWords,
} from "../domain/register-manifest.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type FolderListing, listFolder } from "../files/list-folder.ts";
import { readFileWithin } from "../files/read-file-within.ts";

const MOST_NAMES = 4 * MOST_DOCUMENTS;
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

/** The documents of a folder, as it describes them itself. */
export interface ReadFolder {
  readonly folder: string;
  readonly saidBy: "manifest" | "front matter";
  /** In the order of the manifest; without one, in the order of the files' names. */
  readonly entries: readonly ManifestEntry[];
  /** What keeps the folder from being registered; an entry with a problem is among the entries. */
  readonly problems: readonly FolderProblem[];
}

/** Reads what a folder says of its documents: by its manifest, or, where it has none, by the front matter of each file. Never by both. */
export async function readFolder(folder: string): Promise<Result<ReadFolder>> {
  const listing = await list(folder);
  if (!listing.ok) return listing;
  const { files, odd } = listing.value;
  if (files.includes(MANIFEST_FILE) || odd.includes(MANIFEST_FILE)) {
    const manifest = await readManifest(folder);
    if (!manifest.ok) return manifest;
    const { documents: entries, ignore } = manifest.value;
    const problems = checkFolder({ entries, ignore, files, odd });
    return accepted({ folder, saidBy: "manifest", entries, problems });
  }
  const { entries, unread } = await readWords(folder, files);
  if (entries.length > MOST_DOCUMENTS || (entries.length === 0 && unread.length === 0)) {
    const expected = `1 to ${MOST_DOCUMENTS} documents`;
    const actual = `${entries.length}, and no manifest.json`;
    return refused(refusal("STOP_BAD_INPUT", { field: folder, expected, actual }));
  }
  // A file that another one names as its list or its lineage is no document.
  const sides = new Set(entries.flatMap(({ expect, lineage }) => [expect, lineage]));
  const named = unread.filter(({ file, isSilent }) => !isSilent || !sides.has(file)).map(({ file }) => file);
  const problems = checkFolder({ entries, ignore: named, files, odd });
  return accepted({
    folder,
    saidBy: "front matter",
    entries,
    problems: [...problems, ...unread.filter(({ file }) => named.includes(file))],
  });
}

/** Reads the manifest of a folder. */
export async function readManifest(folder: string): Promise<Result<Manifest>> {
  const path = join(folder, MANIFEST_FILE);
  const expected = "a manifest that can be read, and no link";
  try {
    const found = await readFileWithin(folder, MANIFEST_FILE, { maxBytes: MOST_MANIFEST_BYTES });
    if ("bytes" in found) return parseManifest(found.bytes, path);
    const actual = `${found.tooLarge} bytes, more than ${MOST_MANIFEST_BYTES}`;
    return refused(refusal("STOP_BAD_INPUT", { field: path, expected, actual }));
  } catch (cause) {
    return refused(refusal("STOP_BAD_INPUT", { field: path, expected, actual: String(cause) }));
  }
}

async function list(folder: string): Promise<Result<FolderListing>> {
  const expected = `a folder of at most ${MOST_DOCUMENTS} documents that can be read`;
  try {
    const found = await listFolder(folder, MOST_NAMES);
    if (found !== null) return accepted(found);
    const actual = `more than ${MOST_NAMES} files`;
    return refused(refusal("STOP_BAD_INPUT", { field: folder, expected, actual }));
  } catch (cause) {
    return refused(refusal("STOP_BAD_INPUT", { field: folder, expected, actual: String(cause) }));
  }
}

interface Unread extends FolderProblem {
  /** Without any front matter. */
  readonly isSilent: boolean;
}

async function readWords(folder: string, files: readonly string[]) {
  const entries: ManifestEntry[] = [];
  const unread: Unread[] = [];
  for (const file of files) {
    const entry = await readEntry(folder, file);
    if (entry.ok) entries.push(entry.value);
    else
      unread.push({
        file,
        documentId: null,
        refusal: entry.refusal,
        isSilent: entry.refusal.actual === SILENT,
      });
  }
  return { entries, unread };
}

const SILENT = "no front matter";

async function readEntry(folder: string, file: string): Promise<Result<ManifestEntry>> {
  try {
    const found = await readFileWithin(folder, file, { head: MOST_FRONT_MATTER_BYTES });
    return entryOf(file, "bytes" in found ? found.bytes : Buffer.of());
  } catch (cause) {
    return refused(refuseFrontMatter(file, String(cause)));
  }
}

/** What the front matter of a file says of it. */
export function entryOf(file: string, bytes: Uint8Array): Result<ManifestEntry> {
  const front = readFrontMatterWords(bytes);
  if (front === null) return refused(refuseFrontMatter(file, SILENT));
  if (!front.ok) return refused(refuseFrontMatter(file, `line ${front.line}: ${front.problem}`));
  return readEntryOfWords(file, front.words);
}

function refuseFrontMatter(file: string, actual: string): Refusal {
  return refusal("STOP_BAD_INPUT", {
    field: file,
    expected: "front matter that says what the file is, since the folder has no manifest.json",
    actual,
    wayOut:
      "Say it in front matter (docs/formats.md), describe the whole folder in a manifest.json, or take the file out of the folder.",
  });
}
