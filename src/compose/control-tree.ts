import { createHistoryReader } from "../engine/approvals/history.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import { type Folder, isFolder, REGULAR_FILE } from "../trust/git/parse-tree.ts";

/** The files of a ref as the runner's own clone has them, not as GitHub reports them. */
export interface ControlTree {
  /** Names in the folder; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
  /** Null where there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
}

export async function openControlTree(repository: ControlRepository, ref: string): Promise<ControlTree> {
  const reader = createHistoryReader(repository);
  const tip = await repository.resolveRef(ref);
  const top: Folder = tip === null ? new Map() : await reader.topFolder(tip);
  const folderAt = async (parts: readonly string[]): Promise<Folder> => {
    let folder = top;
    for (const part of parts) {
      const entry = folder.get(part);
      folder = entry !== undefined && isFolder(entry) ? await reader.folder(entry.id) : new Map();
    }
    return folder;
  };
  return {
    list: async (path) => [...(await folderAt(path.split("/"))).keys()],
    async read(path) {
      const parts = path.split("/");
      const entry = (await folderAt(parts.slice(0, -1))).get(parts.at(-1) ?? "");
      return entry?.mode === REGULAR_FILE ? await reader.blob(entry.id) : null;
    },
  };
}
