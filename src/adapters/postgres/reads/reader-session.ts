import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readSqlError } from "../connection/sql-error.ts";

/** Rows of a page that carries no texts; fewer of one that does. */
const ROWS_PER_PAGE = 500;
export const TEXTS_PER_PAGE = 50;

/** How long a snapshot waits for whoever reads its pages, such as a person with a pager, before the server ends it. */
const PATIENCE = "1h";

/** Statements of one read-only snapshot; what the server would not let it read is a refusal. */
export interface ReaderSession extends AsyncDisposable {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** The rows a page at a time, so that memory does not grow with the document. */
  pages<Row>(text: string, values: readonly unknown[], rowsPerPage?: number): AsyncIterable<readonly Row[]>;
}

export async function openReaderSession(
  sql: SqlSource,
  lane: "reader" | "verify" = "reader",
): Promise<ReaderSession> {
  const session = await sql.open(lane);
  let cursors = 0;
  const rows = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await refusing(() => session.query<Row>(text, values))).rows;
  try {
    await session.query("begin isolation level repeatable read read only");
    await session.query(`set local idle_in_transaction_session_timeout = '${PATIENCE}'`);
  } catch (cause) {
    await session[Symbol.asyncDispose]();
    throw cause;
  }
  return {
    rows,
    async *pages<Row>(text: string, values: readonly unknown[], rowsPerPage = ROWS_PER_PAGE) {
      const name = `pages_${++cursors}`;
      await rows(`declare ${name} no scroll cursor for ${text}`, values);
      let page: readonly Row[];
      do {
        page = await rows<Row>(`fetch forward ${rowsPerPage} from ${name}`);
        if (page.length > 0) yield page;
      } while (page.length === rowsPerPage);
      await rows(`close ${name}`);
    },
    [Symbol.asyncDispose]: () => endSession(session),
  };
}

/** A base without the views, or of an earlier release; and a login that may not see them. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = readSqlError(thrown);
    if (error?.code === "42501")
      throw new RefusalError(refusal("STOP_READER_RIGHTS", { actual: error.message }));
    if (error !== null && /^(?:42P01|42883|3F000)$/.test(error.code))
      throw new RefusalError(refusal("STOP_DB_SCHEMA_MISSING", { actual: error.message }));
    throw thrown;
  }
}

async function endSession(session: SqlSession): Promise<void> {
  await session.query("rollback").catch(() => undefined);
  await session[Symbol.asyncDispose]();
}
