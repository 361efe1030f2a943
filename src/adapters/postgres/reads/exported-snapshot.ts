import type { SqlSession } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { moment } from "./reader-columns.ts";

interface ExportedSnapshot {
  readonly snapshotId: string;
  readonly takenUtc: string;
}

/** Begins one snapshot and exports it until it is ended. Its statements are sent at once, and what is asked next stands behind them. */
export async function beginSnapshot(session: SqlSession): Promise<ExportedSnapshot> {
  const [, , , { rows }] = await Promise.all([
    session.query("begin isolation level repeatable read read only"),
    session.query("set local idle_in_transaction_session_timeout = 0"),
    allowLong(session),
    session.query<ExportedSnapshot>(
      `select pg_export_snapshot() as "snapshotId", ${moment("now()")} as "takenUtc"`,
    ),
  ]);
  const [head] = rows;
  if (!head) throw new Error("the snapshot gave no row");
  return head;
}

export async function endSnapshot(session: SqlSession): Promise<void> {
  await session.query("rollback").catch(() => undefined);
  await session[Symbol.asyncDispose]();
}
