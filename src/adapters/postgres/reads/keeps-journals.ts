import type { SqlSession } from "../../../ports/sql.ts";

/** Whether a run that is not over has its journal in the database. */
export async function readKeepsJournals(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>(
    `select exists (select from cutter_sidecar.entry e where e.seq = 1 and starts_with(e.owner_id, 'ictr-')
       and not exists (select from cutter_sidecar.over o where o.owner_id = e.owner_id)) as found`,
  );
  return rows[0]?.found === true;
}
