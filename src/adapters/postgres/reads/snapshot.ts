import { GOVERNED_TABLES } from "../../../domain/tables.ts";
import type { OpenSnapshot } from "../../../ports/snapshots.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readDocumentStates } from "./document-states.ts";
import { beginSnapshot, endSnapshot } from "./exported-snapshot.ts";
import { readTableFacts } from "./table-facts.ts";

/**
 * Counts and digests of every governed table in one snapshot. On PostgreSQL the snapshot stays exported until disposed; PGlite
 * has a single session, which can't be held, so its snapshot ends at once.
 */
export async function openSnapshot(sql: SqlSource): Promise<OpenSnapshot> {
  const session = await sql.open("verify");
  try {
    const [head, tables] = await Promise.all([
      beginSnapshot(session),
      readTableFacts(session, GOVERNED_TABLES),
    ]);
    if (sql.engine === "pglite") {
      await endSnapshot(session);
      return {
        snapshotId: null,
        takenUtc: head.takenUtc,
        tables,
        async documents() {
          await using now = await sql.open("verify");
          return await readDocumentStates(now);
        },
        async [Symbol.asyncDispose]() {},
      };
    }
    return {
      ...head,
      tables,
      documents: () => readDocumentStates(session),
      [Symbol.asyncDispose]: () => endSnapshot(session),
    };
  } catch (error) {
    await endSnapshot(session);
    throw error;
  }
}
