import type { SqlSession } from "../../../ports/sql.ts";
import { CLUSTER, IS_SETTLED, MAY_BE_NEWER, seenNow, seenThen, seesAllOf } from "./row-age.ts";

/** A document as its chain shows it: the newest entry, or where it has none its registration, and whether it has units nevertheless. */
export interface HeadRow {
  readonly document: string;
  readonly seq: number | null;
  readonly sha256: string | null;
  readonly rows: string | null;
  readonly isFounded: boolean | null;
  readonly hasUnits: boolean;
  readonly registration: string;
}

/** The heads of one base in one snapshot. */
interface KnownHeads {
  readonly snapshot: string;
  /** How many registrations and entries no transaction wrote that was under way then. */
  readonly settled: readonly [documents: string, entries: string];
  /** The documents of the other rows, which are read again: one that is not found then has lost such a row. */
  readonly unsettled: readonly string[];
  /** The form of both tables, which can be altered without writing a row. */
  readonly form: string;
  /** By the prefix of the document. */
  readonly rows: ReadonlyMap<string, HeadRow>;
}

/** Enough for the live database and the copies of a rehearsal. */
const KEPT = 8;

/** What this process has read, by cluster and database; what was used last stands last. */
const known = new Map<string, KnownHeads>();

/**
 * How every document is seen by its chain, in the order of their names. Of what this process has read before, only those documents are read
 * again of which a row may be newer; where one of the older rows is gone, a document without a chain has come to units, or a table has got
 * another form, all are.
 */
export async function readHeads(session: SqlSession): Promise<readonly HeadRow[]> {
  const before = new Map(known);
  const since = await ask(session, before);
  const then = before.get(since.cluster);
  const isWhole = then !== undefined && since.snapshot === then.snapshot && isSame(since, then);
  const found = isWhole || then === undefined ? since : await ask(session, new Map());
  const rows = joined(isWhole ? then.rows : new Map(), found.rows);
  if (found.mayBeKept) keep(found, rows);
  return [...rows.values()];
}

interface Asked {
  readonly cluster: string;
  /** The snapshot of what was known of this database; null where nothing was. */
  readonly snapshot: string | null;
  /** That of the transaction that asks. */
  readonly now: string;
  /** Not where the transaction has written itself. */
  readonly mayBeKept: boolean;
  /** Registrations and entries that are older than what was known. */
  readonly older: readonly [documents: string, entries: string];
  readonly settled: readonly [documents: string, entries: string];
  readonly unsettled: readonly string[];
  readonly form: string;
  /** Documents that have units and no chain. */
  readonly early: readonly string[];
  /** The documents that were read, in the order of their names. */
  readonly rows: readonly HeadRow[];
}

async function ask(session: SqlSession, before: ReadonlyMap<string, KnownHeads>): Promise<Asked> {
  const { rows } = await session.query<Asked>(QUERY, [
    [...before.keys()],
    [...before.values()].map(({ snapshot }) => snapshot),
  ]);
  const [asked] = rows;
  if (asked === undefined) throw new Error("the database did not tell its documents");
  return asked;
}

/** Whether all that was known is still there, but for the documents that were read again. */
function isSame({ now, older, form, early, rows }: Asked, then: KnownHeads): boolean {
  const again = new Map(rows.map((row) => [row.document, row]));
  const wasEarly = [...then.rows.values()].filter((row) => isEarly(again.get(row.document) ?? row));
  const names = new Set(wasEarly.map(({ document }) => document));
  for (const row of rows) if (isEarly(row)) names.add(row.document);
  return (
    seesAllOf(now, then.snapshot) &&
    older[0] === then.settled[0] &&
    older[1] === then.settled[1] &&
    form === then.form &&
    !then.unsettled.some((document) => !again.has(document)) &&
    names.size === early.length &&
    !early.some((document) => !names.has(document))
  );
}

function isEarly({ seq, hasUnits }: HeadRow): boolean {
  return seq === null && hasUnits;
}

function joined(then: ReadonlyMap<string, HeadRow>, rows: readonly HeadRow[]): ReadonlyMap<string, HeadRow> {
  if (rows.length === 0) return then;
  const all = new Map([...then, ...rows.map((row) => [row.document, row] as const)]);
  if (all.size === then.size) return all;
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keep({ cluster, now, ...asked }: Asked, rows: ReadonlyMap<string, HeadRow>): void {
  known.delete(cluster);
  known.set(cluster, {
    snapshot: now,
    settled: asked.settled,
    unsettled: asked.unsettled,
    form: asked.form,
    rows,
  });
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
}

const QUERY = `with known as materialized (
  select k.snapshot from unnest($1::text[], $2::text[]) as k (cluster, snapshot) where k.cluster = ${CLUSTER}
), ${seenThen(`(select case when exists (select from known) then ${CLUSTER} else '' end)`, "(select coalesce((select k.snapshot from known k), '1:1:'))")},
${seenNow()},
documents as materialized (${ages("cutter_governance.source_document_registry")}),
entries as materialized (${ages("cutter_governance.document_digest")}),
facts as materialized (
  select ${CLUSTER} as cluster, (select k.snapshot from known k) as snapshot, pg_current_snapshot()::text as now,
    pg_current_xact_id_if_assigned() is null as "mayBeKept",
    array[d.older, e.older] as older, array[d.settled, e.settled] as settled,
    array(select g.doc_prefix from cutter_governance.source_document_registry g
      join (select unnest(d.unsettled) union select unnest(e.unsettled)) as u (document_id) using (document_id)) as unsettled,
    (select encode(sha256(convert_to(string_agg(a::text, '' order by a.attrelid, a.attnum), 'UTF8')), 'hex') from pg_attribute a
      where a.attrelid in ('cutter_governance.source_document_registry'::regclass, 'cutter_governance.document_digest'::regclass)) as form,
    array(select g.doc_prefix from cutter_governance.source_document_registry g
      where not exists (select from cutter_governance.document_digest o where o.document_id = g.document_id)
        and exists (select from public.information_unit u where u.doc_code = g.doc_prefix)) as early
  from documents d, entries e
), heads as (
  select d.doc_prefix as document, e.seq, e.sha256, e.rows_sha256 as rows, e.run_id is null and e.seq is not null as "isFounded",
    e.seq is null and exists (select from public.information_unit u where u.doc_code = d.doc_prefix) as "hasUnits",
    encode(sha256(sha256(record_send(d))), 'hex') as registration
  from (select unnest(x.newer) from documents x union select unnest(x.newer) from entries x) as asked (document_id)
  join cutter_governance.source_document_registry d using (document_id)
  left join lateral (select o.seq, o.sha256, o.rows_sha256, o.run_id from cutter_governance.document_digest o
    where o.document_id = d.document_id order by o.seq desc limit 1) e on true
)
select f.*, to_jsonb(array(select to_jsonb(h) from heads h order by h.document collate "C")) as rows from facts f`;

/** Of a table: how many rows are older than what was known, and than this moment, and the documents of the others. */
function ages(table: string): string {
  return `select count(*) filter (where not is_newer)::text as older, count(*) filter (where is_settled)::text as settled,
    array_agg(document_id) filter (where is_newer) as newer, array_agg(document_id) filter (where not is_settled) as unsettled
  from (select t.document_id, ${MAY_BE_NEWER} as is_newer, ${IS_SETTLED} as is_settled
    from ${table} t cross join seen_then s cross join seen_now n) as aged`;
}
