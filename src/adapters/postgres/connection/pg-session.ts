import type pg from "pg";
import { RefusalError } from "../../../domain/refusal.ts";
import { ConnectionLost } from "../../../ports/knowledge-base.ts";
import type { SqlReply, SqlSession } from "../../../ports/sql.ts";
import { isConnectionError, refusalOfResources } from "./sql-error.ts";

/** A session over one connection; statements that are sent without awaiting an answer are pipelined. */
export function createPgSession(client: pg.Client): SqlSession {
  let fatal: unknown = null;
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
    return new ConnectionLost(`connection lost: ${message}`, { duringCommit: false, cause });
  }

  async function send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (fatal !== null) throw translate(fatal);
    try {
      return await client.query(query);
    } catch (error) {
      throw translate(error);
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
      await client.end().catch(() => undefined);
    },
  };
}
