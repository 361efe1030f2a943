import { isRecorded } from "../domain/backup-basis.ts";
import type { FullEnvelope } from "../domain/backup-envelope.ts";
import { isBatchId } from "../domain/batch.ts";
import type { JournalEvent } from "../domain/journal.ts";
import type { BackupStore } from "../ports/backup-store.ts";
import type { Sidecar } from "../ports/sidecar.ts";

/**
 * A full backup on which increments rest outlives the envelope in the folder of its run, which may have taken another one since. Then the envelope
 * beside the file counts where the run's later envelope or its journal says the same: whoever can write to the backups alone makes none sound.
 */
export async function readRecordedFull(
  sidecar: Pick<Sidecar, "peekRun">,
  store: Pick<BackupStore, "readBeside" | "readEnvelopes">,
  { runId, name }: { readonly runId: string; readonly name: string },
): Promise<FullEnvelope | null> {
  const beside = await store.readBeside(name);
  if (beside === null || beside.runId !== runId) return null;
  if (isRecorded(beside, await store.readEnvelopes(runId))) return beside;
  const view = isBatchId(runId) ? null : await sidecar.peekRun(runId);
  const isJournalled =
    view?.ok === true &&
    view.value.entries.some(({ event }) => {
      const evidence = backupOf(event);
      return evidence?.backupSha256 === beside.sha256 && evidence.takenUtc === beside.snapshotUtc;
    });
  return isJournalled ? beside : null;
}

/** What an event says of a backup. */
function backupOf(event: JournalEvent) {
  if (event.type === "backup_renewed") return event.evidence;
  return event.type === "phase_result" && "backupSha256" in event.evidence ? event.evidence : null;
}
