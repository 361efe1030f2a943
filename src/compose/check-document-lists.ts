import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { type Check, check } from "../domain/check.ts";
import { GATE_NAMES } from "../domain/gates.ts";
import { documentsFile, type KeptBase } from "../domain/listed-base.ts";
import { factsFile, PRE_FILE } from "../domain/run-files.ts";
import { parseStateFile } from "../domain/state-file.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";

/** Files of lists that were read already, by path: the runs of a batch have most of them together. */
export type ReadLists = Map<string, { readonly digest: string; readonly pages: readonly string[] }>;

/**
 * The lists of documents that the sealed files of a run name, which lie in its folder, or in that of its batch: a copy of the run alone is
 * without, and nothing is said then.
 */
export async function checkDocumentLists(
  place: string,
  files: ReadonlyMap<string, Uint8Array>,
  known: ReadLists,
): Promise<readonly Check[]> {
  const isThere = await lstat(place).catch(() => null);
  if (isThere === null) return [];
  const named = new Set<string>();
  for (const file of [PRE_FILE, ...GATE_NAMES.map(factsFile)]) {
    const content = files.get(file.name);
    const kept = content === undefined ? null : parseStateFile<{ readonly base: KeptBase }>(file, content);
    if (kept?.ok && "listed" in kept.value.base) named.add(kept.value.base.listed.sha256);
  }
  const rows: Check[] = [];
  // A page that is named while the set is gone through is come to as well.
  for (const sha256 of named) {
    const file = documentsFile(sha256);
    const path = join(place, file.name);
    const content = known.has(path) ? null : await readNamedFile(path).catch(() => null);
    if (content !== null) {
      const parsed = parseStateFile(file, content);
      const pages = parsed.ok && "pages" in parsed.value ? parsed.value.pages : [];
      known.set(path, { digest: sha256Hex(content), pages });
    }
    const found = known.get(path);
    rows.push(check(file.name, sha256, found?.digest ?? "missing"));
    if (found?.digest === sha256) for (const page of found.pages) named.add(page);
  }
  return rows;
}
