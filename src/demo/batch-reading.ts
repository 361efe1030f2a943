import type { SqlSession } from "../ports/sql.ts";

/** One use of a decision, as the database holds it. */
export interface UseReading {
  readonly runId: string;
  readonly gate: string;
  /** Null for a run that was approved alone. */
  readonly batchId: string | null;
  readonly place: number | null;
}

/** Every approval that was consumed, in the order of the places. */
export async function readUses(session: SqlSession): Promise<readonly UseReading[]> {
  const { rows } = await session.query<UseReading>(
    `select run_id as "runId", gate, batch_id as "batchId", batch_index as place
     from cutter_governance.approval_use order by gate, batch_index, run_id`,
  );
  return rows;
}

/** Units of each document, of whatever state, by its id. */
export async function readUnitsByDocument(session: SqlSession): Promise<ReadonlyMap<string, number>> {
  const { rows } = await session.query<{ id: string; units: string }>(
    `select d.document_id as id, count(u.id)::text as units
     from cutter_governance.source_document_registry d left join public.information_unit u on u.doc_code = d.doc_prefix
     group by 1`,
  );
  return new Map(rows.map(({ id, units }) => [id, Number(units)]));
}
