import { join } from "node:path";
import { BASIS_SUFFIX } from "../../domain/backup-basis.ts";
import type { FullEnvelope } from "../../domain/backup-envelope.ts";
import type { Basis } from "../../domain/backup-increment.ts";
import type { DocumentStates } from "../../domain/document-states.ts";
import { must } from "../../domain/must.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import type { BackupOrder, TakenBackup } from "../../ports/backup.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { BackupOptions } from "./backup-options.ts";
import { bothOrNeither, cannotStart, majorOf, refuseToGoOn } from "./backup-steps.ts";
import { freeName, writeBasis } from "./basis-files.ts";
import { compress } from "./compression.ts";
import { describeFile } from "./describe-file.ts";
import { dumpLive, dumpSchema, readFrame } from "./dump-live.ts";
import { parseFullEnvelope } from "./envelope.ts";
import { openPendingFile, readBack } from "./pending-file.ts";
import { proveCopy } from "./prove-copy.ts";
import { putCopies } from "./put-copies.ts";
import { tee } from "./tee.ts";

/**
 * Dumps, encrypts, restores, compares, and only then gives the file its name. `why` says why it is a full one, where increments may rest on it.
 * Refusals of the steps are thrown as `RefusalError`.
 */
export async function takeFull(
  options: BackupOptions,
  order: BackupOrder,
  why: string | null,
): Promise<Result<TakenBackup<FullEnvelope>>> {
  const recipient = must(await options.encryption.readRecipient());
  let copy: ScratchDatabase | null = null;
  try {
    const stem = order.stem ?? order.runId;
    await using file = await openPendingFile(order.folder, stem);
    const [database, bytes] = await Promise.all([order.live.identity(), order.live.sizeBytes()]);
    const [opened, restored] = await bothOrNeither(
      order.live.openSnapshot(),
      options.scratch.start({ major: majorOf(database.serverVersion), bytes }).catch(cannotStart),
    );
    copy = restored;
    refuseToGoOn(options);
    await using snapshot = opened;
    const finalPath = join(order.folder, await freeName(order.folder, stem));
    const dumpSource = await options.dumpSource(majorOf(database.serverVersion));
    const frame = await readFrame(options);
    const { snapshotId } = snapshot;
    // Its plain text exists in memory alone.
    await tee(dumpLive(dumpSource, frame, { snapshotId }), [
      (plain) => file.write(recipient.encrypt(compress(plain))),
      async (plain) => void must(await restored.restore(plain)),
    ]);
    const written = await readBack(file.path, (all) => recipient.inspect(all));
    must(written.seen);
    refuseToGoOn(options);
    const list = why === null ? null : await snapshot.documents();
    const restoreProof = await proveCopy({
      ...{ options, live: order.live, database, restored, tables: snapshot.tables },
      async refuseOther(_copy, copied) {
        return list === null ? null : refuseOtherDocuments(list, await copied.documents());
      },
    });
    const basis =
      list === null || why === null
        ? null
        : describeBasis(list, (await dumpSchema(dumpSource, frame, snapshotId)).sha256, why);
    const { sizeBytes, sha256 } = written;
    const copied = await putCopies(options, order, [{ file: finalPath, path: file.path, sizeBytes, sha256 }]);
    const envelope = must(
      parseFullEnvelope({
        schema: "iu-cutter/backup/1",
        runId: order.runId,
        database,
        snapshotId,
        snapshotUtc: snapshot.takenUtc,
        tables: snapshot.tables,
        restoreProof,
        file: finalPath,
        ...(await describeFile(options, dumpSource, recipient, written)),
        ...(basis === null ? {} : { basis }),
        ...copied,
      }),
    );
    if (order.isTrial !== true) {
      await file.keep(finalPath);
      // Only now: nothing rests on a file that is not there.
      if (list !== null) await writeBasis(`${finalPath}${BASIS_SUFFIX}`, envelope, list);
    }
    return accepted({ envelope, restored, stage: restored });
  } catch (cause) {
    // Also where the snapshot or the file could not be closed: a copy is handed on by a backup that ended well, or ended.
    await copy?.[Symbol.asyncDispose]();
    throw cause;
  }
}

function describeBasis(
  { documents, sha256, timeline }: DocumentStates,
  schemaSha256: string,
  why: string,
): Basis {
  return { documents: documents.length, documentsSha256: sha256, schemaSha256, timeline, why };
}

function refuseOtherDocuments(live: DocumentStates, copy: DocumentStates) {
  if (live.sha256 === copy.sha256) return null;
  return refusal("STOP_RESTORE_DIFFERS", { field: "documents", expected: live.sha256, actual: copy.sha256 });
}
