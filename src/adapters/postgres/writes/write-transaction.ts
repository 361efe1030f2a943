import type { BaseNow } from "../../../domain/base-facts.ts";
import type { Effect } from "../../../domain/expected-change.ts";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { ConnectionLost } from "../../../ports/connection-lost.ts";
import type {
  DatabaseIdentity,
  PhaseReceipt,
  WriteCommand,
  WriteOrder,
} from "../../../ports/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { firstFailure, refusalOfTimeout } from "../connection/sql-error.ts";
import { readCatalogOnce } from "../contract/catalog-memory.ts";
import { readChained, readOthersByChain } from "../reads/chain.ts";
import { readBase } from "../reads/document-head.ts";
import { readDocumentRowsSince } from "../reads/document-rows.ts";
import { readIdentity, readStored } from "../reads/documents.ts";
import { documentLock, refuseHeld } from "../reads/lock-holder.ts";
import { readOtherDocumentsSince } from "../reads/other-documents.ts";
import { readActions } from "../reads/row-actions.ts";
import { asDate, close } from "./close.ts";
import { consumeApproval } from "./consume-approval.ts";
import { lockFence, readFence, refuseOvertaken, unlockFence } from "./fence.ts";
import { COMMIT_SECONDS, giveUpAfter, LIMIT_SECONDS } from "./give-up-after.ts";
import {
  judgeReceipt,
  refuseAlteredRows,
  refuseChange,
  refuseIdentity,
  refuseIntegrity,
  refuseMovedBase,
  refuseMovedHead,
  refuseSchema,
  refuseStored,
  type WhoRow,
} from "./judge-write.ts";
import { readReceipt } from "./receipts.ts";
import { settled } from "./settled.ts";

/** What an effect leaves behind: the digest of everything it writes, and the derived ids. */
export interface EffectOutcome {
  readonly resultDigest: string;
  readonly ids: Readonly<Record<string, string>>;
  /** Whether the server did what was sent to it last, where the digest is known before the answer. */
  readonly answered?: Promise<Result<null>>;
}

export interface EffectContext<Order extends WriteOrder = WriteCommand> {
  readonly session: SqlSession;
  readonly command: Order;
  readonly identity: DatabaseIdentity;
}

export interface WriteEffect<Order extends WriteOrder = WriteCommand> {
  readonly effect: Effect;
  readonly lane: "exec" | "verify";
  /** Runs inside the transaction, after the approval was consumed; a refusal rolls everything back. */
  readonly perform: (context: EffectContext<Order>) => Promise<Result<EffectOutcome>>;
}

/**
 * The one way to write. Under the advisory locks of the document and of the run's number, and in one REPEATABLE READ transaction it checks lane and
 * server, number, receipt, schema and grants; asks whether the write is still allowed; consumes the approval; performs the effect;
 * writes the receipt; checks deferred constraints; compares what was done to every written table with the expected change, and the
 * base, before the effect and after it, with what it has to be; lets the rows of the document be remembered; asks again whether the write
 * is still allowed; and reads the tag of COMMIT. Anything else rolls back. `ConnectionLost` tells whether COMMIT was on its way.
 */
export async function runWriteTransaction<Order extends WriteOrder>(
  sql: SqlSource,
  command: Order,
  effect: WriteEffect<Order>,
): Promise<Result<PhaseReceipt>> {
  await using session = await sql.open(effect.lane);
  const limitSeconds = command.limitSeconds ?? LIMIT_SECONDS;
  const transaction: Transaction = {
    sql,
    session,
    runId: command.runId,
    key: documentLock(command.plan.source.docPrefix),
    limitSeconds,
    watch: giveUpAfter(session, limitSeconds, "ready to commit"),
  };
  try {
    const written = await writeUnderLock(transaction, command, effect);
    if (written.ok && !written.value.already) return await commit(transaction, written.value);
    await rollBack(transaction);
    return written;
  } catch (error) {
    await rollBack(transaction);
    const refusalOfError = refusalOfTimeout(error) ?? refuseIntegrity(error);
    if (!refusalOfError) throw error;
    return refused(refusalOfError);
  } finally {
    clearTimeout(transaction.watch);
  }
}

interface Transaction {
  readonly sql: SqlSource;
  readonly session: SqlSession;
  readonly runId: string;
  /** Name of the document's advisory lock, which the session holds until the transaction has ended. */
  readonly key: string;
  readonly limitSeconds: number;
  /** Ends the wait for the server when its time is over. */
  watch: NodeJS.Timeout;
}

/** Everything up to COMMIT. */
async function writeUnderLock<Order extends WriteOrder>(
  { sql, session, key }: Transaction,
  command: Order,
  effect: WriteEffect<Order>,
): Promise<Result<PhaseReceipt>> {
  // The lock is taken before the snapshot, so that the snapshot holds what the lock's last holder committed. The
  // statements are sent together and answered in order.
  const checking = settled([
    session.query<{ locked: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as locked", [
      key,
    ]),
    lockFence(session, command.runId),
    session.query("begin isolation level repeatable read read write"),
    readIdentity(session),
    session.query<WhoRow>("select session_user as session, current_user as current, now() as now"),
    readFence(session, command.runId),
    readReceipt(session, command.runId, effect.effect),
    readCatalogOnce(session, sql),
    readActions(session),
    readDocumentRowsSince(session, command.plan.source.docPrefix, command.base.facts),
    readStored(session, command.plan.source.versionId),
    readBase(session, command.plan.source.documentId),
    readChained(session, command.plan.source.docPrefix),
  ] as const);
  // The other documents are read while the answers, and what follows them, are on their way: the snapshot stays what it is.
  const reading = readOthers(session, command);
  reading.catch(() => undefined);
  const [lock, , , identity, who, fence, receipt, catalog, before, found, stored, base, chained] =
    await checking;
  const me = who.rows[0];
  if (!lock.rows[0]?.locked) {
    const field = command.plan.source.docPrefix;
    return refused(await refuseHeld(session, { key, field, expected: "the document's lock" }));
  }
  const stranger = refuseIdentity(identity, me, command, effect.lane);
  if (stranger) return refused(stranger);
  const overtaken = refuseOvertaken(fence, command);
  if (overtaken) return refused(overtaken);
  if (receipt) return judgeReceipt(receipt, command);
  const isTakingBack = effect.effect === "compensation";
  const stopped =
    refuseSchema(catalog, command.schemaSha256) ??
    refuseStored(stored, command) ??
    refuseMovedHead(base, command, effect.effect) ??
    // Drafts are taken back whatever has become of them.
    refuseAlteredRows({ document: found, chained: isTakingBack ? null : chained }, command) ??
    (await command.stillAllowed(asDate(me?.now)));
  if (stopped) return refused(stopped);

  // Sent without awaiting answers: if one can't be done, the server itself refuses what follows.
  const consumed = command.approval ? consumeApproval(session, command, command.approval) : accepted(null);
  const performed = effect.perform({ session, command, identity });
  const answered = performed.then((outcome) =>
    outcome.ok ? (outcome.value.answered ?? accepted(null)) : outcome,
  );
  const closed = performed.then((outcome) =>
    outcome.ok ? close(session, command, effect.effect, { outcome: outcome.value, found }) : outcome,
  );
  const [read, ...steps] = await Promise.allSettled([
    reading,
    consumed,
    performed,
    answered,
    closed,
  ] as const);
  for (const step of steps) if (step.status === "fulfilled" && !step.value.ok) return step.value;
  const failure = firstFailure([read, ...steps]);
  if (failure !== null) throw failure;
  const [seen, closing] = [await reading, await closed];
  if (!closing.ok) return closing;
  const { receipt: written, after, now, acted } = closing.value;
  const document = found.map((fact) => acted.find(({ table }) => table === fact.table) ?? fact);
  const change =
    refuseChange(before, after, command, effect.effect) ?? refuseMovedBase({ document, ...seen }, command);
  if (change) return refused(change);
  await command.remember(document);
  const revoked = await command.stillAllowed(now);
  return revoked ? refused(revoked) : accepted({ ...written, document });
}

async function readOthers(
  session: SqlSession,
  { base, plan }: WriteOrder,
): Promise<Pick<BaseNow, "others" | "heads">> {
  const { docPrefix } = plan.source;
  switch (base.scope) {
    case "document":
      return { others: [] };
    case "chain":
      return await readOthersByChain(session, docPrefix, "others");
    case "all":
      return { others: await readOtherDocumentsSince(session, docPrefix, base.facts) };
  }
}

async function commit(transaction: Transaction, receipt: PhaseReceipt): Promise<Result<PhaseReceipt>> {
  clearTimeout(transaction.watch);
  transaction.watch = giveUpAfter(
    transaction.session,
    Math.min(COMMIT_SECONDS, transaction.limitSeconds),
    "committed",
  );
  const [committed] = await Promise.allSettled([transaction.session.query("commit"), unlock(transaction)]);
  if (committed.status === "rejected") {
    const { reason } = committed;
    if (!(reason instanceof ConnectionLost)) throw reason;
    const { message, isSilent, cause } = reason;
    throw new ConnectionLost(message, { duringCommit: true, isSilent, cause });
  }
  const { command } = committed.value;
  if (command === "COMMIT") return accepted(receipt);
  return refused(
    refusal("STOP_COMMIT_NOT_CONFIRMED", { field: "COMMIT", expected: "COMMIT", actual: command }),
  );
}

/** A session that is gone has rolled back and unlocked by itself. */
async function rollBack(transaction: Transaction): Promise<void> {
  await Promise.allSettled([transaction.session.query("rollback"), unlock(transaction)]);
}

function unlock({ session, key, runId }: Transaction): Promise<unknown> {
  return Promise.all([
    session.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]),
    unlockFence(session, runId),
  ]);
}
