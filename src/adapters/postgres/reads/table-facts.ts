import type { GovernedTable, TableFact } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

interface FactRow {
  readonly position: number;
  readonly rows: string;
  readonly digest: string;
}

/** Row count and content digest of each table, in one statement and so in one snapshot. */
export async function readTableFacts(
  session: SqlSession,
  tables: readonly GovernedTable[],
): Promise<readonly TableFact[]> {
  const text = tables
    .map(
      (table, position) => `
select ${position} as position, count(*)::text as rows, ${digestOver()} as digest
from (select ${rowDigest("t")} from ${table} t) as digests`,
    )
    .join("\nunion all");
  const { rows } = await session.query<FactRow>(`${text}\norder by 1`);
  return rows.flatMap(({ rows: count, digest }, position) => {
    const table = tables[position];
    return table ? [{ table, rows: Number(count), digest }] : [];
  });
}
