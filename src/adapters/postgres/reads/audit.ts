import type { AuditDifference, AuditReading, WrittenRun } from "../../../domain/base-audit.ts";
import { type BaseFacts, isChained } from "../../../domain/base-facts.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { type ChainedTables, factsOf } from "./chain.ts";
import { readDocumentRows } from "./document-rows.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";
import { ROW_NAMES } from "./row-names.ts";

/**
 * Recomputes the whole base from its rows, in one snapshot: each document against the newest entry of its chain, each chain against itself,
 * each text and each source against its hash, and rows that are of no document. A document at a time: no list of rows is held.
 */
export async function auditBase(
  sql: SqlSource,
  onDocument: (done: number, of: number) => void,
): Promise<AuditReading> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  await allowLong(session);
  const { rows: documents } = await session.query<DocumentRow>(DOCUMENTS);
  const { rows: clock } = await session.query<{ now: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`,
  );
  let rows = 0;
  const unchained: string[] = [];
  const differences: AuditDifference[] = [...(await readBeside(session))];
  for (const [position, { document, tables }] of documents.entries()) {
    const found = (await readDocumentRows(session, document)).filter(isChained);
    rows += found.reduce((sum, fact) => sum + fact.rows, 0);
    const wrong = compareTables(tables === null ? null : factsOf(tables), found);
    if (wrong === "unchained") unchained.push(document);
    else differences.push(...wrong.map((difference) => ({ document, ...difference })));
    onDocument(position + 1, documents.length);
  }
  const { rows: runs } = await session.query<WrittenRun>(RUNS);
  await session.query("commit");
  const heads = documents.flatMap(({ document, seq, sha256 }) =>
    seq === null ? [] : [{ document, seq, sha256 }],
  );
  return {
    takenUtc: clock[0]?.now ?? "",
    documents: documents.length,
    rows,
    headsSha256: digestOf(heads),
    unchained,
    runs,
    differences,
  };
}

interface DocumentRow {
  readonly document: string;
  readonly seq: number | null;
  readonly sha256: string | null;
  readonly tables: ChainedTables | null;
}

const DOCUMENTS = `
select d.doc_prefix as document, e.seq, e.sha256, e.tables from cutter_governance.source_document_registry d
left join lateral (select o.seq, o.sha256, o.tables from cutter_governance.document_digest o
  where o.document_id = d.document_id order by o.seq desc limit 1) e on true
order by d.doc_prefix collate "C"`;

/** Every run that has an effect in the base, whoever has its journal. */
const RUNS = `with ${RUN_DOCUMENT}
select r.run_id as "runId", coalesce(min(d.doc_prefix), '') as document, bool_or(r.phase in ('lifecycle_enact', 'effect_set')) as "isEnacted"
from cutter_governance.phase_receipt r left join run_document d using (run_id) group by r.run_id order by r.run_id collate "C"`;

const REGISTRY = "cutter_governance.source_document_registry";

/** What the tables of a document are otherwise than its chain says. One that was only registered has no chain, and needs none. */
function compareTables(
  said: BaseFacts["document"] | null,
  found: BaseFacts["document"],
): "unchained" | readonly Omit<AuditDifference, "document">[] {
  if (said === null)
    return found.some(({ table, rows }) => rows > 0 && table !== REGISTRY) ? "unchained" : [];
  const was = new Map(said.map((fact) => [fact.table, fact]));
  return found.flatMap(({ table, rows, digest }) => {
    const fact = was.get(table) ?? { rows: 0, digest };
    if (fact.rows !== rows)
      return [{ tables: [table], found: `${table}: ${fact.rows} rows in the chain, ${rows} found` }];
    return rows === 0 || fact.digest === digest
      ? []
      : [{ tables: [table], found: `${table}: rows were altered` }];
  });
}

/** What no digest of a document holds: some rows of each kind by name, and how many there are. */
async function readBeside(session: SqlSession): Promise<readonly AuditDifference[]> {
  const { rows } = await session.query<AuditDifference & { readonly kind: string; readonly more: string }>(
    BESIDE,
  );
  const more = new Map(rows.map(({ kind, more: rest }) => [kind, Number(rest)]));
  return [
    ...rows.map(({ document, found }) => ({ document, found })),
    ...[...more].flatMap(([kind, rest]) =>
      rest > 0 ? [{ document: "", found: `${rest} more, as the ${FEW} that are named: ${kind}` }] : [],
    ),
  ];
}

const FEW = 20;

const ADDRESS = "coalesce(v.address, u.canonical_address)";

/** Each a kind, as people are told of it, and the statement that finds its rows. */
const KINDS: readonly (readonly [kind: string, rows: string])[] = [
  ...OWNED.map(
    ({ table, from, prefix }) =>
      [
        `rows of no document: ${table}`,
        `select '' as document, 'rows of no document: ${table}: ' || count(*) || ': ' ||
      array_to_string((array_agg(coalesce(${ROW_NAMES[table] ?? "null"}, '?')))[1:3], '; ') as found from ${table} t ${from}
    where not exists (select from cutter_governance.source_document_registry g where g.doc_prefix = ${prefix}) having count(*) > 0`,
      ] as const,
  ),
  [
    "the text is not what its hash says",
    `select split_part(${ADDRESS}, '/', 1) as document, ${ADDRESS} || ' version ' || v.version_seq || ': the text is not what its hash says' as found
    from public.unit_version v left join public.information_unit u on u.id = v.unit_id
    where encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from v.content_hash`,
  ],
  [
    "the bytes of a source are not what the hash says",
    `select d.doc_prefix as document, 'source version ' || v.version_seq || ': the bytes are not what the hash says' as found
    from cutter_governance.source_document_version_registry v join cutter_governance.source_document_registry d using (document_id)
    where encode(sha256(v.content), 'hex') is distinct from v.sha256 or octet_length(v.content) <> v.size_bytes`,
  ],
  [
    "a registered statement of lineage is not what the hash says",
    `select d.doc_prefix as document, 'source version ' || v.version_seq || ': the statement of lineage is not what the hash says' as found
    from cutter_governance.source_document_version_registry v join cutter_governance.source_document_registry d using (document_id)
    where v.lineage_sha256 is distinct from encode(sha256(convert_to(v.lineage, 'UTF8')), 'hex')`,
  ],
  [
    "a source version rests on one that is not an earlier one of its document",
    `select d.doc_prefix as document, 'source version ' || v.version_seq || ': it rests on one that is not an earlier one of its document' as found
    from cutter_governance.source_document_version_registry v join cutter_governance.source_document_registry d using (document_id)
    where v.base_version_id is not null and not exists (select from cutter_governance.source_document_version_registry o
      where o.version_id = v.base_version_id and o.document_id = v.document_id and o.version_seq < v.version_seq)`,
  ],
  [
    "enacted, and no approval and receipt of a run say so",
    `select coalesce(u.doc_code, '') as document,
      ${ADDRESS} || ' version ' || v.version_seq || ': enacted, and no approval and receipt of a run say so' as found
    from public.unit_version v left join public.information_unit u on u.id = v.unit_id
    where v.lifecycle_status = 'enacted' and not exists (
      select from cutter_governance.cut_change_set_affected_row w join cutter_governance.cut_change_set s using (change_set_id)
      join cutter_governance.approval_use a on a.run_id = s.run_id and a.gate = 'SG_2_lifecycle_authz'
      join cutter_governance.phase_receipt r on r.run_id = s.run_id and r.phase = 'lifecycle_enact'
      join public.iu_lifecycle_log l on l.change_set_id = s.change_set_id and l.to_status = 'enacted' and l.unit_id = v.unit_id
        and coalesce(l.unit_version_id, v.id) = v.id
      where w.unit_version_id = v.id)`,
  ],
  [
    "entries of a chain",
    `select d.doc_prefix as document,
      'entry ' || e.seq || ' of the chain is not what its digest says, or does not follow the one before' as found
    from (select o.*, lag(o.seq) over w as seq_before, lag(o.sha256) over w as before from cutter_governance.document_digest o
      window w as (partition by o.document_id order by o.seq)) e
    join cutter_governance.source_document_registry d using (document_id)
    where e.seq <> coalesce(e.seq_before, 0) + 1 or e.previous is distinct from e.before
      or e.rows_sha256 is distinct from encode(sha256(convert_to(e.tables::text, 'UTF8')), 'hex')
      or e.sha256 is distinct from encode(sha256(convert_to(concat_ws(E'\\x1f', e.document_id, e.seq::text, coalesce(e.run_id, '-'),
        coalesce(e.phase, '-'), e.rows_sha256, coalesce(e.previous, '-')), 'UTF8')), 'hex')`,
  ],
];

const BESIDE = `with ${RUN_DOCUMENT}
select * from (
${KINDS.map(
  ([kind, rows]) =>
    `(select '${kind}' as kind, f.document, f.found, greatest(count(*) over () - ${FEW}, 0)::text as more from (${rows}) f order by 2, 3 limit ${FEW})`,
).join("\nunion all ")}
) as beside order by document, found`;
