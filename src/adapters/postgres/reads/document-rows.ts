import type { BaseFacts } from "../../../domain/base-facts.ts";
import { type TableFact, VOCABULARIES } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";
import { MAY_BE_NEWER, seenThen } from "./row-age.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** The vocabularies, and of every other table the rows that belong to the document, as the session's transaction sees them. */
export async function readDocumentRows(
  session: SqlSession,
  docPrefix: string,
): Promise<BaseFacts["document"]> {
  const { rows } = await session.query<DigestedRow>(DIGEST_QUERY, [docPrefix]);
  return rows.map(({ table, rows: count, digest }) => ({ table, rows: Number(count), digest }));
}

/**
 * The same, compared with what was read then: of the tables named a digest of then is kept where as many rows stand, none of which may have been
 * written since. Whatever makes a row one of the document is itself a row of it, so that none can come or go unseen.
 */
export async function readDocumentRowsSince(
  session: SqlSession,
  docPrefix: string,
  { facts, untouched }: { readonly facts: BaseFacts; readonly untouched: ReadonlySet<TableFact["table"]> },
): Promise<BaseFacts["document"]> {
  const before = new Map(facts.document.map((fact) => [fact.table, fact]));
  const { rows } = await session.query<AgedRow>(sinceQuery(untouched), [
    docPrefix,
    facts.seen.cluster,
    facts.seen.snapshot,
  ]);
  const found = rows.map(({ table, rows: count, newer, digest }) => {
    const was = before.get(table);
    const kept = newer === "0" && was?.rows === Number(count) ? was.digest : null;
    return { table, rows: Number(count), digest: digest ?? kept };
  });
  const isRead = (fact: (typeof found)[number]): fact is TableFact => fact.digest !== null;
  return found.every(isRead) ? found : await readDocumentRows(session, docPrefix);
}

interface DigestedRow extends Omit<TableFact, "rows"> {
  readonly rows: string;
}

interface AgedRow extends Omit<DigestedRow, "digest"> {
  readonly newer: string | null;
  readonly digest: string | null;
}

const TABLES = [
  ...OWNED,
  ...VOCABULARIES.map((table) => ({ table, from: "", row: "t", prefix: "$1::text" })),
];

/** One row a table: its name, the number of its rows of the document, and what is asked of them. */
function tablesQuery(asked: (table: TableFact["table"], row: string) => TableQuestion): string {
  return TABLES.map(({ table, from, row = "t", prefix }, position) => {
    const { ofEach, ofAll, beside = "" } = asked(table, row);
    return `select ${position} as position, '${table}' as "table", count(*)::text as rows, ${ofAll}
from (select ${ofEach} from ${table} t ${from}${beside} where ${prefix} = $1) as rows_of_document`;
  }).join("\nunion all ");
}

interface TableQuestion {
  readonly ofEach: string;
  readonly ofAll: string;
  readonly beside?: string;
}

const DIGEST_QUERY = `with ${RUN_DOCUMENT}
${tablesQuery((_, row) => ({ ofEach: rowDigest(row), ofAll: `${digestOver()} as digest` }))}
order by position`;

const AGE: TableQuestion = {
  ofEach: `${MAY_BE_NEWER} as is_newer`,
  ofAll: "count(*) filter (where is_newer)::text as newer, null as digest",
  beside: " cross join seen_then s",
};

function sinceQuery(untouched: ReadonlySet<TableFact["table"]>): string {
  const asked = (table: TableFact["table"], row: string): TableQuestion =>
    untouched.has(table)
      ? AGE
      : { ofEach: rowDigest(row), ofAll: `null as newer, ${digestOver()} as digest` };
  return `with ${RUN_DOCUMENT}, ${seenThen("$2", "$3")}
${tablesQuery(asked)}
order by position`;
}
