import { sha256Hex } from "../../json/canonical-json.ts";
import { isExportPath } from "./export-path.ts";

const DIGITS = 16;

/**
 * A name for the file of each document, without its ending: the id; where that is no name of a file, or differs from that of another document by
 * capitals alone, which some systems take for one, with a part of its sha256.
 */
export function exportFileNames(documentIds: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const id of documentIds) counts.set(id.toLowerCase(), (counts.get(id.toLowerCase()) ?? 0) + 1);
  return new Map(
    documentIds.map((id) => [id, counts.get(id.toLowerCase()) === 1 && isPlain(id) ? id : marked(id)]),
  );
}

/** As the ids are that can be registered. */
function isPlain(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id) && isExportPath(id);
}

function marked(id: string): string {
  const plain = id.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 64);
  return `${plain.replace(/^-+/, "") || "document"}-${sha256Hex(id).slice(0, DIGITS)}`;
}
