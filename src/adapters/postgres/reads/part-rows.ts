import { CHAIN, GOVERNED_TABLES, PERMITS } from "../../../domain/tables.ts";
import { OWNED, runsOf } from "./owned-rows.ts";

/** The list of migrations goes with the schema and is governed by no run. */
const MIGRATIONS = "cutter_governance.schema_migration";
export const PART_TABLES = [MIGRATIONS, ...GOVERNED_TABLES] as const;
export type PartTable = (typeof PART_TABLES)[number];

interface PartRows {
  /** The joins that lead from a row `t` to its document. */
  readonly from: string;
  /** Whether the row `t` is in the part. */
  readonly where: string;
}

const WHOLE: PartRows = { from: "", where: "true" };
const ASKED = "any (array(select a.document_id from asked a))";
const ASKED_PREFIX = "any (array(select a.doc_prefix from asked a))";

/**
 * How a row of each table belongs to a document, where it is not in `OWNED`: rows that are in every part, and those that no chain digests and
 * whose document they name themselves. Of every other document a part has its registration, the newest entry of its chain, and the receipt
 * that this entry refers to.
 */
const BESIDE: Readonly<Partial<Record<PartTable, PartRows>>> = {
  [MIGRATIONS]: WHOLE,
  "public.dot_config": WHOLE,
  "public.iu_lifecycle_vocab": WHOLE,
  "cutter_governance.source_document_registry": WHOLE,
  "cutter_governance.source_document_version_registry": { from: "", where: `t.document_id = ${ASKED}` },
  // A permit that nobody has consumed is of the document for which it was given.
  [PERMITS]: {
    from: "",
    where: `t.document_id = ${ASKED} or t.permit_id in (select a.permit_id from cutter_governance.approval_use a
      join run_document r using (run_id) where r.doc_prefix = ${ASKED_PREFIX})`,
  },
  [CHAIN]: {
    from: "",
    where: `t.document_id = ${ASKED} or (t.document_id, t.seq) in (select h.document_id, h.seq from head h)`,
  },
  "cutter_governance.phase_receipt": {
    from: "",
    where: `t.run_id in (select r.run_id from run_document r where r.doc_prefix = ${ASKED_PREFIX})
      or (t.run_id, t.phase) in (select h.run_id, h.phase from head h)`,
  },
};

/** Which rows of a table are in the part of some documents; refers to `partOf`. Null where it is known of no row whose it is. */
export function findPartRows(table: PartTable): PartRows | null {
  const beside = BESIDE[table];
  if (beside !== undefined) return beside;
  const owned = OWNED.find((each) => each.table === table);
  if (owned === undefined) return null;
  return { from: owned.from, where: `(${owned.near ?? "true"}) and ${owned.prefix} = ${ASKED_PREFIX}` };
}

export function partRows(table: PartTable): PartRows {
  const rows = findPartRows(table);
  if (rows === null) throw new Error(`no rule says of which document a row of ${table} is`);
  return rows;
}

/** Common table expressions for the part of the documents whose ids are in the list, an SQL expression. */
export function partOf(ids: string): string {
  return `asked as materialized (
  select d.document_id, d.doc_prefix from cutter_governance.source_document_registry d where d.document_id = any (${ids})
), ${runsOf((prefix) => `${prefix} = ${ASKED_PREFIX}`)}, head as materialized (
  select d.document_id, e.seq, e.run_id, e.phase from cutter_governance.source_document_registry d
  cross join lateral (select o.seq, o.run_id, o.phase from cutter_governance.document_digest o
    where o.document_id = d.document_id order by o.seq desc limit 1) e
)`;
}

/** The rows `t` of the part, with what is asked of each. */
export function selectPart(table: PartTable, ids: string, asked: string): string {
  const { from, where } = partRows(table);
  return `with ${partOf(ids)} select ${asked} from ${table} t ${from} where ${where}`;
}
