import type { AuditRecord } from "../domain/base-audit.ts";
import type { BatchEvent } from "../domain/batch-journal.ts";
import type { IndexedRun } from "../domain/indexed-run.ts";
import type { EntryOf, JournalEvent } from "../domain/journal.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";

/** What the bot keeps of its runs: in a folder on the runner, or in the database (docs/system.md section 10). */
export interface Sidecar extends AsyncDisposable, KeptFiles {
  /** Where the journals are. */
  readonly kind: "folder" | "database";
  /** The folder on this machine, with configuration, HOLD and backups; it may be named through a link. */
  readonly root: string;
  /** Makes the folder of a new run with its first journal entry, and takes its lock; refuses an id that is taken, unless the entry adopts it: then the earlier journal stays beside the new one. */
  createRun(runId: string, started: JournalEvent): Promise<Result<RunFolder>>;
  /** Takes the kernel lock of the run and reads its journal; refuses when held, unknown or damaged. */
  openRun(runId: string): Promise<Result<RunFolder>>;
  /** Reads a run without its lock, for status. */
  peekRun(runId: string): Promise<Result<RunView>>;
  listRuns(): Promise<readonly string[]>;
  /** The same for batches, whose folders lie beside those of the runs. */
  createBatch(batchId: string, started: BatchEvent): Promise<Result<BatchFolder>>;
  openBatch(batchId: string): Promise<Result<BatchFolder>>;
  peekBatch(batchId: string): Promise<Result<BatchView>>;
  listBatches(): Promise<readonly string[]>;
  /** The folder on this machine in which people find the files of a run or batch that this machine has written. */
  folderOf(id: string): string;
  /** The same with the journal and every file in it, whichever machine has written them; null where there is no such run or batch. */
  fetchFolder(id: string): Promise<string | null>;
  /** What below the sidecar's folders is a link or can be changed by others: the first finding of each folder, `STOP_STATE_UNSAFE`. */
  findUnsafe(): Promise<readonly Refusal[]>;
  /** The text of the sidecar's HOLD file, or null if there is none. */
  readHold(): Promise<string | null>;
  /** Appends the line of a run to the index of runs, unless it is there already. */
  appendIndex(line: IndexedRun): Promise<void>;
  /** The runs that the index names as over, by id. A line that can't be read is left out: the run's journal tells. */
  readIndex(): Promise<ReadonlyMap<string, IndexedRun>>;
  /** Why the index, or a line of it, can't be read: what it knew is forgotten then. Null where each line can. */
  refuseIndex(): Promise<Refusal | null>;
  /** Since when it has the journal of every run that was begun, on whichever machine; null where it has those of one machine alone. */
  hasAllSince(): Promise<string | null>;
  /** Highest policy version ever seen; only grows. Throws a `RefusalError` where it is damaged. */
  readPolicyFloor(): Promise<number>;
  raisePolicyFloor(version: number): Promise<void>;
  /** The last audit that found nothing; null where there was none. Throws a `RefusalError` where it is damaged. */
  readCleanAudit(): Promise<AuditRecord | null>;
  writeCleanAudit(record: AuditRecord): Promise<void>;
  /** What was read of the control repository's history; null where nothing is kept. It may be deleted at any time. */
  readHistory(): Promise<Uint8Array | null>;
  /** Keeps it where that can be done: a reader without the right to write does without. */
  writeHistory(content: string): Promise<void>;
}

/** The files of runs and batches; journals are not looked at. */
export interface KeptFiles {
  /** Names of what lies at the top of the folder of a run or batch, in no order; none where there is no such run or batch. */
  listFiles(id: string): Promise<readonly string[]>;
  /** The bytes of a file, or null where it can't be read. */
  readFile(id: string, name: string): Promise<Uint8Array | null>;
}

/** A run or batch, read without its lock. */
export interface JournalView<Event> {
  /** Id of the run, or of the batch. */
  readonly runId: string;
  readonly folder: string;
  readonly entries: readonly EntryOf<Event>[];
  readonly lease: Lease | null;
  /** True while a living process holds the lock. */
  readonly isAtWork: boolean;
  /** The bytes of a file in the folder, or null where it can't be read. */
  readFile(name: string): Promise<Uint8Array | null>;
}

export type RunView = JournalView<JournalEvent>;
export type BatchView = JournalView<BatchEvent>;
export type RunFolder = JournalFolder<JournalEvent>;
export type BatchFolder = JournalFolder<BatchEvent>;

/** A run or batch under its lock; disposing releases it. */
export interface JournalFolder<Event> extends JournalView<Event>, AsyncDisposable {
  /** The number under which this process holds it; 0 where the run never left the machine that began it. */
  readonly fence: number;
  /** Appends one event, chained and fsynced; returns the entry. */
  append(event: Event, at: Date): Promise<EntryOf<Event>>;
  /** Writes a file of the run by temporary file, fsync, rename, fsync of the folder; `name` may hold one `/`. */
  writeFile(name: string, content: string): Promise<void>;
  /** Takes the lease: the switch is on for this process until the process or the lease ends. */
  arm(lease: Lease): Promise<void>;
  disarm(): Promise<void>;
  /** Reads the lease anew: true only while this living process holds it for this gate and the sidecar has no HOLD. */
  isArmed(gate: string, now: Date): Promise<boolean>;
}

/** Longest time that a lease may run (docs/system.md section 4). */
export const MAX_LEASE_MS = 60 * 60_000;

/** The kill switch is on only while the process that took the lease holds the run and the lease has not ended. */
export interface Lease {
  readonly runId: string;
  readonly gate: string;
  readonly expiresUtc: string;
}
