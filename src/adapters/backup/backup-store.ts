import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isBatchId } from "../../domain/batch.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import type { BackupStore, StoredFile } from "../../ports/backup-store.ts";
import { SUFFIX } from "./compression.ts";
import { readEnvelopeFile } from "./envelope.ts";
import { isAbandoned, isPending, readBack } from "./pending-file.ts";

const ENDINGS = Object.values(SUFFIX).map((suffix) => `.sql.${suffix}.pgp`);

/** The folder of backups, and the envelopes in the folders of the runs. No link is followed to what is listed or removed. */
export function openBackupStore(place: {
  readonly backups: string;
  readonly envelopeOf: (runId: string) => string;
}): BackupStore {
  const pathOf = ({ name }: { readonly name: string }) => join(place.backups, name);
  return {
    async list() {
      const backups = [];
      const unfinished = [];
      const others = [];
      for (const name of await readdir(place.backups)) {
        const file = await look(place.backups, name);
        const runId = runOf(name);
        if (file === null) others.push(name);
        else if (runId !== null) backups.push({ ...file, runId });
        else if (isAbandoned(name)) unfinished.push(file);
        else if (!isPending(name)) others.push(name);
      }
      return { backups, unfinished, others: others.sort() };
    },
    async readEnvelope(runId) {
      const envelope = await readEnvelopeFile(place.envelopeOf(runId));
      return envelope.ok ? envelope.value : null;
    },
    async readSha256(file) {
      const read = await readBack(pathOf(file), async () => null).catch(() => null);
      return read?.sha256 ?? null;
    },
    async remove(file) {
      const now = await look(place.backups, file.name);
      if (now?.mark !== file.mark) return false;
      // Of several who delete it at once, one has: `rm` would call a file gone that somebody else has deleted.
      return unlink(pathOf(file)).then(
        () => true,
        (cause: { readonly code?: unknown }) => {
          if (cause.code === "ENOENT") return false;
          throw cause;
        },
      );
    },
  };
}

function runOf(name: string): string | null {
  const ending = ENDINGS.find((each) => name.endsWith(each));
  const runId = name.slice(0, -(ending?.length ?? 0));
  return ending !== undefined && (RUN_ID_PATTERN.test(runId) || isBatchId(runId)) ? runId : null;
}

/** Null where nothing is there, or something else than a regular file. */
async function look(folder: string, name: string): Promise<StoredFile | null> {
  const found = await lstat(join(folder, name), { bigint: true }).catch(() => null);
  if (!found?.isFile()) return null;
  return {
    name,
    sizeBytes: Number(found.size),
    changedUtc: `${found.mtime.toISOString().slice(0, 19)}Z`,
    mark: [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" "),
  };
}
