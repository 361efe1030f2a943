import type { SqlReply, SqlRole, SqlSession, SqlSource } from "../../../ports/sql.ts";

export interface KeptSource extends SqlSource, AsyncDisposable {
  /** Closes what is kept, as before the database is copied, which nobody may use meanwhile. */
  closeIdle(): Promise<void>;
}

/**
 * The source, which keeps one session of a role that has ended well, for the next who asks for one; disposing closes what is kept. A session
 * on which anything has failed is closed, as is one that, when it is asked for again, is not as one that begins.
 */
export function keepSessions(sql: SqlSource): KeptSource {
  const idle = new Map<SqlRole, SqlSession>();
  let isClosed = false;

  async function wake(role: SqlRole): Promise<SqlSession | null> {
    const session = idle.get(role);
    idle.delete(role);
    try {
      await session?.renewal?.wake();
      return session ?? null;
    } catch {
      // What a new session says of the same server counts.
      await session?.[Symbol.asyncDispose]();
      return null;
    }
  }

  function lend(session: SqlSession, role: SqlRole): SqlSession {
    let isOver = false;
    let hasFailed = false;

    async function ask<T>(question: () => Promise<T>): Promise<T> {
      if (isOver) throw new Error("the session was given back");
      try {
        return await question();
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }

    const isWanted = () => !hasFailed && !isClosed && !idle.has(role);
    return {
      query: <Row>(text: string, values?: readonly unknown[]): Promise<SqlReply<Row>> =>
        ask(() => session.query<Row>(text, values)),
      script: (text) => ask(() => session.script(text)),
      allow: (limitMs) => ask(async () => session.allow?.(limitMs)),
      giveUp(why) {
        hasFailed = true;
        session.giveUp?.(why);
      },
      async [Symbol.asyncDispose]() {
        if (isOver) return;
        isOver = true;
        const { renewal } = session;
        const isAsNew = renewal !== undefined && isWanted() && (await succeeds(renewal.rest()));
        if (isAsNew && isWanted()) idle.set(role, session);
        else await session[Symbol.asyncDispose]();
      },
    };
  }

  async function closeIdle(): Promise<void> {
    const sessions = [...idle.values()];
    idle.clear();
    for (const session of sessions) await session[Symbol.asyncDispose]();
  }

  return {
    engine: sql.engine,
    open: async (role) => lend((await wake(role)) ?? (await sql.open(role)), role),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await closeIdle();
    },
    closeIdle,
  };
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
