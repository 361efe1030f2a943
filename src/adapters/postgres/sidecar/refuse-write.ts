import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import { ConnectionLost } from "../../../ports/connection-lost.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readSqlError, refusalOfTimeout } from "../connection/sql-error.ts";
import type { Writer } from "./journal-rows.ts";

/**
 * Why a write into a journal did not happen, or null for a fault. Where the session is gone the server is asked once more: whoever takes over a
 * run whose holder was silent ends its session.
 */
export async function refuseWrite(
  sql: SqlSource,
  { id, fence }: Writer,
  fault: unknown,
): Promise<Refusal | null> {
  if (fault instanceof RefusalError) return fault.refusal;
  if (fault instanceof ConnectionLost) {
    const highest = await readHighest(sql, id);
    return highest !== null && highest > fence
      ? takenOver(id, `number ${highest} was taken since, and the session of number ${fence} has ended`)
      : unwritten(fault.message);
  }
  const error = readSqlError(fault);
  if (error?.constraint === "fence_holds") return takenOver(id, error.message);
  const late = refusalOfTimeout(fault);
  if (late) return unwritten(late.actual ?? late.message);
  return error === null ? null : unwritten(error.message);
}

/** The highest number of a run, or null where the server does not answer. */
async function readHighest(sql: SqlSource, id: string): Promise<number | null> {
  try {
    await using session = await sql.open("sidecar");
    const { rows } = await session.query<{ highest: number | null }>(
      "select max(number)::int as highest from cutter_sidecar.fence where owner_id = $1",
      [id],
    );
    return rows[0]?.highest ?? null;
  } catch {
    return null;
  }
}

function takenOver(id: string, actual: string): Refusal {
  return refusal("STOP_RUN_TAKEN_OVER", {
    field: id,
    expected: "the number under which this process holds the run",
    actual,
  });
}

function unwritten(actual: string): Refusal {
  return refusal("STOP_STATE_IO", {
    field: "journal in the database",
    expected: "an entry that is committed",
    actual,
    wayOut: "Resume, on any machine, when the database answers; the last entry that it has stands.",
  });
}
