import { type Refusal, refusal } from "../../../domain/refusal.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** Name of the lock under which a document is written, one run at a time. */
export const documentLock = (docPrefix: string) => `iu-cutter:document:${docPrefix}`;

/** The session `a` that holds the advisory lock `l` with the name in the first parameter. */
export const LOCK_HOLDER = `pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
       and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended($1, 0)`;

/** The session that holds an advisory lock. */
interface LockHolder {
  readonly pid: number;
  readonly login: string;
}

/** Null where nobody holds it. It is looked at and not tried, since whoever needs it would be refused meanwhile. */
export async function readLockHolder(session: SqlSession, key: string): Promise<LockHolder | null> {
  const { rows } = await session.query<LockHolder>(
    `select a.pid, a.usename::text as login from ${LOCK_HOLDER}`,
    [key],
  );
  return rows[0] ?? null;
}

/** `STOP_LOCK_HELD`, with who holds it: whoever may log in can take such a lock, and a login that is no lane of ours lets it go when it likes. */
export async function refuseHeld(
  session: SqlSession,
  { key, field, expected }: { readonly key: string; readonly field: string; readonly expected: string },
): Promise<Refusal> {
  const holder = await readLockHolder(session, key);
  if (holder === null)
    return refusal("STOP_LOCK_HELD", { field, expected, actual: "held by a session that has ended since" });
  const { pid, login } = holder;
  return refusal("STOP_LOCK_HELD", {
    ...{ field, expected, actual: `held by the session ${pid} of ${login}` },
    wayOut: `Wait until it has ended. Where neither a run nor \`cutter db install\` is at work, an administrator of the server ends it: select pg_terminate_backend(${pid}).`,
  });
}
