import type { DayLeaf, UnitLeaf } from "../../../domain/unit-leaf.ts";
import type { EnactedLeaf, Enactment } from "../../../ports/reader.ts";
import { rangeOf } from "./byte-range.ts";
import { known, moment } from "./reader-columns.ts";
import type { ReaderSession } from "./reader-session.ts";

export function readEnactments(
  session: ReaderSession,
  versionId: string,
  knownAt: string | null,
): Promise<readonly Enactment[]> {
  const columns = (row: string) =>
    `${row}.run_id as "runId", ${row}.payload_sha256 as "payloadSha256", ${row}.approval_commit as "approvalCommit",
     ${row}.execution_commit as "executionCommit", ${moment(`${row}.used_at`)} as "usedUtc"`;
  return session.rows<Enactment>(
    `select ${columns("p")}, 'version' as writes from public.iu_provenance p where p.version_id = $1
     union all select ${columns("s")}, 'day' as writes from public.iu_day_set s
     where s.version_id = $1 and s.ordinal =
       (select max(e.ordinal) from public.iu_effect e where e.version_id = $1 and e.recorded_at <= ${known("$2")})`,
    [versionId, knownAt],
  );
}

/** What a run has written, as the tree of its plan has it: by position, then by the unit's address of birth. */
export async function* readLeaves(
  session: ReaderSession,
  { runId, writes }: Pick<Enactment, "runId" | "writes">,
): AsyncIterable<readonly EnactedLeaf[]> {
  if (writes === "version")
    for await (const page of session.pages<LeafRow>(LEAVES, [runId])) yield page.map(leafOf);
  else
    for await (const page of session.pages<DayRow>(DAYS, [runId]))
      yield page.map(({ version_id: versionId, ...said }) => ({
        versionId,
        leaf: { schema: "iu-cutter/day/1", ...said },
      }));
}

interface LeafRow extends Omit<UnitLeaf, "schema" | "bytes" | "follows" | "projection"> {
  readonly version_id: string;
  readonly projection_sha256: string | null;
  readonly original_part: string | null;
  readonly original_start: string | null;
  readonly original_end: string | null;
  readonly first_byte: string | null;
  readonly end_byte: string | null;
  readonly base_address: string | null;
  readonly base_hash: string | null;
}

type DayRow = Omit<DayLeaf, "schema"> & { readonly version_id: string };

function leafOf({
  version_id,
  first_byte,
  end_byte,
  base_address,
  base_hash,
  projection_sha256: sha256,
  original_part: part,
  original_start,
  original_end,
  ...said
}: LeafRow): EnactedLeaf {
  const follows =
    base_address === null || base_hash === null ? null : { address: base_address, content_hash: base_hash };
  return {
    versionId: version_id,
    leaf: {
      schema: "iu-cutter/unit/1",
      ...said,
      bytes: rangeOf(first_byte, end_byte),
      ...(sha256 === null
        ? {}
        : { projection: { sha256, part, bytes: rangeOf(original_start, original_end) } }),
      follows,
    },
  };
}

function dayOf(column: string): string {
  return `case when ${column} is null then 'open' when isfinite(${column}) then to_char(${column}, 'YYYY-MM-DD') else '-infinity' end`;
}

/** Of the version that a row of `h` follows, and of the unit in which its own stands: asked for each row, because a view with a barrier that is joined is read as a whole. */
const BASE = `left join lateral (select o.address, o.content_hash from public.iu_history o
  where o.version_id = h.base_version_id limit 1) b on true`;
const ABOVE = `left join lateral (select o.canonical_address from public.iu_history o
  where o.unit_id = h.parent_unit_id limit 1) above on true`;

const LEAVES = `
select h.version_id::text as version_id, h.document_id, p.source_sha256, p.start_byte::text as first_byte, p.end_byte::text as end_byte,
  p.projection_sha256, p.original_part, p.original_start::text as original_start, p.original_end::text as original_end,
  h.canonical_address as unit, h.address, h.title, h.unit_kind as kind, h.section_type, above.canonical_address as parent,
  trim_scale(h.position)::text as position, h.change_kind as change, b.address as base_address, b.content_hash as base_hash,
  h.content_hash, case when p.day_is_planned then ${dayOf("p.planned_from")} end as effective_from
from public.iu_provenance p
join lateral (select o.* from public.iu_history o where o.version_id = p.version_id limit 1) h on true
${BASE}
${ABOVE}
where p.run_id = $1
order by h.position, h.canonical_address collate "C"`;

const DAYS = `
select h.version_id::text as version_id, h.document_id, s.source_sha256, h.canonical_address as unit, h.address, h.content_hash,
  case when was.ordinal is null then case when h.change_kind = 'original' then '-infinity' else 'open' end
    else ${dayOf("was.effective_from")} end as was,
  ${dayOf("s.effective_from")} as effective_from
from public.iu_day_set s
join lateral (select o.* from public.iu_history o where o.version_id = s.version_id limit 1) h on true
left join lateral (select e.ordinal, e.effective_from from public.iu_effect e
  where e.version_id = s.version_id and e.ordinal < s.ordinal order by e.ordinal desc limit 1) was on true
where s.run_id = $1
order by h.position, h.canonical_address collate "C"`;
