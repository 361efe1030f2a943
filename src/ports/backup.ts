import type { BackupAdapter, BackupEnvelope } from "../domain/backup-envelope.ts";
import type { Result } from "../domain/result.ts";
import type { KnowledgeBase } from "./knowledge-base.ts";
import type { ScratchDatabase } from "./scratch.ts";

/** The backup of phase 4 and its restore proof (docs/system.md section 7): of pg_dump, or of pgBackRest. */
export interface Backup<Envelope extends BackupEnvelope = BackupEnvelope> {
  readonly adapter: BackupAdapter;
  /**
   * Takes a backup of every governed table (schema and data), restores it into a throw-away database and compares counts and digests with
   * the live ones. What fails leaves nothing that could be taken for a proved backup.
   */
  take(order: BackupOrder): Promise<Result<TakenBackup<Envelope>>>;
  /** Reads the backup again; refuses unless it is of this run and database, whole, and the one that the envelope describes. */
  recheck(
    envelope: BackupEnvelope,
    expected: { readonly runId: string; readonly systemIdentifier: string },
  ): Promise<Result<null>>;
  /** The version of the program that would back a server of that major version up; refuses where none can. */
  readTool(serverMajor: number): Promise<Result<string>>;
  /** Tries whatever a backup needs and can be tried without taking one; refuses while it is missing or unusable. */
  selftest(): Promise<Result<BackupSelftest>>;
}

export type BackupSelftest =
  | { readonly adapter: "pg_dump"; readonly recipient: string; readonly expires: string | null }
  | {
      readonly adapter: "pgbackrest";
      readonly stanza: string;
      readonly repo: number;
      readonly cipher: string;
      /** Label of the newest backup of the repository; null where it has none. */
      readonly newest: string | null;
    };

export interface BackupOrder {
  readonly runId: string;
  readonly live: KnowledgeBase;
  /** Where files of backups are kept; pgBackRest has its repository. */
  readonly folder: string;
  /** What the name of the file begins with, where that is not the run's id: a batch keeps each backup that a member rests on. */
  readonly stem?: string;
  /** Ids of the documents that the run is about, or all members of a batch: an increment holds every row of them. */
  readonly documents: readonly string[];
  /** sha256 of the full backup on which an increment may rest, null where it has to be a full one; left out: any sound one. */
  readonly mayRestOn?: string | null;
  /** Tells people what is done and why. */
  readonly note?: (text: string) => void;
  /** True: it is put to no other place. Nothing is written behind a dry run that it could bring back. */
  readonly staysHere?: boolean;
  /** True: the backup is proved and then not kept; nothing is left in the folder. In a repository it stays, as any other. */
  readonly isTrial?: boolean;
}

export interface TakenBackup<Envelope extends BackupEnvelope = BackupEnvelope> {
  readonly envelope: Envelope;
  /** The restored copy, already compared, from which the facts of this moment are read; the caller disposes it. */
  readonly restored: ScratchDatabase;
  /** Where the run is rehearsed: the restored copy itself, or a copy that the members of a batch share. */
  readonly stage: ScratchDatabase;
}
