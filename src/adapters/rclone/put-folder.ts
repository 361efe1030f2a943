import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { type PlaceOptions, refuseNoFolder } from "./place-options.ts";
import { runRclone } from "./run-rclone.ts";

interface FolderOrder {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly until: number;
}

/** Puts the files of a folder, those of them that are not there, and reads all of them back. */
export async function putFolder(options: PlaceOptions, order: FolderOrder): Promise<Result<null>> {
  const { place } = options;
  const { folder, files, until } = order;
  await refuseNoFolder(place);
  const wanted = new Map([...files].map(([name, content]) => [name, sha256Hex(content)]));
  const target = joinPlace(place, folder);
  const temp = await mkdtemp(join(options.tempFolder, "cutter-copy-"));
  try {
    const own = { ...order, list: await writeFiles(temp, files), target };
    const before = await digestsAt(options, own);
    for (const [name, sha256] of wanted) {
      const found = before.get(name) ?? sha256;
      if (found !== sha256) return refused(other("STOP_COPY_NAME_TAKEN", `${target}/${name}`, sha256, found));
    }
    if ([...wanted.keys()].every((name) => before.has(name))) return accepted(null);
    await runRclone(options, {
      arguments: ["copy", "--ignore-existing", "--no-traverse", "--", join(temp, "files"), target],
      place,
      names: [folder, temp, ...wanted.keys()],
      until,
    });
    const after = await digestsAt(options, own);
    for (const [name, sha256] of wanted) {
      const found = after.get(name) ?? "nothing";
      const reason = found === "nothing" ? "STOP_COPY_MISSING" : "STOP_COPY_DIFFERS";
      if (found !== sha256) return refused(other(reason, `${target}/${name}`, sha256, found));
    }
    return accepted(null);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

function other(
  reason: "STOP_COPY_NAME_TAKEN" | "STOP_COPY_MISSING" | "STOP_COPY_DIFFERS",
  field: string,
  expected: string,
  actual: string,
) {
  return refusal(reason, { field, expected, actual });
}

/** Writes the files and a list of their names; returns the path of the list. */
async function writeFiles(temp: string, files: FolderOrder["files"]): Promise<string> {
  for (const [name, content] of files) {
    const path = join(temp, "files", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode: 0o600 });
  }
  const list = join(temp, "names");
  await writeFile(list, [...files.keys(), ""].join("\n"), { mode: 0o600 });
  return list;
}

/**
 * The sha256 of each of the files that is there: rclone reads them and digests what it has read on this machine. It is told their names, for one
 * that the place makes up could look like a line of the answer.
 */
async function digestsAt(
  options: PlaceOptions,
  order: FolderOrder & { readonly list: string; readonly target: string },
): Promise<ReadonlyMap<string, string>> {
  const { place } = options;
  const { folder, files, until, list, target } = order;
  try {
    const text = await runRclone(options, {
      arguments: [
        "hashsum",
        "sha256",
        "--download",
        "--no-traverse",
        `--files-from-raw=${list}`,
        "--",
        target,
      ],
      place,
      names: [folder, ...files.keys()],
      until,
    });
    const lines = text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm);
    return new Map([...lines].map(([, sha256 = "", name = ""]) => [name, sha256]));
  } catch (cause) {
    if (cause instanceof RefusalError && cause.refusal.reason === "STOP_COPY_MISSING") return new Map();
    throw cause;
  }
}
