import type { Socket } from "node:net";
import type pg from "pg";
import { ConnectionLost } from "../../../ports/knowledge-base.ts";
import type { SqlReply, SqlSession } from "../../../ports/sql.ts";
import { isConnectionError } from "./sql-error.ts";

/** How long a server may take to close a session before this side does. */
const CLOSE_MS = 2000;

/**
 * A session over one connection; statements that are sent without awaiting an answer are pipelined. A server that sends nothing for
 * `silenceMs` while an answer is due is lost: a stopped server still holds its connection open.
 */
export function createPgSession(client: pg.Client, silenceMs: number): SqlSession {
  let fatal: unknown = null;
  let due = 0;
  const cut = (message: string) => client.connection.stream.destroy(new Error(message));
  client.once("connect", () => {
    (client.connection.stream as Socket).setTimeout(silenceMs, () => {
      if (due > 0) cut(`no answer for ${silenceMs / 1000} s`);
    });
  });
  client.on("error", (error) => {
    fatal ??= error;
  });
  client.on("end", () => {
    fatal ??= new Error("the connection was closed");
  });

  function translate(error: unknown): unknown {
    if (fatal === null && !isConnectionError(error)) return error;
    const cause = fatal ?? error;
    const message = cause instanceof Error ? cause.message : String(cause);
    return new ConnectionLost(`connection lost: ${message}`, { duringCommit: false, cause });
  }

  async function send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (fatal !== null) throw translate(fatal);
    due += 1;
    try {
      return await client.query(query);
    } catch (error) {
      throw translate(error);
    } finally {
      due -= 1;
    }
  }

  return {
    async query<Row>(text: string, values: readonly unknown[] = []): Promise<SqlReply<Row>> {
      const reply = await send({ text, values: [...values] });
      return { rows: reply.rows as Row[], rowCount: reply.rowCount ?? 0, command: reply.command };
    },
    async script(text) {
      await send({ text });
    },
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => cut("the server did not close the session"), CLOSE_MS);
      await client.end().catch(() => undefined);
      clearTimeout(timer);
    },
  };
}
