import type { BaseFacts } from "../../../domain/base-facts.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/**
 * The cluster, the start of its server, and the database: rows with the number of a transaction are the same rows only there. A server
 * that was set back to a copy of its files, restored to an earlier moment, or made of a standby was started at another time. One that has
 * lost a process to a crash starts the others again by itself and keeps the time of its start: it may give the numbers of transactions that
 * were lost to others, and begins to count anew, of which it tells the time. A database that was dropped and made anew from a copy has
 * another row in `pg_database`, even where it is given the same number.
 */
export const CLUSTER = `(select system_identifier::text from pg_control_system()) || '/' ||
  pg_postmaster_start_time()::text || coalesce(' ' || pg_stat_get_bgwriter_stat_reset_time()::text, '') || '/' ||
  (select oid::text || '/' || xmin::text from pg_database where datname = current_database())`;

/** Which transactions this one sees as committed. */
export async function readSeen(session: SqlSession): Promise<BaseFacts["seen"]> {
  const { rows } = await session.query<BaseFacts["seen"]>(
    `select ${CLUSTER} as cluster, pg_current_snapshot()::text as snapshot`,
  );
  const seen = rows[0];
  if (!seen) throw new Error("the database did not tell its snapshot");
  return seen;
}

/**
 * A common table expression of one row: how many transactions ago the oldest one began that was under way then, by the parameters for
 * cluster and snapshot, and whether that can be said of rows of this cluster.
 */
export function seenThen(cluster: string, snapshot: string): string {
  return `seen_then as materialized (
  select age((oldest & 4294967295)::text::xid) as age,
    ${CLUSTER} = ${cluster}::text and next >= latest and next - oldest < 2147483648 as is_comparable
  from (select greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
      coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)) as next,
    pg_snapshot_xmin(${snapshot}::text::pg_snapshot)::text::bigint as oldest,
    pg_snapshot_xmax(${snapshot}::text::pg_snapshot)::text::bigint as latest) as now
)`;
}

/**
 * Whether the row `t` may have been written since `seen_then`, which is named `s`. Every change by SQL writes the row anew, under the
 * number of its transaction or subtransaction. Those below the oldest transaction that was under way then had ended. Of the others it
 * can't be told: a snapshot does not name subtransactions. A row keeps 32 bits of the number, and `age` counts from it to the present
 * transaction: what is further away than they reach, in the future or frozen by hand counts as written since.
 */
export const MAY_BE_NEWER = `(not s.is_comparable or age(t.xmin) <= s.age or age(t.xmin) = 2147483647)`;

/** A common table expression of one row: how many transactions ago the oldest one began that is under way now. */
export function seenNow(): string {
  return `seen_now as materialized (
  select age((pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)::text::xid) as age
)`;
}

/** Whether the row `t` is of a transaction that had ended before any began that is under way in `seen_now`, which is named `n`. */
export const IS_SETTLED = "(age(t.xmin) > n.age and age(t.xmin) <> 2147483647)";

/** Whether the snapshot `now` sees every transaction that `then` sees: an older one may see rows that those have replaced. */
export function seesAllOf(now: string, then: string): boolean {
  const [is, was] = [readSnapshot(now), readSnapshot(then)];
  return is.next >= was.next && !is.underWay.some((xact) => xact < was.next && !was.underWay.includes(xact));
}

function readSnapshot(text: string): { readonly next: bigint; readonly underWay: readonly bigint[] } {
  const [, next = "", underWay = ""] = text.split(":");
  return { next: BigInt(next), underWay: underWay === "" ? [] : underWay.split(",").map(BigInt) };
}
