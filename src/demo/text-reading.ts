import type { SqlSession } from "../ports/sql.ts";

/** A unit as a reader sees it. */
export interface TextRow {
  readonly address: string;
  readonly body: string;
}

/** The text of a document on a day, as it was known at a time; null: now. */
export async function readText(
  session: SqlSession,
  asked: { readonly documentId: string; readonly day: string; readonly knownAt: string | null },
): Promise<readonly TextRow[]> {
  const { rows } = await session.query<TextRow>(
    "select address, body from public.iu_as_of($1, $2::text::date, coalesce($3::text::timestamptz, now()))",
    [asked.documentId, asked.day, asked.knownAt],
  );
  return rows;
}

/** Every enacted version of the document with its unit, by the version's id: a digest of both rows as they are stored. */
export async function readEnacted(
  session: SqlSession,
  documentId: string,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ id: string; digest: string }>(
    `select v.id::text as id, encode(sha256(record_send(u) || record_send(v)), 'hex') as digest
     from public.unit_version v join public.information_unit u on u.id = v.unit_id
     join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
     where d.document_id = $1 and v.lifecycle_status = 'enacted'`,
    [documentId],
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}

export async function readNow(session: SqlSession): Promise<string> {
  const { rows } = await session.query<{ now: string }>("select clock_timestamp()::text as now");
  return rows[0]?.now ?? "";
}
