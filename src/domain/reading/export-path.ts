import { showUnseenIn } from "../unseen.ts";

/** The index of an export, in its folder. */
export const INDEX_FILE = "index.json";

/** What file systems and servers of pages take as one name, in UTF-8. */
const MOST_BYTES = 200;

/** Files that begin with a dot, of which pages need one: without it GitHub leaves out what it takes for its own. */
const DOTTED: ReadonlySet<string> = new Set([".nojekyll"]);

/**
 * Whether a file of an export may have this path, with `/` between its folders: it stays in the folder, is not its index, and every system and
 * every person reads the same names in it.
 */
export function isExportPath(path: string): boolean {
  return path !== INDEX_FILE && path.length <= 1000 && path.split("/").every(isName);
}

function isName(name: string): boolean {
  if (name === "" || Buffer.byteLength(name) > MOST_BYTES || !name.isWellFormed()) return false;
  if (name.startsWith(".") && !DOTTED.has(name)) return false;
  return !/[\\:\n\t]/.test(name) && showUnseenIn(name) === name && name.normalize() === name;
}
