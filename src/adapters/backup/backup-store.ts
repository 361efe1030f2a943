import { lstat, readdir, rm, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { BASIS_SUFFIX, TAKEN_SUFFIX } from "../../domain/backup-basis.ts";
import { placeOf } from "../../domain/backup-envelope.ts";
import { isBatchId } from "../../domain/batch.ts";
import { RUN_ID_PATTERN, utc } from "../../domain/run.ts";
import type { BackupStore, StoredFile } from "../../ports/backup-store.ts";
import type { KeptFiles } from "../../ports/sidecar.ts";
import { readBasis } from "./basis-files.ts";
import { SUFFIX } from "./compression.ts";
import { isAbandoned, isPending, readBack } from "./pending-file.ts";
import { readRunEnvelopes } from "./run-envelopes.ts";

/** What lies beside a full backup, and goes with it. */
const BESIDE = [BASIS_SUFFIX, TAKEN_SUFFIX] as const;
const ENDINGS = Object.values(SUFFIX).map((suffix) => `.sql.${suffix}.pgp`);

/** The folder of backups, and the envelopes among the files of the runs. No link is followed to what is listed or removed. */
export function openBackupStore(place: {
  readonly backups: string;
  /** The files of runs and batches. */
  readonly kept: KeptFiles;
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
        else if (BESIDE.some((suffix) => name.endsWith(suffix))) continue;
        else if (runId !== null) backups.push({ ...file, runId });
        else if (isAbandoned(name)) unfinished.push(file);
        else if (!isPending(name)) others.push(name);
      }
      return { backups, unfinished, others: others.sort() };
    },
    async readEnvelope(id, file) {
      for (const envelope of await readRunEnvelopes(place.kept, id)) {
        if (file === undefined || !isBatchId(id) || basename(placeOf(envelope)) === file) return envelope;
      }
      return null;
    },
    async readBeside(file) {
      const beside = await readBasis(join(place.backups, `${file}${BASIS_SUFFIX}`));
      return beside.ok && basename(beside.value.envelope.file) === file ? beside.value.envelope : null;
    },
    readEnvelopes: (id) => readRunEnvelopes(place.kept, id),
    async readSha256(file) {
      const read = await readBack(pathOf(file), async () => null).catch(() => null);
      return read?.sha256 ?? null;
    },
    async remove(file) {
      const now = await look(place.backups, file.name);
      if (now?.mark !== file.mark) return false;
      // Of several who delete it at once, one has: `rm` would call a file gone that somebody else has deleted.
      return unlink(pathOf(file)).then(
        async () => {
          for (const suffix of BESIDE) await rm(`${pathOf(file)}${suffix}`, { force: true });
          return true;
        },
        (cause: { readonly code?: unknown }) => {
          if (cause.code === "ENOENT") return false;
          throw cause;
        },
      );
    },
  };
}

/** The run or batch that the name begins with; a batch numbers its backups from the second on, and full ones on which others rest are numbered. That of an
 * adopted run or batch has the number of its holder, so that it takes the place of none that was taken before. */
function runOf(name: string): string | null {
  const ending = ENDINGS.find((each) => name.endsWith(each));
  const stem = name.slice(0, -(ending?.length ?? 0));
  const runId = stem
    .replace(/\.(?:increment|[2-9]|[1-9]\d+)$/, "")
    .replace(/^(ictb-.*-[0-9a-f]{8}(?:-a\d+)?)-\d+$/, "$1")
    .replace(/^(ict[rb]-.*-[0-9a-f]{8})-a\d+$/, "$1");
  return ending !== undefined && (RUN_ID_PATTERN.test(runId) || isBatchId(runId)) ? runId : null;
}

/** Null where nothing is there, or something else than a regular file. */
async function look(folder: string, name: string): Promise<StoredFile | null> {
  const found = await lstat(join(folder, name), { bigint: true }).catch(() => null);
  if (!found?.isFile()) return null;
  return {
    name,
    sizeBytes: Number(found.size),
    changedUtc: utc(found.mtime),
    mark: [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" "),
  };
}
