import { type Refusal, refusal } from "../../../domain/refusal.ts";
import type { WriteOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readSqlError } from "../connection/sql-error.ts";

/**
 * Keeps everybody from taking the next number until the session lets go. It is taken before the snapshot of a write, so that a number which
 * was taken before is seen, and one that is taken later waits for COMMIT.
 */
export function lockFence(session: SqlSession, id: string): Promise<unknown> {
  return session.query("select pg_advisory_lock_shared(hashtextextended($1, 0))", [keyOf(id)]);
}

export function unlockFence(session: SqlSession, id: string): Promise<unknown> {
  return session.query("select pg_advisory_unlock_shared(hashtextextended($1, 0))", [keyOf(id)]);
}

/** The key that the triggers of the schema `cutter_sidecar` lock. */
function keyOf(id: string): string {
  return `iu-cutter:fence:${id}`;
}

/** The highest number that was taken, 0 where none was. */
export async function readFence(session: SqlSession, id: string): Promise<number> {
  const { rows } = await session.query<{ number: number }>(
    "select coalesce(max(number), 0)::int as number from cutter_sidecar.fence where owner_id = $1",
    [id],
  );
  return rows[0]?.number ?? 0;
}

/** Refuses who was overtaken. Nobody has a higher number than the highest, but where the database was restored from an older backup. */
export function refuseOvertaken(highest: number, { runId, fence }: WriteOrder): Refusal | null {
  if (highest <= fence) return null;
  return refusal("STOP_RUN_TAKEN_OVER", {
    field: runId,
    expected: `number ${fence}, under which this process holds the run`,
    actual: `number ${highest} was taken`,
  });
}

/** Takes a number in the lane that writes; false where it is not the next one, because somebody else has taken it. */
export async function takeFence(sql: SqlSource, id: string, number: number): Promise<boolean> {
  await using session = await sql.open("exec");
  try {
    await session.query("insert into cutter_sidecar.fence (owner_id, number) values ($1, $2)", [id, number]);
    return true;
  } catch (error) {
    if (readSqlError(error)?.constraint === "fence_next") return false;
    throw error;
  }
}
