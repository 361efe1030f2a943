import { lstat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { openPendingFile, readBack } from "../../adapters/backup/pending-file.ts";
import { placeSchema } from "../../config/backup-settings.ts";
import type { Environment } from "../../config/environment.ts";
import { backupObject, type Copy, joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import { openNamedPlace } from "../copy-places.ts";

interface BackupFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The backup that was named, and what lies beside it. Both throw a `RefusalError`. */
export interface NamedBackup {
  /** Where it was found, for people. */
  readonly from: string;
  bring(): Promise<BackupFile>;
  /** The full backup that it rests on; `copies` are those that the request names of both. */
  bringFull(
    full: { readonly file: string; readonly sha256: string },
    copies: readonly Pick<Copy, "object" | "sha256">[],
  ): Promise<BackupFile>;
}

const CONNECTION = /^(?::|[^/:]*,)/;
const OBJECT = /^(.*[:/])backups\/([0-9a-f]{64})\/([^/]+)$/;

/** Takes the name for a file where there is one, else for an object of a place. */
export async function findBackup(
  name: string,
  parts: {
    readonly environment: Environment;
    readonly interrupted: AbortSignal;
    /** Where it is fetched to. */
    readonly folder: string;
  },
): Promise<NamedBackup> {
  if (await isThere(name)) return localBackup(name);
  const [, before = "", sha256 = "", file = ""] = OBJECT.exec(name) ?? [];
  const open = (root: string) => {
    const named = placeSchema.safeParse({ place: root.length > 1 ? root.replace(/\/$/, "") : root });
    if (named.success && file !== "") return openNamedPlace(parts, named.data);
    const expected = "an encrypted backup that is there, or PLACE/backups/SHA256/NAME of rclone";
    // It may hold a password.
    const actual = CONNECTION.test(name) ? "a connection string" : name;
    throw new RefusalError(refusal("STOP_BAD_INPUT", { field: "--backup", expected, actual }));
  };
  const from = open(before);
  const { folder } = parts;
  return {
    from: from.place,
    bring: () => fetchObject(from, { object: backupObject(file, sha256), file, sha256 }, folder),
    async bringFull(full, copies) {
      // Either may lie below a number, where a copy before it was cut off.
      const own = copies.find(({ object }) => name.endsWith(object))?.object ?? backupObject(file, sha256);
      const object = copies.find((copy) => copy.sha256 === full.sha256)?.object;
      const place = open(name.slice(0, -own.length));
      return fetchObject(place, { ...full, object: object ?? backupObject(full.file, full.sha256) }, folder);
    },
  };
}

function localBackup(path: string): NamedBackup {
  return {
    from: path,
    bring: () => readFacts(path),
    async bringFull({ file, sha256 }) {
      // Beside it; or in the folder of its own digest, where the copy of a place was taken as it is.
      const name = basename(file);
      const places = [join(dirname(path), name), join(dirname(path), "..", sha256, name)];
      for (const each of places) if (await isThere(each)) return readFacts(each);
      throw missing(places[0] ?? file);
    },
  };
}

async function readFacts(path: string): Promise<BackupFile> {
  const { sha256, sizeBytes } = await readBack(path, async () => null).catch((cause: unknown) => {
    if (cause instanceof RefusalError) throw cause;
    throw missing(path, cause instanceof Error ? cause.message : String(cause));
  });
  return { name: basename(path), path, sha256, sizeBytes };
}

/** Under its name only once it is whole; the name that it has at the place says what its sha256 is. */
async function fetchObject(
  place: CopyPlace,
  { object, file, sha256 }: { readonly object: string; readonly file: string; readonly sha256: string },
  folder: string,
): Promise<BackupFile> {
  const path = join(folder, basename(file));
  await using pending = await openPendingFile(folder, basename(file));
  await pending.write(place.read(object));
  const found = await readFacts(pending.path);
  if (found.sha256 !== sha256)
    throw new RefusalError({
      ...refusal("STOP_COPY_DIFFERS", {
        field: joinPlace(place.place, object),
        expected: sha256,
        actual: found.sha256,
      }),
      wayOut: "Do not restore it: take the copy of another place, or another backup.",
    });
  await pending.keep(path);
  return { ...found, name: basename(file), path };
}

function missing(path: string, actual = "is not there"): RefusalError {
  return new RefusalError({
    ...refusal("STOP_BACKUP_UNVERIFIED", { field: "file", expected: path, actual }),
    wayOut: "Put the file there, from wherever a copy of it is.",
  });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
