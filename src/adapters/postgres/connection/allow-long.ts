import type { SqlSession } from "../../../ports/sql.ts";

/** How long a statement may take that reads a whole base, or a whole document of any size. */
const LONG_STATEMENT_MS = 1_800_000;

/** Lets the statements of the session take that long; without it the server, or this side, would end them in a large base. */
export async function allowLong(session: SqlSession): Promise<void> {
  await session.allow?.(LONG_STATEMENT_MS);
}
