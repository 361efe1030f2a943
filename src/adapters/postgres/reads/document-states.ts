import type { DocumentState, DocumentStates } from "../../../domain/document-states.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { grownRow } from "./grown-row.ts";

const REGISTERED =
  "version_id document_id version_seq sha256 size_bytes registered_at registered_by accepted_doubts expected_count expected_labels_sha256 nature base_version_id base_is_stated effective_from effect_is_open citation lineage lineage_sha256";
const READ = [
  ...["reader", "reader_version", "encoding", "projection_sha256"],
  ...["converted_from_sha256", "converted_from_bytes"],
];

/** Everything but the bytes, for which their hash stands: a constraint of the table keeps them equal. */
export const SOURCE_VERSION: readonly string[] = [...REGISTERED.split(" "), ...READ];

/**
 * A row for each document: the newest entry of its chain, and a digest over that entry and all that no chain holds: registration, source
 * versions, and permits that nobody has consumed. Two documents of equal state have the same rows, unless somebody has gone past the triggers.
 */
const STATES = `
select d.document_id, d.doc_prefix, coalesce(e.seq, 0) as seq, e.sha256 as head, e.rows_sha256, e.tables,
  encode(sha256(sha256(record_send(d)) || convert_to(coalesce(e.sha256, '-'), 'UTF8')
    || coalesce(v.digest, ''::bytea) || coalesce(p.digest, ''::bytea)), 'hex') as state
from cutter_governance.source_document_registry d
left join lateral (select o.seq, o.sha256, o.rows_sha256, o.tables from cutter_governance.document_digest o
  where o.document_id = d.document_id order by o.seq desc limit 1) e on true
left join (select o.document_id, sha256(string_agg(sha256(record_send(${grownRow(REGISTERED, READ, "o")})), ''::bytea
    order by o.version_id)) as digest
  from cutter_governance.source_document_version_registry o group by o.document_id) v on v.document_id = d.document_id
left join (select o.document_id, sha256('permits'::bytea || string_agg(sha256(record_send(o)), ''::bytea order by o.permit_id)) as digest
  from cutter_governance.write_permit o
  where not exists (select from cutter_governance.approval_use a where a.permit_id = o.permit_id)
  group by o.document_id) p on p.document_id = d.document_id`;

/** One digest over all of them, as SQL. */
export const STATES_DIGEST = `select encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', s.document_id, s.seq, coalesce(s.head, '-'), s.state), E'\\n'
  order by s.document_id collate "C"), ''), 'UTF8')), 'hex') as sha256 from (${STATES}) s`;

/** The rows of each of its tables. */
type Listed = Omit<DocumentState, "rows"> & { readonly counts: readonly string[] };

/** Every document, in the transaction of the session. */
export async function readDocumentStates(session: SqlSession): Promise<DocumentStates> {
  const { rows: listed } = await session.query<Listed>(LIST);
  const documents = listed.map(({ counts, ...state }) => ({
    ...state,
    rows: counts.reduce((sum, count) => sum + Number(count), 0),
  }));
  const { rows } = await session.query<Omit<DocumentStates, "documents">>(
    `select (${STATES_DIGEST}) as sha256, (select timeline_id from pg_control_checkpoint()) as timeline`,
  );
  const [whole] = rows;
  if (!whole) throw new Error("the database did not tell its documents");
  return { documents, ...whole };
}

const LIST = `select s.document_id as document, s.seq, s.head, s.state, s.rows_sha256 as "rowsSha256",
  array(select t.value ->> 'rows' from jsonb_each(s.tables) t) as counts,
  s.seq = 0 and exists (select from public.information_unit u where u.doc_code = s.doc_prefix) as "isUnchained"
from (${STATES}) s order by s.document_id collate "C"`;
