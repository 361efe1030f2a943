import type { AuditDifference, AuditReading } from "../../../domain/base-audit.ts";
import { type BaseFacts, isChained } from "../../../domain/base-facts.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { readAlteredUnits } from "./altered-units.ts";
import { type ChainedTables, factsOf } from "./chain.ts";
import { readDocumentRows, readUnaccountedRows } from "./document-rows.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";

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
    else differences.push(...wrong.map((text) => ({ document, found: text })));
    if (wrong === "unchained" || wrong.length > 0) differences.push(...(await nameRows(sql, document)));
    onDocument(position + 1, documents.length);
  }
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

const REGISTRY = "cutter_governance.source_document_registry";

/** What the tables of a document are otherwise than its chain says. One that was only registered has no chain, and needs none. */
function compareTables(
  said: BaseFacts["document"] | null,
  found: BaseFacts["document"],
): "unchained" | readonly string[] {
  if (said === null)
    return found.some(({ table, rows }) => rows > 0 && table !== REGISTRY) ? "unchained" : [];
  const was = new Map(said.map((fact) => [fact.table, fact]));
  return found.flatMap(({ table, rows, digest }) => {
    const fact = was.get(table) ?? { rows: 0, digest };
    if (fact.rows !== rows) return [`${table}: ${fact.rows} rows in the chain, ${rows} found`];
    return rows === 0 || fact.digest === digest ? [] : [`${table}: rows were altered`];
  });
}

/** The rows that differ, as far as the ledger and the receipts can name them. */
async function nameRows(sql: SqlSource, document: string): Promise<readonly AuditDifference[]> {
  const altered = await readAlteredUnits(sql, document);
  const unaccounted = await readUnaccountedRows(sql, document);
  return [...altered, ...unaccounted.map((found) => `rows that no run has written: ${found}`)].map(
    (found) => ({
      document,
      found,
    }),
  );
}

/** What no digest of a document holds. */
async function readBeside(session: SqlSession): Promise<readonly AuditDifference[]> {
  const { rows } = await session.query<AuditDifference>(`${BESIDE} order by 1, 2`);
  return rows;
}

const FEW = 20;

const BESIDE = `with ${RUN_DOCUMENT}
${OWNED.map(
  ({ table, from, prefix }) =>
    `select '' as document, 'rows of no document: ${table}: ' || count(*) as found from ${table} t ${from}
  where not exists (select from cutter_governance.source_document_registry g where g.doc_prefix = ${prefix}) having count(*) > 0`,
).join("\nunion all ")}
union all (select split_part(coalesce(v.address, u.canonical_address), '/', 1),
    coalesce(v.address, u.canonical_address) || ': the text is not what its hash says'
  from public.unit_version v left join public.information_unit u on u.id = v.unit_id
  where encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from v.content_hash limit ${FEW})
union all (select d.doc_prefix, 'source version ' || v.version_seq || ': the bytes are not what the hash says'
  from cutter_governance.source_document_version_registry v join cutter_governance.source_document_registry d using (document_id)
  where encode(sha256(v.content), 'hex') is distinct from v.sha256 limit ${FEW})
union all (select d.doc_prefix, 'entry ' || e.seq || ' of the chain is not what its digest says, or does not follow the one before'
  from (select o.*, lag(o.seq) over w as seq_before, lag(o.sha256) over w as before from cutter_governance.document_digest o
    window w as (partition by o.document_id order by o.seq)) e
  join cutter_governance.source_document_registry d using (document_id)
  where e.seq <> coalesce(e.seq_before, 0) + 1 or e.previous is distinct from e.before
    or e.rows_sha256 is distinct from encode(sha256(convert_to(e.tables::text, 'UTF8')), 'hex')
    or e.sha256 is distinct from encode(sha256(convert_to(concat_ws(E'\\x1f', e.document_id, e.seq::text, coalesce(e.run_id, '-'),
      coalesce(e.phase, '-'), e.rows_sha256, coalesce(e.previous, '-')), 'UTF8')), 'hex') limit ${FEW})`;
