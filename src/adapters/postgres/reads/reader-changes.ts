import type { ComparedVersion, Pages, ReadChange } from "../../../ports/reader.ts";
import { known, listedColumns } from "./reader-columns.ts";
import { type ReaderSession, TEXTS_PER_PAGE } from "./reader-session.ts";
import { refuseAlteredText } from "./refuse-altered-text.ts";

interface ChangeRow {
  readonly unit: string;
  readonly before: ComparedVersion | null;
  readonly after: ComparedVersion | null;
}

/** Units that look otherwise on the second day, in its order; what is no longer in force stands where it stood. */
export async function* readChanges(
  session: ReaderSession,
  documentId: string,
  days: { readonly from: string; readonly to: string; readonly knownAt: string | null },
): Pages<ReadChange> {
  const values = [documentId, days.from, days.to, days.knownAt];
  for await (const page of session.pages<ChangeRow>(CHANGES_QUERY, values, TEXTS_PER_PAGE)) {
    for (const side of page.flatMap(({ before, after }) => [before, after]))
      if (side !== null) refuseAlteredText(side);
    yield page;
  }
}

/** One version as an object; null where the unit is not in force. */
function compared(row: string): string {
  return `case when ${row}.unit_id is not null then (select to_jsonb(s) from (select ${listedColumns(row)}, ${row}.body as text,
    (select h.canonical_address from public.iu_history h where h.unit_id = ${row}.parent_unit_id limit 1) as parent) s) end`;
}

const SEEN = (row: string) =>
  `(${row}.content_hash, ${row}.address, ${row}.title, ${row}.unit_kind, ${row}.section_type, ${row}.parent_unit_id, ${row}.position)`;

const CHANGES_QUERY = `select coalesce(o.canonical_address, n.canonical_address) as unit, ${compared("o")} as before, ${compared("n")} as after
from public.iu_as_of($1, $2::date, ${known("$4")}) o
full join public.iu_as_of($1, $3::date, ${known("$4")}) n on n.unit_id = o.unit_id
where o.version_id is distinct from n.version_id and ${SEEN("o")} is distinct from ${SEEN("n")}
order by coalesce(n.position, o.position), n.unit_id is null, coalesce(n.canonical_address, o.canonical_address) collate "C"`;
