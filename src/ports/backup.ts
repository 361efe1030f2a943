import type { BackupEnvelope } from "../domain/backup-envelope.ts";
import type { Result } from "../domain/result.ts";
import type { KnowledgeBase } from "./knowledge-base.ts";
import type { ScratchDatabase } from "./scratch.ts";

/** The encrypted backup of phase 4 and its restore proof (docs/system.md section 7). */
export interface Backup {
  /**
   * Dumps every governed table (schema and data) in the snapshot, compresses the dump and encrypts it to the one pinned recipient, as
   * `<folder>/<runId>.sql.gz.pgp` (or `.zst.pgp`). The same plain stream is restored into a throw-away database, whose counts and digests
   * are compared. Plaintext is never written to a disk as a file; a failed backup leaves nothing under the final name.
   */
  take(order: BackupOrder): Promise<Result<TakenBackup>>;
  /** Reads the file again; refuses unless its size and sha256 are the envelope's and its packets name exactly the recipient. */
  recheck(
    envelope: BackupEnvelope,
    expected: { readonly runId: string; readonly systemIdentifier: string },
  ): Promise<Result<null>>;
  /** The version of the program that would dump a server of that major version; refuses where none can. */
  readDumpTool(serverMajor: number): Promise<Result<string>>;
  /** Encrypts a probe to the pinned recipient and parses it; refuses while the key is missing or unusable. */
  selftest(): Promise<Result<{ readonly recipient: string; readonly expires: string | null }>>;
}

export interface BackupOrder {
  readonly runId: string;
  readonly live: KnowledgeBase;
  readonly folder: string;
  /** True: the backup is proved and then not kept; nothing is left in the folder. */
  readonly isTrial?: boolean;
}

export interface TakenBackup {
  readonly envelope: BackupEnvelope;
  /** The restored copy, already compared, from which the facts of this moment are read; the caller disposes it. */
  readonly restored: ScratchDatabase;
  /** Where the run is rehearsed: the restored copy itself, or a copy that the members of a batch share. */
  readonly stage: ScratchDatabase;
}
