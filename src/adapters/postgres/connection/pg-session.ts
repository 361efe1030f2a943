import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { refuseInterrupted } from "../../../domain/interruption.ts";
import { RefusalError } from "../../../domain/refusal.ts";
import { ConnectionLost } from "../../../ports/connection-lost.ts";
import type { SqlReply, SqlSession } from "../../../ports/sql.ts";
import { isConnectionError, refusalOfResources } from "./sql-error.ts";

/** How long a server may take to close a session before this side does. */
const CLOSE_MS = 2000;

/** DISCARD ALL without the plans, which are the server's own memory of what it was asked; it can't stand behind a ROLLBACK in one message. */
const AS_NEW = `rollback; close all; set session authorization default; reset all; deallocate all; unlisten *;
select pg_catalog.pg_advisory_unlock_all(); discard temp; discard sequences`;

/** A session that was asked so lately what one begins with is not asked again. */
const ASKED_MS = 1000;

/** The connection below a session, and how long it may say nothing while an answer is awaited. */
export interface Line {
  readonly socket: Socket;
  /** More than a statement may take, so that only a server that is gone is taken for one. */
  readonly silenceMs: number;
  /** How much more. */
  readonly marginMs: number;
  /** What a session is asked when it begins; throws where it can't be used. */
  readonly check: (session: SqlSession) => Promise<void>;
  /** Aborted when nothing is to be waited for any more. */
  readonly late: AbortSignal | null;
}

/**
 * A session over one connection; statements that are sent without awaiting an answer are pipelined. A connection that stands and says
 * nothing is cut, because neither side's keep-alive would notice.
 */
export function createPgSession(
  client: pg.Client,
  { socket, silenceMs, marginMs, check, late }: Line,
): SqlSession {
  let patienceMs = silenceMs;
  let fatal: unknown = null;
  let isSilent = false;
  let awaited = 0;
  let watch: NodeJS.Timeout | undefined;
  let askedAt = performance.now();

  /** Starts the time of silence anew, at every answer and at the first question. */
  function listen(): void {
    clearTimeout(watch);
    if (awaited === 0) return;
    const heardMs = patienceMs;
    watch = setTimeout(() => giveUp(`the server has said nothing for ${heardMs / 1000} s`), heardMs);
  }

  function giveUp(why: string): void {
    isSilent ||= fatal === null;
    fatal ??= new Error(why);
    socket.destroy();
  }

  function end(): void {
    fatal ??= new Error("the process was asked to end");
    socket.destroy();
  }

  if (late?.aborted) end();
  late?.addEventListener("abort", end);
  client.on("error", (error) => {
    fatal ??= error;
  });
  client.on("end", () => {
    fatal ??= new Error("the connection was closed");
  });

  function translate(error: unknown): unknown {
    const starved = refusalOfResources(error);
    if (starved) return new RefusalError(starved);
    if (fatal === null && !isConnectionError(error)) return error;
    const cause = fatal ?? error;
    const message = cause instanceof Error ? cause.message : String(cause);
    const asked = late === null ? null : refuseInterrupted(late);
    return new ConnectionLost(`connection lost: ${message}`, {
      duringCommit: false,
      isSilent,
      asked,
      cause,
    });
  }

  async function send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (fatal !== null) throw translate(fatal);
    awaited += 1;
    if (awaited === 1) listen();
    try {
      return await client.query(query);
    } catch (error) {
      throw translate(error);
    } finally {
      awaited -= 1;
      listen();
    }
  }

  const session: SqlSession = {
    async query<Row>(text: string, values: readonly unknown[] = []): Promise<SqlReply<Row>> {
      const reply = await send({ text, values: [...values] });
      return { rows: reply.rows as Row[], rowCount: reply.rowCount ?? 0, command: reply.command };
    },
    async script(text) {
      await send({ text });
    },
    async allow(limitMs) {
      patienceMs = Math.max(silenceMs, limitMs + marginMs);
      await send({ text: `set statement_timeout = ${limitMs}` });
    },
    giveUp,
    renewal: {
      async rest() {
        await send({ text: AS_NEW });
        patienceMs = silenceMs;
        socket.unref();
      },
      async wake() {
        socket.ref();
        // What the server has said meanwhile is heard first: that it has ended the session.
        await nextTurn();
        if (fatal !== null) throw translate(fatal);
        if (performance.now() - askedAt < ASKED_MS) return;
        await check(session);
        askedAt = performance.now();
      },
    },
    async [Symbol.asyncDispose]() {
      late?.removeEventListener("abort", end);
      const timer = setTimeout(() => socket.destroy(), CLOSE_MS);
      await client.end().catch(() => undefined);
      clearTimeout(timer);
    },
  };
  return session;
}
