import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPassingFolder } from "../../files/passing-folder.ts";

/** The one folder in which a drill leaves anything, and which goes with it, however it ends. */
export interface DrillFolder extends AsyncDisposable {
  /** For files that are fetched; what is in them is encrypted. */
  readonly backups: string;
  /** The sidecar of the drill. */
  readonly root: string;
  /** Where the copy of the control repository is made. */
  readonly clone: string;
  /** Writes the public key to which the drill encrypts its own backups, and returns its path. */
  keepKey(armoredKey: string): Promise<string>;
}

export async function openDrillFolder(tempFolder: string): Promise<DrillFolder> {
  const passing = await openPassingFolder(tempFolder, "cutter-drill-");
  const { path } = passing;
  const [backups, root, clone] = [join(path, "fetched"), join(path, "sidecar"), join(path, "control.git")];
  for (const folder of [backups, root]) await mkdir(folder, { mode: 0o700 });
  return {
    backups,
    root,
    clone,
    async keepKey(armoredKey) {
      const file = join(root, "recipient.asc");
      await writeFile(file, armoredKey, { mode: 0o600 });
      return file;
    },
    [Symbol.asyncDispose]: () => passing[Symbol.asyncDispose](),
  };
}
