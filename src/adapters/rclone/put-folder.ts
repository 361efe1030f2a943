import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { joinPlace, namesAtPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { openPassingFolder } from "../../files/passing-folder.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isCutOff, refuseEachCutOff } from "./cut-off.ts";
import { type PlaceOptions, refuseNoFolder, refuseNoRoot } from "./place-options.ts";
import { runRclone } from "./run-rclone.ts";

interface FolderOrder {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly until: number;
}

interface OwnOrder extends FolderOrder {
  /** Where the files were written to, and a list of their names. */
  readonly temp: string;
  readonly list: string;
  readonly target: string;
}

/** Puts the files of a folder, those of them that are not there, reads all of them back, and returns the name under which they lie. */
export async function putFolder(options: PlaceOptions, order: FolderOrder): Promise<Result<string>> {
  await refuseNoFolder(options.place);
  await using passing = await openPassingFolder(options.tempFolder, "cutter-copy-");
  const temp = passing.path;
  const list = await writeFiles(temp, order.files);
  for (const folder of namesAtPlace(order.folder)) {
    const target = joinPlace(options.place, folder);
    const put = await putUnder(options, { ...order, folder, temp, list, target });
    if (put !== "cut off") return put;
  }
  return refuseEachCutOff(joinPlace(options.place, order.folder));
}

async function putUnder(options: PlaceOptions, order: OwnOrder): Promise<Result<string> | "cut off"> {
  const { place } = options;
  const { folder, files, until, temp, target } = order;
  const wanted = new Map([...files].map(([name, content]) => [name, sha256Hex(content)]));
  let before: ReadonlyMap<string, string>;
  try {
    before = await digestsAt(options, order);
  } catch (cause) {
    if (await hasCutOff(options, order)) return "cut off";
    throw cause;
  }
  const others = [...wanted].filter(([name, sha256]) => (before.get(name) ?? sha256) !== sha256);
  for (const [name, sha256] of others) {
    if (await wasCutOff(options, order, name)) continue;
    return refused(other("STOP_COPY_NAME_TAKEN", `${target}/${name}`, sha256, before.get(name) ?? ""));
  }
  if (others.length > 0) return "cut off";
  if ([...wanted.keys()].every((name) => before.has(name))) return accepted(folder);
  await refuseNoRoot(options, until);
  await runRclone(options, {
    arguments: ["copy", "--ignore-existing", "--no-traverse", "--", join(temp, "files"), target],
    place,
    names: [folder, temp, ...wanted.keys()],
    until,
  });
  const after = await digestsAt(options, order);
  for (const [name, sha256] of wanted) {
    const found = after.get(name) ?? "nothing";
    const reason = found === "nothing" ? "STOP_COPY_MISSING" : "STOP_COPY_DIFFERS";
    if (found !== sha256) return refused(other(reason, `${target}/${name}`, sha256, found));
  }
  return accepted(folder);
}

/** Whether one of the files was cut off, where not all of them can be read. */
async function hasCutOff(options: PlaceOptions, order: OwnOrder): Promise<boolean> {
  for (const name of order.files.keys()) if (await wasCutOff(options, order, name)) return true;
  return false;
}

function wasCutOff(
  options: PlaceOptions,
  { folder, files, temp, until }: OwnOrder,
  name: string,
): Promise<boolean> {
  const sizeBytes = files.get(name)?.length ?? 0;
  const path = join(temp, "files", name);
  return isCutOff(options, { place: options.place, object: `${folder}/${name}`, until, path, sizeBytes });
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
async function digestsAt(options: PlaceOptions, order: OwnOrder): Promise<ReadonlyMap<string, string>> {
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
