import { existsSync } from "node:fs";
import { join } from "node:path";
import { isObjectId } from "../../domain/formats.ts";
import { type GitFolder, readIfThere } from "./git-folder.ts";

/** Symbolic refs that point at each other must not be followed for ever. */
const MAX_LINKS = 5;

/**
 * Reads a ref from its file or from `packed-refs`, without starting git. Undefined: this repository keeps its refs in another way, git has
 * to be asked. Null: there is no such ref.
 */
export function readRef(folder: GitFolder, ref: string): string | null | undefined {
  if (existsSync(join(folder.commonDir, "reftable"))) return undefined;
  let name = ref;
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const loose = readLoose(folder, name);
    if (loose === null) return readPacked(folder, name);
    if (isObjectId(loose)) return loose;
    const target = /^ref: (refs\/[^\s]+)$/.exec(loose)?.[1];
    if (target === undefined) return undefined;
    name = target;
  }
  return undefined;
}

function readLoose(folder: GitFolder, name: string): string | null {
  const access = name === "HEAD" ? folder.gitDir : folder.commonDir;
  return readIfThere(join(access, name))?.trim() ?? null;
}

function readPacked(folder: GitFolder, name: string): string | null {
  const packed = readIfThere(join(folder.commonDir, "packed-refs")) ?? "";
  for (const line of packed.split("\n")) {
    const [id = "", ref] = line.split(" ");
    if (ref === name && isObjectId(id)) return id;
  }
  return null;
}
