import type { PgBackRestEnvelope } from "../../../domain/backup-envelope.ts";
import { refuseInterrupted } from "../../../domain/interruption.ts";
import { must } from "../../../domain/must.ts";
import { RefusalError } from "../../../domain/refusal.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import { utc } from "../../../domain/run.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { BackupOrder, TakenBackup } from "../../../ports/backup.ts";
import type { HeldFolder, StartWish } from "../../../ports/kept-cluster.ts";
import type { DatabaseIdentity } from "../../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../../ports/scratch.ts";
import type { OpenSnapshot } from "../../../ports/snapshots.ts";
import { refuseOtherCode, refuseOtherTables } from "../compare-copies.ts";
import { parsePgBackRestEnvelope } from "../envelope.ts";
import { failed, failing } from "./backup-failed.ts";
import { makeBackup, refuseDamaged, restoreBackup } from "./make-backup.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import { hashManifest } from "./read-repository.ts";
import { readStartWish } from "./read-start-wish.ts";
import { runPgBackRest } from "./run-pgbackrest.ts";

/** Somebody may write in the moment between the end of a backup and the reading of the live tables. */
const TRIES = 3;
const LET_REST =
  "Find out who writes to the tables that are listed and let them rest, or take pg_dump, whose snapshot is exact; then start again.";
/**
 * Takes an incremental backup (or a full one), restores it into the kept folder, starts it and compares it with the live database. Refusals
 * of the steps are thrown as `RefusalError`. A backup of a repository is of one moment, its end; the live tables are read right behind it.
 * Where they differ, somebody has written between, and another backup is taken, three at most.
 */
export async function takeRepositoryBackup(
  options: PgBackRestOptions,
  order: BackupOrder,
): Promise<Result<TakenBackup<PgBackRestEnvelope>>> {
  const database = await order.live.identity();
  const wish = await readStartWish(options, database);
  for (let tries = 1; ; tries += 1) {
    const held = must(
      await options.kept
        .hold(`${options.stanza} ${database.systemIdentifier}\n`)
        .catch(failing("kept folder", "one that can be made ready")),
    );
    try {
      return accepted(await takeOnce({ options, order, database, wish, held }));
    } catch (cause) {
      // What was restored in vain is no ground for the next restore.
      await held.discard().catch(failing("kept folder", "emptied after a failure"));
      if (!(cause instanceof RefusalError) || cause.refusal.reason !== "STOP_RESTORE_DIFFERS") throw cause;
      if (tries >= TRIES) throw new RefusalError({ ...cause.refusal, wayOut: LET_REST });
    }
  }
}

interface Attempt {
  readonly options: PgBackRestOptions;
  readonly order: BackupOrder;
  readonly database: DatabaseIdentity;
  readonly wish: StartWish;
  readonly held: HeldFolder;
}

async function takeOnce(attempt: Attempt): Promise<TakenBackup<PgBackRestEnvelope>> {
  const { options, order, database, wish, held } = attempt;
  const { repository, backup } = await makeBackup(options, {
    runId: order.runId,
    systemIdentifier: database.systemIdentifier,
  });
  refuseToGoOn(options);
  const [opened, restoring] = await Promise.allSettled([
    order.live.openSnapshot(),
    restoreBackup(options, backup.label, held),
  ]);
  if (opened.status === "rejected") throw opened.reason;
  await using snapshot = opened.value;
  if (restoring.status === "rejected") throw restoring.reason;
  refuseToGoOn(options);
  const restored = await held
    .start(wish)
    .catch(failing("throw-away server", "a restored cluster that starts"));
  const restoreProof = await compare(attempt, snapshot, restored);
  await refuseDamaged(options, backup.label);
  const manifestSha256 = await hashManifest(options, backup.label);
  const envelope = must(
    parsePgBackRestEnvelope({
      schema: "iu-cutter/backup-pgbackrest/1",
      runId: order.runId,
      sha256: manifestSha256,
      sizeBytes: backup.info.repository.delta ?? backup.info.delta,
      database,
      snapshotUtc: snapshot.takenUtc,
      finishedUtc: utc(options.clock.now()),
      tables: snapshot.tables,
      restoreProof,
      repository: {
        stanza: options.stanza,
        repo: options.repo,
        label: backup.label,
        type: backup.type,
        prior: backup.prior,
        lsnStart: backup.lsn?.start,
        lsnStop: backup.lsn?.stop,
        walStart: backup.archive.start,
        walStop: backup.archive.stop,
        cipher: repository.cipher,
        manifestSha256,
      },
      tools: {
        pgBackRest: (await runPgBackRest(options, { name: "version", reason: "STOP_TOOL_MISSING" })).trim(),
        node: process.version,
      },
    }),
  );
  return { envelope, restored, stage: restored };
}

/** Throws `STOP_RESTORE_DIFFERS` where the copy is not as the live database was right behind the backup. */
async function compare(
  { options, order, database }: Attempt,
  snapshot: OpenSnapshot,
  restored: ScratchDatabase,
): Promise<PgBackRestEnvelope["restoreProof"]> {
  await using copy = options.openKnowledgeBase(restored.sql);
  await using copied = await copy.openSnapshot();
  const { serverVersion, systemIdentifier } = await copy.identity();
  const difference =
    refuseOtherTables(snapshot.tables, copied.tables) ??
    refuseOtherCode(await order.live.schemaFacts(), await copy.schemaFacts());
  if (difference) throw new RefusalError(difference);
  if (systemIdentifier !== database.systemIdentifier)
    throw failed(`a copy of the cluster ${database.systemIdentifier}`, systemIdentifier);
  return { engine: copy.engine, serverVersion, tables: copied.tables, sha256: digestOf(copied.tables) };
}

/** Throws `STOP_INTERRUPTED` between two steps where the process was asked to end. */
function refuseToGoOn({ interrupted }: PgBackRestOptions): void {
  const asked = refuseInterrupted(interrupted);
  if (asked) throw new RefusalError(asked);
}
