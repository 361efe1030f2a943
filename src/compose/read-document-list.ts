import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { refuseBytes } from "../document/source/refuse-bytes.ts";
import { MOST_MEMBERS } from "../domain/batch.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { MANIFEST_FILE } from "../domain/register-manifest.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { readFolder, readManifest } from "./read-folder.ts";
import { readInputFile } from "./read-input-file.ts";

const DOCUMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * The ids of the documents that `--from` names, in order: of a folder that describes itself, of its `manifest.json`, or of a plain list with one id a
 * line, of which empty lines and lines that begin with `#` count for nothing. No id twice.
 */
export async function readDocumentList(path: string): Promise<Result<readonly string[]>> {
  const found = await stat(path).catch((cause: unknown) => String(cause));
  if (typeof found === "string") return refused(refuseList(path, found));
  if (found.isDirectory()) {
    const folder = await readFolder(path);
    if (!folder.ok) return folder;
    const [problem] = folder.value.problems;
    if (problem !== undefined) return refused(problem.refusal);
    return accepted(folder.value.entries.map(({ document_id }) => document_id));
  }
  if (basename(path) === MANIFEST_FILE) {
    const manifest = await readManifest(dirname(path));
    if (!manifest.ok) return manifest;
    return checkIds(
      path,
      manifest.value.documents.map(({ document_id }) => document_id),
    );
  }
  const bytes = await readInputFile(path);
  if (!bytes.ok) return bytes;
  const unusable = bytes.value.length === 0 ? null : refuseBytes(bytes.value);
  if (unusable !== null) return refused({ ...unusable, field: path });
  return parseDocumentList(path, new TextDecoder("utf-8").decode(bytes.value));
}

/** The ids of a plain list; `name` is how a refusal calls it. */
export function parseDocumentList(name: string, text: string): Result<readonly string[]> {
  const lines = text.split(/\r\n|\n/).map((line) => line.trim());
  return checkIds(
    name,
    lines.filter((line) => line !== "" && !line.startsWith("#")),
  );
}

function checkIds(path: string, ids: readonly string[]): Result<readonly string[]> {
  if (ids.length === 0 || ids.length > MOST_MEMBERS) return refused(refuseList(path, `${ids.length} ids`));
  const seen = new Set<string>();
  for (const id of ids) {
    if (!DOCUMENT_ID.test(id))
      return refused(refuseList(path, `${JSON.stringify(id.slice(0, 80))}, which is no id`));
    if (seen.has(id)) return refused(refuseList(path, `${id} twice`));
    seen.add(id);
  }
  return accepted(ids);
}

function refuseList(field: string, actual: string): Refusal {
  const expected = `a folder of documents, its ${MANIFEST_FILE}, or a list of 1 to ${MOST_MEMBERS} ids, one a line`;
  return refusal("STOP_BAD_INPUT", { field, expected, actual });
}
