import { opendir } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder and the folders below it. Nothing is followed. */
export interface FolderListing {
  /** Regular files, as paths from the folder with `/`, in the order of their names. */
  readonly files: readonly string[];
  /** What is neither a file nor a folder (links, pipes, sockets, devices), and names that are no UTF-8. */
  readonly odd: readonly string[];
}

/** Lists a folder; null where it holds more than `most` names. Throws where it can't be read. */
export async function listFolder(folder: string, most: number): Promise<FolderListing | null> {
  const files: string[] = [];
  const odd: string[] = [];
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for await (const entry of await opendir(join(folder, at))) {
      const name = at === "" ? entry.name : `${at}/${entry.name}`;
      if (files.length + odd.length + open.length >= most) return null;
      if (entry.name.includes("\ufffd")) odd.push(name);
      else if (entry.isDirectory()) open.push(name);
      else (entry.isFile() ? files : odd).push(name);
    }
  }
  return { files: files.sort(), odd: odd.sort() };
}
