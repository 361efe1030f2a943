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
  /** Encrypts a probe to the pinned recipient and parses it; refuses while the key is missing or unusable. */
  selftest(): Promise<Result<{ readonly recipient: string; readonly expires: string | null }>>;
}

/** Where the plain dump comes from: pg_dump beside the server, or the engine in the process. */
export interface DumpSource {
  readonly engine: "postgresql" | "pglite";
  /** As the program prints it, e.g. `pg_dump (PostgreSQL) 15.18`. */
  readVersion(): Promise<string>;
  /**
   * Streams a plain SQL dump, schema and data. Throws a `RefusalError` (`STOP_BACKUP_FAILED`, `STOP_DB_TIMEOUT`, `STOP_TOOL_MISSING`)
   * before the end of the stream unless the dump is known to be complete. Ends its program when the reader stops early.
   */
  dump(order: DumpOrder): AsyncIterable<Uint8Array>;
}

export interface DumpOrder {
  /** `OpenSnapshot.snapshotId`; null on PGlite. */
  readonly snapshotId: string | null;
  readonly schemas: readonly string[];
  readonly excludeTables: readonly { readonly schema: string; readonly name: string }[];
}

export interface BackupOrder {
  readonly runId: string;
  readonly live: KnowledgeBase;
  readonly folder: string;
}

export interface TakenBackup {
  readonly envelope: BackupEnvelope;
  /** The restored copy, already compared; the caller disposes it. */
  readonly restored: ScratchDatabase;
}
