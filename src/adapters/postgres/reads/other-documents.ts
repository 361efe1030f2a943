import { type BaseFacts, isChained, type OtherDocument } from "../../../domain/base-facts.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { OWNED, RUN_DOCUMENT } from "./owned-rows.ts";
import { MAY_BE_NEWER, seenThen } from "./row-age.ts";
import { digestOver, rowDigest } from "./row-digest.ts";

/** Every document but the one with this prefix, with the digest of its rows. */
export async function readOtherDocuments(
  session: SqlSession,
  docPrefix: string,
): Promise<BaseFacts["others"]> {
  const { rows } = await session.query<DigestedRow>(DIGEST_QUERY, [docPrefix]);
  return rows.map((row) => ({ ...countsOf(row), digest: row.digest }));
}

/**
 * The same, compared with what was read then: a document has its digest of then where it has as many rows, none of which may have been
 * written since, and null where it has a new receipt or was not there, so that its digest decides nothing. Only what is left is read, and
 * the rows of no document, which a row may become unwritten. Nothing that this transaction itself has written may be among the rows.
 */
export async function readOtherDocumentsSince(
  session: SqlSession,
  docPrefix: string,
  then: BaseFacts,
): Promise<readonly OtherDocument[]> {
  const { rows } = await session.query<AgeRow>(AGE_QUERY, [docPrefix, then.seen.cluster, then.seen.snapshot]);
  const before = new Map(then.others.map((fact) => [fact.document, fact]));
  const found = rows.map((row) => {
    const is = countsOf(row);
    const was = before.get(is.document);
    if (was === undefined || is.receipts > was.receipts) return { ...is, digest: null, isOpen: false };
    const isUntouched = is.document !== "" && row.newer === "0" && is.rows === was.rows;
    return { ...is, digest: isUntouched ? was.digest : null, isOpen: !isUntouched };
  });
  const open = found.filter(({ isOpen }) => isOpen).map(({ document }) => document);
  const digests = new Map(
    open.length === 0
      ? []
      : (await session.query<DigestedRow>(OPEN_QUERY, [open])).rows.map((row) => [row.document, row.digest]),
  );
  return found.map(({ isOpen, digest, ...counts }) => ({
    ...counts,
    digest: isOpen ? (digests.get(counts.document) ?? null) : digest,
  }));
}

interface CountRow {
  readonly document: string;
  readonly receipts: string;
  readonly units: string;
  readonly rows: string;
}

interface DigestedRow extends CountRow {
  readonly digest: string;
}

interface AgeRow extends CountRow {
  readonly newer: string;
}

function countsOf({ document, receipts, units, rows }: CountRow): Omit<OtherDocument, "digest"> {
  return { document, receipts: Number(receipts), units: Number(units), rows: Number(rows) };
}

const COUNTS = `document, count(*) filter (where "table" = 'cutter_governance.phase_receipt')::text as receipts,
  count(*) filter (where "table" = 'public.information_unit')::text as units, count(*)::text as rows`;

/** Rows of documents whose prefix meets the condition, with what is asked of each row. The chain is held by itself. */
function ownedRows(
  condition: (prefix: string) => string,
  asked: (row: string) => string,
  beside = "",
): string {
  return OWNED.filter(isChained)
    .map(
      ({ table, from, row = "t", prefix }, position) =>
        `select ${position} as position, '${table}' as "table", coalesce(${prefix}, '') as document, ${asked(row)}
  from ${table} t ${from}${beside} where ${condition(prefix)}`,
    )
    .join("\nunion all ");
}

function digestQuery(condition: (prefix: string) => string): string {
  return `with ${RUN_DOCUMENT}, owned as (
${ownedRows(condition, rowDigest)}
)
select ${COUNTS}, ${digestOver("position")} as digest
from owned group by document order by document collate "C"`;
}

const DIGEST_QUERY = digestQuery((prefix) => `${prefix} is distinct from $1`);
const OPEN_QUERY = digestQuery((prefix) => `coalesce(${prefix}, '') = any ($1::text[])`);

const AGE_QUERY = `with ${RUN_DOCUMENT}, ${seenThen("$2", "$3")}, owned as (
${ownedRows(
  (prefix) => `${prefix} is distinct from $1`,
  () => `${MAY_BE_NEWER} as is_newer`,
  " cross join seen_then s",
)}
)
select ${COUNTS}, count(*) filter (where is_newer)::text as newer
from owned group by document order by document collate "C"`;
