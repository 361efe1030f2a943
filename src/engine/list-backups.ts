import {
  type BackupEnvelope,
  isIncrement,
  isPgDump,
  type PgDumpEnvelope,
} from "../domain/backup-envelope.ts";
import { isBatchId } from "../domain/batch.ts";
import type { KeptBackup } from "../domain/kept-backup.ts";
import type { BackupStore, StoredFile, StoredFiles } from "../ports/backup-store.ts";
import type { Sidecar } from "../ports/sidecar.ts";
import { foldBatch, isBatchOver } from "./batches/batch-position.ts";
import { batchStateName } from "./batches/batch-state-name.ts";
import { readRecordedFull } from "./recorded-full.ts";
import { isOver } from "./runs/index-run.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { stateName } from "./session/run-position.ts";

export interface BackupList extends Pick<StoredFiles, "unfinished" | "others"> {
  readonly newestFirst: readonly ListedBackup[];
}

export interface ListedBackup extends KeptBackup {
  /** Null where the file is missing. */
  readonly stored: StoredFile | null;
}

/** Every backup of the sidecar, read through and held against its envelope, and those that open runs name and that are missing. */
export async function listBackups(
  sidecar: Pick<Sidecar, "readIndex" | "peekRun" | "listRuns" | "peekBatch">,
  store: BackupStore,
): Promise<BackupList> {
  const over = await sidecar.readIndex();
  const openState = (runId: string) => readOpenState(sidecar, over, runId);
  const { backups, unfinished, others } = await store.list();
  const listed: ListedBackup[] = [];
  for (const stored of backups) {
    const { runId, name, sizeBytes } = stored;
    const named = await store.readEnvelope(runId, name);
    const envelope =
      named && isPgDump(named) && fileOf(named) === name
        ? named
        : await readRecordedFull(sidecar, store, { runId, name });
    const open = await openState(runId);
    listed.push({
      file: name,
      runId,
      state: await judge(store, { stored, envelope, isAtWork: open?.isAtWork ?? false }),
      takenUtc: envelope?.snapshotUtc ?? stored.changedUtc,
      sizeBytes,
      envelope,
      openRun: open?.state ?? null,
      stored,
    });
  }
  const present = new Set(backups.map(({ name }) => name));
  for (const runId of await sidecar.listRuns()) {
    const open = await openState(runId);
    const envelope = open && (await store.readEnvelope(runId));
    if (!open || !envelope || !isPgDump(envelope) || present.has(fileOf(envelope))) continue;
    // The members of a batch name one file, which is missing once.
    present.add(fileOf(envelope));
    const { snapshotUtc: takenUtc, sizeBytes } = envelope;
    const facts = { file: fileOf(envelope), runId, takenUtc, sizeBytes, envelope, openRun: open.state };
    listed.push({ ...facts, state: "missing", stored: null });
  }
  const newestFirst = listed
    .map((backup) => judgeIncrement(backup, listed))
    .toSorted((a, b) => b.takenUtc.localeCompare(a.takenUtc) || b.file.localeCompare(a.file));
  return { newestFirst, unfinished, others };
}

/**
 * The state of a run or batch that is neither closed nor voided; one that can't be read counts as open, and one that is not there does not. `over`
 * has the runs of which the index says that they are over.
 */
export async function readOpenState(
  sidecar: Pick<Sidecar, "peekRun" | "peekBatch">,
  over: Pick<ReadonlySet<string>, "has">,
  runId: string,
): Promise<OpenState | null> {
  if (over.has(runId)) return null;
  if (isBatchId(runId)) return readOpenBatch(sidecar, over, runId);
  const view = await sidecar.peekRun(runId);
  if (!view.ok) {
    const { reason } = view.refusal;
    return reason === "STOP_RUN_UNKNOWN" ? null : { state: reason, isAtWork: false };
  }
  const position = foldJournal(view.value.entries);
  return isOver(position) ? null : { state: stateName(position), isAtWork: view.value.isAtWork };
}

interface OpenState {
  readonly state: string;
  readonly isAtWork: boolean;
}

/** A batch that is over may leave members behind that have failed, and these count as open by their own runs. */
async function readOpenBatch(
  sidecar: Pick<Sidecar, "peekRun" | "peekBatch">,
  over: Pick<ReadonlySet<string>, "has">,
  batchId: string,
): Promise<OpenState | null> {
  const view = await sidecar.peekBatch(batchId);
  if (!view.ok) {
    const { reason } = view.refusal;
    return reason === "STOP_BATCH_UNKNOWN" ? null : { state: reason, isAtWork: false };
  }
  const position = foldBatch(view.value.entries);
  if (!isBatchOver(position)) return { state: batchStateName(position), isAtWork: view.value.isAtWork };
  for (const { runId, result } of position.members) {
    if (runId === null || result === "closed" || result === "withdrawn") continue;
    const open = await readOpenState(sidecar, over, runId);
    if (open !== null) return open;
  }
  return null;
}

/** An increment restores nothing without the full backup that it names, by its name and sha256. */
function judgeIncrement(backup: ListedBackup, listed: readonly ListedBackup[]): ListedBackup {
  const { envelope, state } = backup;
  if (state !== "sound" || envelope === null || !isIncrement(envelope)) return backup;
  const { file, sha256 } = envelope.increment.restsOn;
  const full = listed.find((each) => each.file === file && each.envelope?.sha256 === sha256);
  return full?.state === "sound" ? backup : { ...backup, state: "incomplete" };
}

/** A run that takes its backup anew names the file before it writes the envelope. */
async function judge(
  store: BackupStore,
  found: {
    readonly stored: StoredFile;
    readonly envelope: BackupEnvelope | null;
    readonly isAtWork: boolean;
  },
): Promise<KeptBackup["state"]> {
  const { stored, envelope, isAtWork } = found;
  if (envelope === null) return "unproved";
  const isThatOne =
    stored.sizeBytes === envelope.sizeBytes && (await store.readSha256(stored)) === envelope.sha256;
  if (isThatOne) return "sound";
  return isAtWork ? "unproved" : "altered";
}

/** The sidecar may lie elsewhere than when the backup was taken. */
function fileOf({ file }: PgDumpEnvelope): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
