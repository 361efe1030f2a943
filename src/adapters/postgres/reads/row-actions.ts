import { WRITTEN_TABLES, type WrittenTable } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** Rows of a table that a session has inserted, updated and deleted. */
export interface RowActions {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export type ActionsByTable = Readonly<Record<WrittenTable, RowActions>>;

/**
 * What the session has done to every written table, by the server's own count, which costs the same however large the tables are. A
 * transaction has done the difference of two readings inside it.
 */
export async function readActions(session: SqlSession): Promise<ActionsByTable> {
  const { rows } = await session.query<{ actions: ActionsByTable }>(ACTIONS_QUERY, [WRITTEN_TABLES]);
  const actions = rows[0]?.actions;
  if (actions === undefined) throw new Error("the database did not tell what was done");
  return actions;
}

const ACTIONS_QUERY = `
select jsonb_object_agg(name, jsonb_build_object('inserted', pg_stat_get_xact_tuples_inserted(oid),
  'updated', pg_stat_get_xact_tuples_updated(oid), 'deleted', pg_stat_get_xact_tuples_deleted(oid))) as actions
from (select name, name::regclass::oid as oid from unnest($1::text[]) as name) as written`;
