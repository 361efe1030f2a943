import { appendFile, lstat, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BASIS_SUFFIX, type BasisFile, basisFileSchema, TAKEN_SUFFIX } from "../../domain/backup-basis.ts";
import type { FullEnvelope, IncrementEnvelope } from "../../domain/backup-envelope.ts";
import type { DocumentStates } from "../../domain/document-states.ts";
import type { Result } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import { once } from "./backup-steps.ts";
import { COMPRESSION, SUFFIX } from "./compression.ts";
import { openPendingFile } from "./pending-file.ts";

/** Of what is known beside a full backup. */
export async function readBasis(path: string): Promise<Result<BasisFile>> {
  const file = { name: basename(path), holds: "what increments rest on", schema: basisFileSchema };
  return parseStateFile(file, await readNamedFile(path).catch(() => null));
}

export async function writeBasis(path: string, envelope: FullEnvelope, list: DocumentStates): Promise<void> {
  const documents = list.documents.map(({ document, seq, head, state }) => ({ document, seq, head, state }));
  const text = JSON.stringify({ schema: "iu-cutter/backup-basis/1", envelope, documents });
  await using file = await openPendingFile(dirname(path), basename(path));
  await file.write(once(Buffer.from(`${text}\n`)));
  await file.keep(path);
}

/** What lies beside the newest full backup on which increments can rest; null where there is none. */
export async function newestBasis(folder: string): Promise<string | null> {
  let newest: { readonly path: string; readonly at: number } | null = null;
  for (const name of await readdir(folder)) {
    if (!name.endsWith(BASIS_SUFFIX)) continue;
    const path = join(folder, name);
    const found = await lstat(path);
    if (found.isFile() && (newest === null || found.mtimeMs > newest.at))
      newest = { path, at: found.mtimeMs };
  }
  return newest?.path ?? null;
}

/** A name for a full backup: that of an earlier one on which increments may rest is never given again. */
export async function freeName(folder: string, stem: string): Promise<string> {
  const present = new Set(await readdir(folder));
  for (let number = 1; ; number += 1) {
    const name = `${stem}${number === 1 ? "" : `.${number}`}.sql.${SUFFIX[COMPRESSION]}.pgp`;
    if (!present.has(`${name}${BASIS_SUFFIX}`)) return name;
  }
}

export function incrementName(stem: string): string {
  return `${stem}.increment.sql.${SUFFIX[COMPRESSION]}.pgp`;
}

/** How many increments were taken on a full backup. */
export async function countIncrements(full: string): Promise<number> {
  const lines = await readNamedFile(`${full}${TAKEN_SUFFIX}`).catch(() => Buffer.alloc(0));
  return lines.toString("latin1").split("\n").length - 1;
}

export async function noteIncrement(
  full: string,
  { snapshotUtc, sha256, file }: IncrementEnvelope,
): Promise<void> {
  await appendFile(`${full}${TAKEN_SUFFIX}`, `${snapshotUtc} ${sha256} ${basename(file)}\n`, {
    mode: 0o600,
    flush: true,
  });
}
