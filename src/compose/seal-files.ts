import { constants } from "node:fs";
import { access, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import {
  MAX_SEAL_BYTES,
  ROOT_FILE,
  refuseOtherList,
  renderRoot,
  renderSeal,
  SEAL_FILE,
  type Seal,
  STAMP_FILE,
  STAMP_QUERY_FILE,
  signatureFile,
} from "../domain/seal.ts";
import { parseStateFile } from "../domain/state-file.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readNamedFile } from "../files/read-named-file.ts";

/** What people add to a seal. */
const ADDED: readonly string[] = [
  signatureFile("openpgp"),
  signatureFile("ssh"),
  STAMP_QUERY_FILE,
  STAMP_FILE,
];

export interface ReadSeal {
  readonly seal: Seal;
  /** The root file, byte for byte as it is signed. */
  readonly root: Buffer;
}

/** Reads the seal in a folder; refused where its list and its root file are not of one piece. */
export async function readSeal(folder: string): Promise<Result<ReadSeal>> {
  const list = await readNamedFile(join(folder, SEAL_FILE.name), MAX_SEAL_BYTES).catch(() => null);
  const root = await readNamedFile(join(folder, ROOT_FILE), 4096).catch(() => null);
  if (list === null || root === null)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: folder,
        expected: `the folder of a seal, with ${SEAL_FILE.name} and ${ROOT_FILE}`,
        actual: `no readable ${list === null ? SEAL_FILE.name : ROOT_FILE}`,
      }),
    );
  const seal = parseStateFile(SEAL_FILE, list);
  if (!seal.ok) return refused({ ...seal.refusal, reason: "STOP_SEAL_LIST" });
  const other = refuseOtherList(seal.value, root.toString("latin1"));
  return other ? refused(other) : accepted({ seal: seal.value, root });
}

/** The folder in which a seal is to be written; where none is, what was made of it is taken away again. */
export interface SealFolder extends AsyncDisposable {
  /** Writes list and root file; true where the folder held this very seal already. */
  write(seal: Seal): Promise<Result<boolean>>;
}

/** Enters the folder, which is made where it is not there; refused where none can be made, it can't be written, or it holds something else. */
export async function openSealFolder(folder: string): Promise<Result<SealFolder>> {
  let made: readonly string[];
  try {
    made = await makeFolder(folder);
    const names = await readdir(folder);
    const odd = refuseOdd(folder, names);
    if (odd) return refused(odd);
    if (!names.includes(ROOT_FILE)) await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--out",
        expected: "a folder that can be written, or a place where one can be made",
        actual: String(cause),
        wayOut: "Name a folder that is empty or not there, where you may write and space is left.",
      }),
    );
  }
  return accepted({
    async write(seal) {
      const written = await writeSeal(folder, seal);
      if (written.ok) made = [];
      return written;
    },
    async [Symbol.asyncDispose]() {
      for (const path of made.toReversed()) await rmdir(path).catch(() => undefined);
    },
  });
}

/** Writes list and root file into a folder that holds nothing else; true where it held the same already. */
async function writeSeal(folder: string, seal: Seal): Promise<Result<boolean>> {
  const files = [
    [SEAL_FILE.name, renderSeal(seal)],
    [ROOT_FILE, renderRoot(seal)],
  ] as const;
  const names = await readdir(folder);
  const odd = refuseOdd(folder, names);
  if (odd) return refused(odd);
  let isThere = true;
  for (const [name, content] of files) {
    const found = names.includes(name)
      ? await readNamedFile(join(folder, name)).catch(() => null)
      : undefined;
    if (found === undefined) isThere = false;
    else if (!found?.equals(Buffer.from(content))) return refused(taken(folder, `another ${name}`));
  }
  const added = names.find((name) => ADDED.includes(name));
  if (!isThere && added !== undefined) return refused(taken(folder, `${added} of another seal`));
  if (!isThere)
    for (const [name, content] of files) await writeFile(join(folder, name), content, { flush: true });
  return accepted(isThere);
}

function refuseOdd(folder: string, names: readonly string[]): Refusal | null {
  const known = [SEAL_FILE.name, ROOT_FILE, ...ADDED];
  const odd = names.find((name) => !known.includes(name));
  return odd === undefined ? null : taken(folder, odd);
}

function taken(folder: string, actual: string): Refusal {
  return refusal("STOP_SEAL_EXISTS", {
    field: folder,
    expected: "an empty folder, or this very seal",
    actual,
  });
}
