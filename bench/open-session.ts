import type { SqlSession, SqlSource } from "../src/ports/sql.ts";

/** One open session of the exec lane, and a source that lends only this session, so that neither of two compared sides opens one. */
export interface OpenSession extends AsyncDisposable {
  readonly session: SqlSession;
  readonly source: SqlSource;
}

export async function openSession(sql: SqlSource): Promise<OpenSession> {
  const session = await sql.open("exec");
  const lent: SqlSession = {
    query: (text, values) => session.query(text, values),
    script: (text) => session.script(text),
    async [Symbol.asyncDispose]() {},
  };
  const source: SqlSource = { engine: sql.engine, open: async () => lent };
  return { session, source, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}
