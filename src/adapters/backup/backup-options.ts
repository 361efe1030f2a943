import type { BackupEnvelope } from "../../domain/backup-envelope.ts";
import type { IncrementLimits } from "../../domain/backup-increment.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import type { DumpSource } from "../../ports/dump-source.ts";
import type { Encryption } from "../../ports/encryption.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { Random } from "../../ports/random.ts";
import type { ScratchFactory } from "../../ports/scratch.ts";
import type { SqlSource } from "../../ports/sql.ts";

/** What backups are taken with. */
export interface BackupOptions {
  readonly encryption: Encryption;
  readonly scratch: ScratchFactory;
  /** The live database's sessions, for what pg_dump leaves out: roles, rights on the database, tables of others. */
  readonly openLive: () => Promise<SqlSource>;
  /** pg_dump for the live database: of its major version where that is installed, else the newest, as the throw-away server is chosen. */
  readonly dumpSource: (liveMajor: number) => Promise<DumpSource>;
  /** The knowledge base of the restored copy. */
  readonly openKnowledgeBase: (sql: SqlSource) => KnowledgeBase;
  readonly clock: Clock;
  readonly random: Random;
  /** What the folder of a run or batch says of its backups. */
  readonly recordsOf: (id: string) => Promise<readonly BackupEnvelope[]>;
  /** Null: every backup is a full one. */
  readonly increments: IncrementLimits | null;
  /** Where each backup is put besides. */
  readonly places: readonly CopyPlace[];
  /** The folder of backups, into which one is fetched back that is no longer there. */
  readonly folder: string;
  /** Aborted when the process is asked to end: a backup that is being taken is given up. */
  readonly interrupted: AbortSignal;
}
