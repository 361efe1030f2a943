import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

export interface TreeEntry {
  /** As stored: `100644`, `100755`, `120000` (symlink), `160000` (submodule), `40000` (folder). */
  readonly mode: string;
  /** The name's bytes as latin1 text: names that are not ASCII stay different from those that are. */
  readonly name: string;
  readonly id: string;
}

/** A mode, a space, and a name that is no path. */
const ENTRY = /^([0-7]{5,6}) (?!\.{1,2}$)([^/]+)$/;

export type Folder = ReadonlyMap<string, TreeEntry>;

export const REGULAR_FILE = "100644";
const FOLDER = "40000";

/**
 * Parses a raw tree object; refuses a tree that names an entry twice, with a name that is no name, or out of git's order: git stops
 * looking for a name where the order says that it can't come any more.
 */
export function parseTree(id: string, content: Uint8Array): Result<Folder> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const idBytes = id.length / 2;
  const entries = new Map<string, TreeEntry>();
  let at = 0;
  let before = "";
  while (at < bytes.length) {
    const nul = bytes.indexOf(0, at);
    const end = nul + 1 + idBytes;
    if (end > bytes.length) return unsafe(id, "a tree that ends early");
    // Without a NUL the text is empty, and no entry.
    const text = bytes.toString("latin1", at, nul);
    const match = ENTRY.exec(text);
    if (match === null) return unsafe(id, JSON.stringify(text));
    const [, mode = "", name = ""] = match;
    if (entries.has(name)) return unsafe(id, `two entries ${JSON.stringify(name)}`);
    const entry = { mode, name, id: bytes.toString("hex", nul + 1, end) };
    // Git orders a folder as if its name went on with a slash.
    const place = isFolder(entry) ? `${name}/` : name;
    if (place < before) return unsafe(id, `${JSON.stringify(name)} out of order`);
    before = place;
    entries.set(name, entry);
    at = end;
  }
  return accepted(entries);
}

export function isFolder(entry: TreeEntry): boolean {
  return entry.mode === FOLDER || entry.mode === "040000";
}

function unsafe(id: string, actual: string) {
  return refused(
    refusal("STOP_APPROVAL_PATH_UNSAFE", {
      field: `tree ${id}`,
      expected: "a tree as git writes it",
      actual,
    }),
  );
}
