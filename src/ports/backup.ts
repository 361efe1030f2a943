import type { Result } from "../domain/result.ts";
import type { TableFact } from "../domain/tables.ts";
import type { DatabaseIdentity, KnowledgeBase } from "./knowledge-base.ts";
import type { ScratchDatabase } from "./scratch.ts";

/** The encrypted backup of phase 4 and its restore proof (docs/system.md section 7). */
export interface Backup {
  /**
   * Dumps every governed table (schema and data) in the snapshot, compresses, encrypts to the one pinned recipient into
   * `<folder>/<runId>.sql.gz.pgp` (or `.zst.pgp`), tees the plain stream into a throw-away database and compares counts and digests.
   * Plaintext never touches a disk; a failed backup leaves nothing under the final name.
   */
  take(order: BackupOrder): Promise<Result<TakenBackup>>;
  /** Reads the file again: refuses unless size and sha256 are the envelope's and its packets name exactly the recipient. */
  recheck(
    envelope: BackupEnvelope,
    expected: { readonly runId: string; readonly systemIdentifier: string },
  ): Promise<Result<null>>;
  /** Encrypts and parses a probe to the pinned recipient; refuses while the key is missing or unusable. */
  selftest(): Promise<Result<{ readonly recipient: string; readonly expires: string | null }>>;
}

/** Where the plain dump comes from: pg_dump beside the server, or the engine in the process. */
export interface DumpSource {
  readonly engine: "postgresql" | "pglite";
  /** As the program tells it, e.g. `pg_dump (PostgreSQL) 15.18`. */
  readVersion(): Promise<string>;
  /**
   * Streams a plain SQL dump, schema and data. Throws a `RefusalError` (`STOP_BACKUP_FAILED`, `STOP_DB_TIMEOUT`, `STOP_TOOL_MISSING`)
   * before the end of the stream where the dump is not known to be complete. Ends its program when the reader stops early.
   */
  dump(order: DumpOrder): AsyncIterable<Uint8Array>;
}

export interface DumpOrder {
  /** Of `OpenSnapshot`; null on PGlite. */
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
  /** The restored copy, already compared; the taker disposes it. */
  readonly restored: ScratchDatabase;
}

/** Every field is required: an incomplete envelope is a stop. */
export interface BackupEnvelope {
  readonly schema: "iu-cutter/backup/1";
  readonly runId: string;
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly compression: "gzip" | "zstd";
  /** Full upper-case fingerprint of the one recipient. */
  readonly recipient: string;
  readonly database: DatabaseIdentity;
  readonly snapshotId: string | null;
  readonly snapshotUtc: string;
  readonly finishedUtc: string;
  readonly tables: readonly TableFact[];
  readonly tools: { readonly pgDump: string; readonly openpgp: string; readonly node: string };
  readonly restoreProof: {
    readonly engine: "postgresql" | "pglite";
    readonly serverVersion: string;
    readonly tables: readonly TableFact[];
    /** sha256 of the canonical JSON of `tables`; equal to the live one or the backup is refused. */
    readonly sha256: string;
  };
}
