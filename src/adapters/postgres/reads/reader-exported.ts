import type { ExportedVersion } from "../../../domain/reading/exported-version.ts";
import type { Pages } from "../../../ports/reader.ts";
import { EFFECT, EFFECT_NOW, effectKnown, moment } from "./reader-columns.ts";
import { openBeside } from "./reader-exported-page.ts";
import type { ReaderSession } from "./reader-session.ts";
import { refuseAlteredText } from "./refuse-altered-text.ts";

/** Versions of a page: few enough to hold, with their texts, beside the page before, enough that the way to the server is not felt. */
const VERSIONS_PER_PAGE = 250;

/** A version with where its text stands in the source of its run; what else is known of it is asked for with its page. */
export type BareVersion = Omit<ExportedVersion, "parent" | "lineage" | "provenance" | "moves"> & {
  readonly parentId: string | null;
  readonly runId: string | null;
  readonly startByte: string | null;
  readonly endByte: string | null;
  readonly projectionSha256: string | null;
  readonly originalPart: string | null;
  readonly originalStart: string | null;
  readonly originalEnd: string | null;
};

export async function* readExported(
  session: ReaderSession,
  documentId: string,
  { on, knownAt }: { readonly on: string | null; readonly knownAt: string | null },
): Pages<ExportedVersion> {
  const beside = await openBeside(session, documentId, knownAt);
  const values = [documentId];
  const parameter = (value: string | null, type: string) =>
    value === null ? null : `$${values.push(value)}::${type}`;
  const query = versionsQuery(parameter(knownAt, "timestamptz"), parameter(on, "date"));
  const pages = session.pages<BareVersion>(query, values, VERSIONS_PER_PAGE);
  const complete = async function* () {
    for await (const page of pages) {
      for (const version of page) refuseAlteredText(version);
      yield await beside(page);
    }
  };
  yield* readAhead(complete());
}

/** The same pages, each asked for before the one in front of it is taken. */
async function* readAhead<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
  let next = pages.next();
  try {
    for (let page = await next; page.done !== true; page = await next) {
      next = pages.next();
      // What it throws is told when its turn comes.
      next.catch(() => undefined);
      yield page.value;
    }
  } finally {
    await next.catch(() => undefined);
    await pages.return(undefined);
  }
}

/**
 * Sets are joined in full, for which PostgreSQL knows no loop in a loop: the time grows with the document, whatever the statistics of its tables
 * say. What was recorded later counts neither as a version, nor as what follows one, nor as its day.
 */
function versionsQuery(time: string | null, day: string | null): string {
  const until = time === null ? "" : `and h.recorded_at <= ${time}`;
  const followers = `full join (select h.version_id from public.iu_history h where h.document_id = $1 ${until}) n on n.version_id = h.superseded_by`;
  const inForce = `full join (select r.version_id from public.iu_as_of($1, ${day}, ${time ?? "now()"}) r) d on d.version_id = h.version_id`;
  return `select x.unit_id::text as "unitId", x.canonical_address as unit, x.version_id::text as "versionId", x.version_seq as version,
  x.change_kind as change, x.address, x.title, x.unit_kind as kind, x.section_type as "sectionType", x.content_hash as sha256, x.effect,
  ${moment("x.recorded_at")} as "recordedAt", x.cited_source as citation, trim_scale(x.position)::text as position, x.body as text,
  x.parent_unit_id::text as "parentId", x.follower::text as "supersededBy", x.run_id as "runId", x.start_byte::text as "startByte",
  x.end_byte::text as "endByte", x.projection_sha256 as "projectionSha256", x.original_part as "originalPart",
  x.original_start::text as "originalStart", x.original_end::text as "originalEnd"
from (
  select h.*, p.run_id, p.start_byte, p.end_byte, p.projection_sha256, p.original_part, p.original_start, p.original_end, ${time === null ? "h.superseded_by" : "n.version_id"} as follower,
    ${day === null ? "h.version_id" : "d.version_id"} as taken
  from (
    select h.*, ${time === null ? EFFECT_NOW : EFFECT} as effect
    from public.iu_history h ${time === null ? "" : effectKnown(time)}
    where h.document_id = $1 ${until}
  ) h
  full join (select p.* from public.iu_provenance p where p.document_id = $1) p on p.version_id = h.version_id
  ${time === null ? "" : followers} ${day === null ? "" : inForce}
  offset 0
) x
where x.version_id is not null and x.taken is not null
order by x.position, x.canonical_address collate "C", x.version_seq`;
}
