import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readSqlError, refusalOfTimeout } from "../connection/sql-error.ts";
import { LOCK_HOLDER } from "../reads/lock-holder.ts";

/** How a holder shows that it lives, and how long it may be silent before another may take what it holds. */
export interface LockTimes {
  readonly silenceMs: number;
  readonly beatMs: number;
}

/** The beat is the same on every machine, however long each of them waits: it has to be heard by the least patient. */
export const LOCK_TIMES: LockTimes = { silenceMs: 120_000, beatMs: 5_000 };

/** The server needs a moment to notice that the process of a session has ended. */
const TRIES = 5;
const TRY_AGAIN_MS = 200;

/** Longer than the server lets a transaction stand idle: the write of a frozen holder has ended by then. */
const FENCE_WAIT_MS = 90_000;

/**
 * The advisory lock of a run or batch, held by a session of its own, which says something at every beat. Whoever finds it held by a session
 * that was silent for too long (a frozen process, a machine that is gone) ends that session and takes the lock.
 */
export interface RunLock extends AsyncDisposable {
  readonly session: SqlSession;
  /** The number under which it is held, the highest that was taken. */
  readonly fence: number;
}

/** Refuses: `STOP_LOCK_HELD`, with who holds it; `STOP_DB_TIMEOUT` where a write of the last holder does not end. */
export async function takeRunLock(
  sql: SqlSource,
  id: string,
  times: LockTimes = LOCK_TIMES,
): Promise<Result<RunLock>> {
  const session = await sql.open("sidecar");
  let beat: NodeJS.Timeout | undefined;
  const lock = {
    session,
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await session
        .query("select pg_advisory_unlock(hashtextextended($1, 0))", [keyOf(id)])
        .catch(() => undefined);
      await session[Symbol.asyncDispose]();
    },
  };
  try {
    const taken = await takeLock(session, id, times);
    if (!taken.ok) {
      await lock[Symbol.asyncDispose]();
      return taken;
    }
    const fence = await takeNumber(session, id);
    // What a beat fails of, the next statement says.
    beat = setInterval(() => void session.query("select").catch(() => undefined), times.beatMs).unref();
    return accepted({ ...lock, fence });
  } catch (fault) {
    await lock[Symbol.asyncDispose]();
    const stop = refusalOfTimeout(fault) ?? refuseOutrun(fault, id);
    if (stop === null) throw fault;
    return refused(stop);
  }
}

interface Holder {
  readonly pid: number;
  readonly name: string;
  readonly silentMs: number;
}

async function takeLock(session: SqlSession, id: string, times: LockTimes): Promise<Result<null>> {
  // Whoever finds the lock held is told by whom.
  await session.query(
    "select set_config('application_name', $1, false), set_config('lock_timeout', $2, false)",
    [`iu-cutter ${hostname()} ${process.pid}`, String(FENCE_WAIT_MS)],
  );
  for (let tries = 1; ; tries += 1) {
    const { rows } = await session.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as taken",
      [keyOf(id)],
    );
    if (rows[0]?.taken) return accepted(null);
    const holder = await findHolder(session, id);
    const isGone =
      holder === null || (holder.silentMs > times.silenceMs && (await endSession(session, holder, times)));
    if (holder !== null && !isGone && tries >= TRIES) return refused(heldBy(id, holder));
    if (!isGone) await sleep(TRY_AGAIN_MS);
  }
}

/** Null where it was let go meanwhile. */
async function findHolder(session: SqlSession, id: string): Promise<Holder | null> {
  const { rows } = await session.query<Holder>(
    `select a.pid, a.application_name as name,
       (extract(epoch from clock_timestamp() - a.state_change) * 1000)::float8 as "silentMs"
     from ${LOCK_HOLDER}`,
    [keyOf(id)],
  );
  return rows[0] ?? null;
}

/** Ends the session of a silent holder, unless it has said something meanwhile; a session of the same login may. */
async function endSession(session: SqlSession, { pid }: Holder, times: LockTimes): Promise<boolean> {
  const { rows } = await session.query<{ ended: boolean }>(
    `select pg_terminate_backend(a.pid, 5000) as ended from pg_stat_activity a
     where a.pid = $1 and a.usename = session_user and a.state_change < clock_timestamp() - $2 * interval '1 millisecond'`,
    [pid, times.silenceMs],
  );
  return rows[0]?.ended === true;
}

/** Takes the next number: whoever has held the run before writes no more, whatever it believes. */
async function takeNumber(session: SqlSession, id: string): Promise<number> {
  const { rows } = await session.query<{ number: number }>(
    `insert into cutter_sidecar.fence (owner_id, number)
     select $1, coalesce(max(number), 0) + 1 from cutter_sidecar.fence where owner_id = $1 returning number::int as number`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`the number of ${id} was not taken`);
  return row.number;
}

/** Another kind of sidecar may take a number without this lock, as who adopts a run does. */
function refuseOutrun(fault: unknown, id: string) {
  const error = readSqlError(fault);
  if (error?.constraint !== "fence_next") return null;
  return refusal("STOP_LOCK_HELD", {
    field: id,
    expected: "the next number",
    actual: `somebody else has taken it at the same moment: ${error.message}`,
  });
}

/** Whether a living process holds it: it has said something lately. */
export async function isLockHeld(
  session: SqlSession,
  id: string,
  { silenceMs }: LockTimes = LOCK_TIMES,
): Promise<boolean> {
  const holder = await findHolder(session, id);
  return holder !== null && holder.silentMs <= silenceMs;
}

function heldBy(id: string, { name, silentMs }: Holder) {
  return refusal("STOP_LOCK_HELD", {
    field: id,
    expected: "a free lock",
    actual: `held by ${name}, which was heard ${(silentMs / 1000).toFixed(0)} s ago`,
  });
}

function keyOf(id: string): string {
  return `iu-cutter:run:${id}`;
}
