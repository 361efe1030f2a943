import type { Clock } from "../../../ports/clock.ts";
import type { KeptCluster } from "../../../ports/kept-cluster.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { SqlSource } from "../../../ports/sql.ts";

/** The stanza that backups are taken of, and with what. */
export interface PgBackRestOptions {
  /** Absolute path of pgbackrest. */
  readonly program: string;
  /** Its configuration, which alone says where cluster and repository are, and holds the repository's key. */
  readonly config: string;
  readonly stanza: string;
  /** The number of the repository in that configuration. */
  readonly repo: number;
  /** A full backup is taken behind so many that rest on one another. */
  readonly fullAfterIncrements: number;
  /** A full backup is taken when the one that the chain rests on is older. */
  readonly fullAfterDays: number;
  /** How long each of its commands may take. */
  readonly timeoutMs: number;
  /** Its account, and the folder and server of restores. */
  readonly kept: KeptCluster;
  readonly openLive: () => Promise<SqlSource>;
  readonly openKnowledgeBase: (sql: SqlSource) => KnowledgeBase;
  readonly clock: Clock;
  /** Takes secrets out of what the program said. */
  readonly redact: (text: string) => string;
  readonly interrupted: AbortSignal;
}
