import type { PgDumpEnvelope } from "../../domain/backup-envelope.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import type { TableFact } from "../../domain/tables.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { DatabaseIdentity, KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { OpenSnapshot } from "../../ports/snapshots.ts";
import type { BackupOptions } from "./backup-options.ts";
import { majorOf } from "./backup-steps.ts";
import { refuseOtherCode, refuseOtherTables } from "./compare-copies.ts";

/** Compares the restored copy with the live database; throws `STOP_RESTORE_DIFFERS` where they differ. */
export async function proveCopy(parts: {
  readonly options: BackupOptions;
  readonly live: KnowledgeBase;
  readonly database: DatabaseIdentity;
  readonly restored: ScratchDatabase;
  /** What the copy is to hold, as the snapshot has it. */
  readonly tables: readonly TableFact[];
  /** What else is to be seen of the copy. */
  readonly refuseOther: (copy: KnowledgeBase, copied: OpenSnapshot) => Promise<Refusal | null>;
}): Promise<PgDumpEnvelope["restoreProof"]> {
  const { options, live, database, restored, tables, refuseOther } = parts;
  await using copy = options.openKnowledgeBase(restored.sql);
  await using copied = await copy.openSnapshot();
  const { serverVersion } = await copy.identity();
  if (copy.engine === "postgresql" && majorOf(serverVersion) < majorOf(database.serverVersion)) {
    throw new RefusalError(
      refusal("STOP_TOOL_MISSING", {
        field: "PostgreSQL for the restore proof",
        expected: `version ${majorOf(database.serverVersion)} or later`,
        actual: serverVersion,
      }),
    );
  }
  const difference =
    refuseOtherTables(tables, copied.tables) ??
    (majorOf(serverVersion) === majorOf(database.serverVersion)
      ? refuseOtherCode(await live.schemaFacts(), await copy.schemaFacts())
      : null) ??
    (await refuseOther(copy, copied));
  if (difference) throw new RefusalError(difference);
  return {
    engine: copy.engine,
    serverVersion,
    tables: copied.tables,
    sha256: digestOf(copied.tables),
  };
}
