import { type Refusal, refusal } from "./refusal.ts";
import { MANIFEST_FILE, type ManifestEntry } from "./register-manifest.ts";

/** What is wrong with a file of a folder, or with what is said of it. */
export interface FolderProblem {
  readonly file: string;
  readonly documentId: string | null;
  readonly refusal: Refusal;
}

/** What a folder holds (see `FolderListing`), and what is said of it. */
export interface DescribedFolder {
  readonly entries: readonly ManifestEntry[];
  readonly ignore: readonly string[];
  readonly files: readonly string[];
  readonly odd: readonly string[];
}

/**
 * Holds what is said of a folder against what lies in it: every file is named once and is a file of the folder, no two documents have one id or
 * prefix, and nothing lies there of which nothing is said.
 */
export function checkFolder(folder: DescribedFolder): readonly FolderProblem[] {
  const files = new Set(folder.files);
  const odd = new Set(folder.odd);
  const named = new Set([MANIFEST_FILE]);
  const seen = {
    file: new Map<string, string>(),
    document_id: new Map<string, string>(),
    prefix: new Map<string, string>(),
  };
  const problems: FolderProblem[] = [];
  for (const entry of folder.entries) {
    const wrong = [
      ...(["file", "expect", "lineage"] as const).map((key) => {
        const name = entry[key];
        if (name !== undefined) named.add(name);
        return name === undefined ? null : refuseName(key, name, { files, odd });
      }),
      ...(["file", "document_id", "prefix"] as const).map((key) => refuseTwice(entry, key, seen[key])),
      refuseBoth(entry, folder.ignore),
    ].find((found) => found !== null);
    if (wrong) problems.push({ file: entry.file, documentId: entry.document_id, refusal: wrong });
  }
  const isIgnored = (name: string) =>
    folder.ignore.some((one) => (one.endsWith("/") ? name.startsWith(one) : name === one));
  const unnamed = [...folder.files, ...folder.odd].filter((name) => !named.has(name) && !isIgnored(name));
  return [
    ...problems,
    ...unnamed.map((name) => ({ file: name, documentId: null, refusal: refuseUnnamed(name, odd) })),
  ];
}

function refuseName(
  key: string,
  name: string,
  { files, odd }: { readonly files: ReadonlySet<string>; readonly odd: ReadonlySet<string> },
): Refusal | null {
  const within = !name.startsWith("/") && name.split("/").every((part) => !["", ".", ".."].includes(part));
  if (within && name !== MANIFEST_FILE && files.has(name)) return null;
  const expected = `${key}: a file of the folder, by its path from there`;
  const actual = !within
    ? "a path that leads out of it, or is no plain one"
    : name === MANIFEST_FILE
      ? "the manifest itself"
      : odd.has(name)
        ? "a link, a pipe, a device, or a name that is no UTF-8"
        : "no such file";
  return refusal("STOP_BAD_INPUT", { field: name, expected, actual });
}

function refuseTwice(
  entry: ManifestEntry,
  key: "file" | "document_id" | "prefix",
  seen: Map<string, string>,
): Refusal | null {
  const value = entry[key];
  if (value === undefined) return null;
  const other = seen.get(value);
  seen.set(value, other ?? entry.file);
  if (other === undefined) return null;
  const expected = `each ${key} once`;
  return refusal("STOP_BAD_INPUT", { field: entry.file, expected, actual: `${value}, as ${other}` });
}

function refuseBoth(entry: ManifestEntry, ignore: readonly string[]): Refusal | null {
  const { file, expect, expect_count: count } = entry;
  if (expect !== undefined && count !== undefined)
    return refusal("STOP_BAD_INPUT", {
      field: file,
      expected: "one of expect and expect_count",
      actual: "both",
    });
  if (!ignore.includes(file)) return null;
  return refusal("STOP_BAD_INPUT", {
    field: file,
    expected: "a document, or a file to ignore",
    actual: "both",
  });
}

function refuseUnnamed(name: string, odd: ReadonlySet<string>): Refusal {
  return refusal("STOP_BAD_INPUT", {
    field: name,
    expected: "a file of which the manifest, or front matter of its own, says what it is",
    actual: odd.has(name)
      ? "a link, a pipe, a device, or a name that is no UTF-8"
      : "a file of which nothing is said",
    wayOut: "Say what it is, name it under `ignore` of the manifest, or take it out of the folder.",
  });
}
