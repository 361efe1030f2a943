import { createHash } from "node:crypto";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isAlive, type ProcessIdentity, readOwnIdentity } from "../../processes/process-identity.ts";

/** A file that was written, and under which name in the staging. */
interface Staged {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export type StagedContent = string | Iterable<string> | AsyncIterable<string>;

/** A folder inside that of the export, in which files are written until all of them can be put in their places. */
export interface Staging extends AsyncDisposable {
  stage(content: StagedContent): Promise<Staged>;
  /** Where a staged file is. */
  at(name: string): string;
}

const NAME = /^\.cutter-export-(\d+)-(\d+)-([0-9a-f-]{36})$/;

/** Whether a name in the folder of an export is that of a staging, of whatever process. */
export function isStaging(name: string): boolean {
  return NAME.test(name);
}

/**
 * Opens the staging of this process. What a killed one has left is removed; `STOP_EXPORT_FOLDER_BUSY` where a process that has one is alive. Of two
 * that begin at once each sees the other.
 */
export async function openStaging(folder: string): Promise<Staging> {
  const { pid, startTicks, bootId } = await readOwnIdentity();
  const own = `.cutter-export-${pid}-${startTicks}-${bootId}`;
  const path = join(folder, own);
  // Of this very process: one whose export was refused before.
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 });
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    for (const name of await readdir(folder)) {
      const identity = name === own ? null : identityOf(name);
      if (identity === null) continue;
      if (await isAlive(identity))
        throw new RefusalError(
          refusal("STOP_EXPORT_FOLDER_BUSY", { field: folder, actual: `written by process ${identity.pid}` }),
        );
      await rm(join(folder, name), { recursive: true, force: true });
    }
  } catch (cause) {
    await remove().catch(() => undefined);
    throw cause;
  }
  let count = 0;
  return {
    async stage(content) {
      const name = String(++count);
      return { name, ...(await writeStaged(join(path, name), content)) };
    },
    at: (name) => join(path, name),
    [Symbol.asyncDispose]: () => remove().catch(() => undefined),
  };
}

function identityOf(name: string): ProcessIdentity | null {
  const [, pid, startTicks, bootId] = NAME.exec(name) ?? [];
  if (startTicks === undefined || bootId === undefined) return null;
  return { pid: Number(pid), startTicks, bootId };
}

async function writeStaged(at: string, content: StagedContent): Promise<Omit<Staged, "name">> {
  await using handle = await open(at, "wx", 0o666);
  if (typeof content === "string") {
    await handle.writeFile(content);
    return { sha256: sha256Hex(content), bytes: Buffer.byteLength(content) };
  }
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const text of content) {
    const part = Buffer.from(text);
    hash.update(part);
    bytes += part.length;
    await handle.writeFile(part);
  }
  return { sha256: hash.digest("hex"), bytes };
}
