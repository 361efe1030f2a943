import type { BaseFacts } from "../../../domain/base-facts.ts";
import { EFFECTS, expectedChange } from "../../../domain/expected-change.ts";
import { CHAIN, isWrittenTable, type TableFact, VOCABULARIES } from "../../../domain/tables.ts";
import type { WriteCounts } from "../../../domain/write-counts.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { OWNED, RUNS_OF_DOCUMENT } from "./owned-rows.ts";
import { MAY_BE_NEWER, seenThen } from "./row-age.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

type DocumentTable = TableFact["table"];

/**
 * The vocabularies, and of every other table the rows that belong to the document, as the session's transaction sees them. `isAsked` chooses
 * the tables.
 */
export async function readDocumentRows(
  session: SqlSession,
  docPrefix: string,
  isAsked: (table: DocumentTable) => boolean = () => true,
): Promise<BaseFacts["document"]> {
  const { rows } = await session.query<DigestedRow>(digestQuery(isAsked), [docPrefix]);
  return rows.map(({ table, rows: count, digest }) => ({ table, rows: Number(count), digest }));
}

/**
 * Those of them that stood when the run wrote last. Runs of a document write one after the other, and what is enacted is never changed, so
 * that later versions take none of these rows away. What is added beside them is told by the run that wrote last.
 */
export async function readRowsLeftBy(
  sql: SqlSource,
  runId: string,
  docPrefix: string,
): Promise<BaseFacts["document"]> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<DigestedRow>(LEFT_QUERY, [docPrefix, runId]);
  return rows.map(({ table, rows: count, digest }) => ({ table, rows: Number(count), digest }));
}

/**
 * Tables with rows of the document that no governed run has written, and how many: each effect writes its rows and its receipt at one time, so
 * that a row has a receipt of a run of the document, and of a phase that writes such rows. The registration alone has none.
 */
export async function readUnaccountedRows(sql: SqlSource, docPrefix: string): Promise<readonly string[]> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<CountRow>(UNACCOUNTED_QUERY, [docPrefix]);
  return rows
    .filter(({ rows: count }) => count !== "0")
    .map(({ table, rows: count }) => `${table}: ${count}`);
}

/**
 * The same, compared with what was read then: a table has its digest of then where it has as many rows, none of which may have been written
 * since. Whatever makes a row one of the document is itself a row of it, so that none comes or goes unseen. That does not hold of rows that are
 * the document's by their run: those few are always digested. Only what is left is read.
 */
export async function readDocumentRowsSince(
  session: SqlSession,
  docPrefix: string,
  { document, seen }: BaseFacts,
): Promise<BaseFacts["document"]> {
  const before = new Map(document.map((fact) => [fact.table, fact]));
  const { rows } = await session.query<AgedRow>(AGE_QUERY, [docPrefix, seen.cluster, seen.snapshot]);
  const found = rows.map(({ table, rows: count, newer, digest }) => {
    if (digest !== null) return { table, kept: { table, rows: Number(count), digest } };
    const was = before.get(table);
    return { table, kept: newer === "0" && was?.rows === Number(count) ? was : null };
  });
  const open = new Set(found.flatMap(({ table, kept }) => (kept === null ? [table] : [])));
  const read = open.size === 0 ? [] : await readDocumentRows(session, docPrefix, (table) => open.has(table));
  return found.flatMap(({ table, kept }) => kept ?? read.filter((fact) => fact.table === table));
}

interface CountRow {
  readonly table: DocumentTable;
  readonly rows: string;
}

interface DigestedRow extends CountRow {
  readonly digest: string;
}

/** One of the two is null. */
interface AgedRow extends CountRow {
  readonly newer: string | null;
  readonly digest: string | null;
}

const TABLES: readonly DocumentRows[] = [
  ...OWNED,
  ...VOCABULARIES.map((table) => ({ table, from: "", row: "t", prefix: "$1::text" })),
];

type DocumentRows = Omit<(typeof OWNED)[number], "at" | "by">;

/** The rows of the document, a table each. */
function ofEveryTable(
  tables: readonly DocumentRows[],
  ask: (
    row: string,
    isByRun: boolean,
  ) => { readonly ofEach: string; readonly ofAll: string; readonly beside?: string },
): string {
  const each = tables.map(({ table, from, row = "t", prefix, near = "true", isByRun = false }, position) => {
    const { ofEach, ofAll, beside = "" } = ask(row, isByRun);
    return `select ${position} as position, '${table}' as "table", count(*)::text as rows, ${ofAll}
from (select ${ofEach} from ${table} t ${from}${beside} where (${near}) and ${prefix} = $1) as rows_of_document`;
  });
  return `${each.join("\nunion all ")}\norder by position`;
}

function digestQuery(isAsked: (table: DocumentTable) => boolean): string {
  return `with ${RUNS_OF_DOCUMENT} ${digestsOf(isAsked)}`;
}

/** The same as common table expressions, of which the last has this name: tables of the document with the prefix $1, rows and digest of each. */
export function documentDigests(isAsked: (table: DocumentTable) => boolean, name: string): string {
  return `${RUNS_OF_DOCUMENT}, ${name} as (${digestsOf(isAsked)})`;
}

function digestsOf(isAsked: (table: DocumentTable) => boolean): string {
  return ofEveryTable(
    TABLES.filter(({ table }) => isAsked(table)),
    (row) => ({ ofEach: rowDigest(row), ofAll: `${digestOver()} as digest` }),
  );
}

/** While no later effect of the document is on record, every row is one that the run has left. */
const LEFT_QUERY = `with ${RUNS_OF_DOCUMENT}, wrote_last as materialized (
  select case when exists (select from cutter_governance.phase_receipt r join run_document d using (run_id)
    where d.doc_prefix = $1 and r.recorded_at > own.at) then own.at else 'infinity' end as at
  from (select max(r.recorded_at) as at from cutter_governance.phase_receipt r where r.run_id = $2) as own
)
${ofEveryTable(
  OWNED.map(({ at, prefix, by: _by, ...table }) => ({
    ...table,
    prefix: `${at} <= (select w.at from wrote_last w) and ${prefix}`,
  })),
  (row) => ({ ofEach: rowDigest(row), ofAll: `${digestOver()} as digest` }),
)}`;

/** Counts under which each effect changes every table that it can change. */
const EVERY_KIND: WriteCounts = { units: 1, versions: 2, blocks: 1, effects: 1, lineage: 1 };

/** The registration has none, and an entry of the chain refers to its own, unless it founds the chain. */
const WITHOUT_RECEIPT: ReadonlySet<string> = new Set(["cutter_governance.source_document_registry", CHAIN]);

const UNACCOUNTED_QUERY = `with ${RUNS_OF_DOCUMENT}
${ofEveryTable(
  OWNED.filter(({ table }) => !WITHOUT_RECEIPT.has(table)).map(({ at, prefix, by, ...table }) => ({
    ...table,
    prefix: `not exists (select from cutter_governance.phase_receipt r join run_document own using (run_id)
        where r.recorded_at = ${at} and own.doc_prefix = $1 and ${by ?? writtenBy(table.table)}) and ${prefix}`,
  })),
  () => ({ ofEach: "1", ofAll: "null as nothing" }),
)}`;

/** The condition that a receipt is of a phase which writes the table; of a permit it is one that consumes an approval. */
function writtenBy(table: DocumentTable): string {
  const counted = isWrittenTable(table) ? table : "cutter_governance.approval_use";
  const effects = EFFECTS.filter((effect) => expectedChange(effect, EVERY_KIND)[counted] !== 0);
  return `r.phase in (${effects.map((effect) => `'${effect}'`).join(", ")})`;
}

const AGE_QUERY = `with ${RUNS_OF_DOCUMENT}, ${seenThen("$2", "$3")}
${ofEveryTable(TABLES, (row, isByRun) =>
  isByRun
    ? { ofEach: rowDigest(row), ofAll: `null::text as newer, ${digestOver()} as digest` }
    : {
        ofEach: `${MAY_BE_NEWER} as is_newer`,
        ofAll: "count(*) filter (where is_newer)::text as newer, null::text as digest",
        beside: " cross join seen_then s",
      },
)}`;
