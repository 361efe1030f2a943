import type { BackupEnvelope, FullEnvelope } from "../domain/backup-envelope.ts";

/** The sidecar's folder of backups. */
export interface BackupStore {
  list(): Promise<StoredFiles>;
  /** The envelope of a run's backup; of a batch that of the file of this name, or its newest. Null where there is none that is whole. */
  readEnvelope(runId: string, file?: string): Promise<BackupEnvelope | null>;
  /** What lies beside a full backup and describes it, for increments to rest on it; null where there is nothing that is whole. Only what the run says too may be trusted. */
  readBeside(file: string): Promise<FullEnvelope | null>;
  /** Every envelope in the folder of a run or batch that is whole. */
  readEnvelopes(id: string): Promise<readonly BackupEnvelope[]>;
  /** The sha256 of a backup; null where it can't be read. */
  readSha256(file: StoredFile): Promise<string | null>;
  /** Deletes the file that was listed, and no other that has come in its place: false where it is no longer there as it was. */
  remove(file: StoredFile): Promise<boolean>;
}

export interface StoredFiles {
  readonly backups: readonly (StoredFile & { readonly runId: string })[];
  /** What processes that have ended left unfinished. */
  readonly unfinished: readonly StoredFile[];
  /** Names of whatever else lies there: links, folders, files of others. Nothing touches them. */
  readonly others: readonly string[];
}

export interface StoredFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly changedUtc: string;
  /** Changes with everything that is done to the file. */
  readonly mark: string;
}
