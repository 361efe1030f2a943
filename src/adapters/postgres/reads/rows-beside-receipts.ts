import type { TableFact } from "../../../domain/tables.ts";
import { PERMITS } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { OWNED, RUNS_OF_DOCUMENT } from "./owned-rows.ts";
import { ROW_NAMES } from "./row-names.ts";

/** Names of one table and one transaction that are told; the number of its rows tells the rest. */
const FEW = 10;
const MOST_WRITERS = 20;

const REGISTRY = "cutter_governance.source_document_registry";

/**
 * What stands for a receipt where a transaction leaves none: a permit is older than the use of the approval that consumes it. The registration
 * of a document is one row.
 */
const ALLOWED: Readonly<Record<string, string>> = {
  [PERMITS]: "age(t.xmin) > age((a.xact::text::bigint & 4294967295)::text::xid)",
  [REGISTRY]: "false",
};

/**
 * Names the rows of the document that were last written by a transaction of which its chain has no entry, or no receipt where there was no chain
 * yet. Every change by SQL writes a row anew under the number of its transaction, triggers or not, whatever column was changed. It says who
 * is to be looked at and never that a base is sound: a restored base was written anew as a whole, and a superuser can give an entry
 * his own number. So it is asked only of tables that are known to differ, and the transactions with the fewest rows come first.
 */
export async function nameRowsBesideReceipts(
  session: SqlSession,
  docPrefix: string,
  isAsked: (table: TableFact["table"]) => boolean,
): Promise<readonly string[]> {
  const asked = OWNED.filter(({ table }) => isAsked(table));
  if (asked.length === 0) return [];
  const { rows } = await session.query<WrittenRows>(besideQuery(asked), [docPrefix]);
  return rows.map(({ table, writer, rows: count, names }) => {
    const more = Number(count) > names.length ? ` and ${Number(count) - names.length} more` : "";
    return `${table}: written by transaction ${writer}, of which the chain has no entry: ${names.join("; ")}${more}`;
  });
}

interface WrittenRows {
  readonly table: string;
  readonly writer: string;
  readonly rows: string;
  readonly names: readonly string[];
}

function besideQuery(asked: typeof OWNED): string {
  const each = asked.map(
    ({ table, from, prefix, near = "true" }) =>
      `select '${table}' as "table", t.xmin::text as writer, ${ROW_NAMES[table] ?? "''"} as name from ${table} t ${from}
  where (${near}) and ${prefix} = $1 and not ${ALLOWED[table] ?? "exists (select from governed g where g.xid = t.xmin::text::bigint)"}`,
  );
  return `with ${RUNS_OF_DOCUMENT}, governed as materialized (
  select e.xact::text::bigint & 4294967295 as xid from cutter_governance.document_digest e
    join cutter_governance.source_document_registry d using (document_id) where d.doc_prefix = $1
  union select r.xact::text::bigint & 4294967295 from cutter_governance.phase_receipt r join run_document d using (run_id)
    where d.doc_prefix = $1 and not exists (select from cutter_governance.document_digest e where e.recorded_at <= r.recorded_at
      and e.document_id = (select o.document_id from cutter_governance.source_document_registry o where o.doc_prefix = $1))
), written as (
${each.join("\nunion all ")}
), counted as (
  select "table", writer, count(*) as rows, (array_agg(coalesce(name, 'a row of no unit') order by name))[1:${FEW}] as names
  from written group by "table", writer
)
select "table", writer, rows::text as rows, names from counted order by counted.rows, "table", writer limit ${MOST_WRITERS}`;
}

/**
 * Names each effect of the document of which a table holds another number of rows than the chain says that it wrote. A row that is lost has no
 * name any more: its run, its phase and its table have. The first entry of a chain that begins behind an earlier release tells of all rows until then.
 */
export async function nameOtherCounts(session: SqlSession, docPrefix: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ found: string }>(COUNTS_QUERY, [docPrefix]);
  return rows.map(({ found }) => found);
}

const COUNTED = OWNED.filter(
  ({ table }) => table !== REGISTRY && table !== "cutter_governance.document_digest",
);

const COUNTS_QUERY = `with ${RUNS_OF_DOCUMENT}, said as materialized (
  select e.run_id, e.phase, e.recorded_at as at, k.key as "table",
    (k.value ->> 'rows')::bigint - coalesce((p.tables -> k.key ->> 'rows')::bigint, 0) as rows
  from cutter_governance.document_digest e join cutter_governance.source_document_registry d using (document_id)
  cross join lateral jsonb_each(e.tables) k
  left join cutter_governance.document_digest p on p.document_id = e.document_id and p.seq = e.seq - 1
  where d.doc_prefix = $1 and e.run_id is not null and k.key <> '${REGISTRY}'
    and (p.seq is not null or not exists (select from cutter_governance.phase_receipt r join run_document o using (run_id)
      where o.doc_prefix = $1 and r.recorded_at < e.recorded_at))
), written as (
${COUNTED.map(
  ({ table, from, prefix, near = "true", at }) =>
    `select '${table}' as "table", ${at} as at, count(*) as rows from ${table} t ${from} where (${near}) and ${prefix} = $1 group by 2`,
).join("\nunion all ")}
)
select s.run_id || ' ' || s.phase || ': of ' || s.rows || ' rows that it wrote into ' || s."table" || ', ' || coalesce(w.rows, 0) || ' found' as found
from said s left join written w on w."table" = s."table" and w.at = s.at
where s.rows <> coalesce(w.rows, 0) order by s.at, s."table" limit ${2 * FEW}`;
