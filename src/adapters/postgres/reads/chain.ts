import { type BaseFacts, type ChainHead, type DocumentRows, isChained } from "../../../domain/base-facts.ts";
import type { TableFact } from "../../../domain/tables.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { readHeads } from "./known-heads.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** The tables of a document as an entry of its chain keeps them; a table without rows is not named. */
export type ChainedTables = Readonly<
  Partial<Record<TableFact["table"], { readonly rows: number; readonly digest: string }>>
>;

/** What the newest entry in the chain of the document says; null where it has none. */
export async function readChained(
  session: SqlSession,
  docPrefix: string,
): Promise<BaseFacts["document"] | null> {
  const { rows } = await session.query<{ tables: ChainedTables }>(
    `select e.tables from cutter_governance.source_document_registry d
     join cutter_governance.document_digest e on e.document_id = d.document_id
     where d.doc_prefix = $1 order by e.seq desc limit 1`,
    [docPrefix],
  );
  const tables = rows[0]?.tables;
  return tables === undefined ? null : factsOf(tables);
}

export function factsOf(tables: ChainedTables): BaseFacts["document"] {
  return (Object.keys(tables) as TableFact["table"][]).flatMap((table) => {
    const fact = tables[table];
    return fact === undefined ? [] : [{ table, ...fact }];
  });
}

/** How every document but the one with the prefix is seen by its chain, and that one, where it is seen as they are. */
interface SeenByChain extends Pick<BaseFacts, "others" | "own"> {
  readonly heads: readonly ChainHead[];
}

/** Which documents without a chain have their rows digested; the registration of one that has no units is read in any case. */
type Digested = "none" | "others" | "all";

/**
 * The newest entry of every document. One that has units and no entry was written by an earlier release: its rows are digested until an
 * audit founds its chain. One without either is its registration.
 */
export async function readOthersByChain(
  session: SqlSession,
  docPrefix: string,
  digested: Digested,
): Promise<SeenByChain> {
  const rows = await readHeads(session);
  const heads = rows.flatMap(({ document, seq, sha256, rows: digest, isFounded }) =>
    seq === null || sha256 === null || digest === null
      ? []
      : [{ document, seq, sha256, rows: digest, isFounded: isFounded === true }],
  );
  const unchained = rows.filter(({ seq }) => seq === null);
  const registered = unchained.flatMap(({ document, hasUnits, registration }): OthersFact[] =>
    hasUnits ? [] : [{ document, receipts: 0, units: 0, rows: 1, digest: registration }],
  );
  const early = unchained.flatMap(({ hasUnits, document }) =>
    hasUnits && digested !== "none" && (digested === "all" || document !== docPrefix) ? [document] : [],
  );
  const others = [...registered, ...(early.length === 0 ? [] : await digestEarly(session, early))].sort(
    byName,
  );
  const isOwn = ({ document }: { readonly document: string }) => document === docPrefix;
  const own = heads.find(isOwn) ?? others.find(isOwn);
  return {
    ...(own === undefined ? {} : { own }),
    others: others.filter((each) => each !== own),
    heads: heads.filter((each) => each !== own),
  };
}

type OthersFact = DocumentRows;

function byName(a: OthersFact, b: OthersFact): number {
  return a.document < b.document ? -1 : 1;
}

/** Digests are those that an entry that founds the chain has, so that founding it changes nothing. */
async function digestEarly(
  session: SqlSession,
  documents: readonly string[],
): Promise<readonly OthersFact[]> {
  const { rows } = await session.query<{ document: string; tables: ChainedTables; digest: string }>(
    EARLY_QUERY,
    [documents],
  );
  return rows.map(({ document, tables, digest }) => ({
    document,
    receipts: tables["cutter_governance.phase_receipt"]?.rows ?? 0,
    units: tables["public.information_unit"]?.rows ?? 0,
    rows: factsOf(tables).reduce((sum, fact) => sum + fact.rows, 0),
    digest,
  }));
}

/** Of each document of these ids, the digest that an entry of its chain would have of its rows. */
export async function digestDocuments(
  session: SqlSession,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ id: string; document: string }>(
    "select document_id as id, doc_prefix as document from cutter_governance.source_document_registry where document_id = any ($1::text[])",
    [ids],
  );
  const digests = new Map(
    (
      await digestEarly(
        session,
        rows.map(({ document }) => document),
      )
    ).map(({ document, digest }) => [document, digest]),
  );
  return new Map(
    rows.flatMap(({ id, document }) => {
      const digest = digests.get(document);
      return digest === undefined ? [] : [[id, digest] as const];
    }),
  );
}

/** The tables of an entry, from rows that name a table, how many rows it has, and their digest. */
export const CHAINED_TABLES = `jsonb_object_agg("table", jsonb_build_object('rows', rows::bigint, 'digest', digest))`;

const EARLY_QUERY = `with ${RUN_DOCUMENT}, owned as (
${OWNED.filter(isChained)
  .map(
    ({ table, from, row = "t", prefix }) =>
      `select '${table}' as "table", ${prefix} as document, ${rowDigest(row)} from ${table} t ${from} where ${prefix} = any ($1::text[])`,
  )
  .join("\nunion all ")}
), each as (select document, "table", count(*) as rows, ${digestOver()} as digest from owned group by document, "table")
select document, ${CHAINED_TABLES} as tables, encode(sha256(convert_to(${CHAINED_TABLES}::text, 'UTF8')), 'hex') as digest
from each group by document`;
