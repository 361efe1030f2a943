import type { GovernedTable, TableFact } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";

interface FactRow {
  readonly position: number;
  readonly rows: string;
  readonly digest: string;
}

/**
 * Row expressions that are digested instead of the whole row where its text form would be long. In a record's text every byte
 * of a source takes two hex digits and is searched for quotes, so the source's sha256 stands for it. Every column has to be
 * named.
 */
const ROW_FORMS: Readonly<Partial<Record<GovernedTable, string>>> = {
  "cutter_governance.source_document_version_registry":
    "row(t.version_id, t.document_id, t.version_seq, t.sha256, t.size_bytes, sha256(t.content), t.registered_at, t.registered_by)",
};

/**
 * Row count and content digest of each table, in one statement and so in one snapshot. The digest is sha256 over the sorted
 * sha256 of every row's text form: equal content gives an equal digest in any cluster, whatever the order or the oids.
 */
export async function readTableFacts(
  session: SqlSession,
  tables: readonly GovernedTable[],
): Promise<readonly TableFact[]> {
  const text = tables
    .map(
      (table, position) => `
select ${position} as position, count(*)::text as rows,
  encode(sha256(coalesce(string_agg(row_digest, ''::bytea order by row_digest), ''::bytea)), 'hex') as digest
from (select sha256(convert_to((${ROW_FORMS[table] ?? "t"})::text, 'UTF8')) as row_digest from ${table} t) as digests`,
    )
    .join("\nunion all");
  const { rows } = await session.query<FactRow>(`${text}\norder by 1`);
  return rows.flatMap(({ rows: count, digest }, position) => {
    const table = tables[position];
    return table ? [{ table, rows: Number(count), digest }] : [];
  });
}
