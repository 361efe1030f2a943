import type { UnitLeaf } from "../../../domain/unit-leaf.ts";
import type { EnactedLeaf, Enactment } from "../../../ports/reader.ts";
import { moment } from "./reader-columns.ts";
import type { ReaderSession } from "./reader-session.ts";

export async function readEnactment(session: ReaderSession, versionId: string): Promise<Enactment | null> {
  const [found] = await session.rows<Enactment>(
    `select p.run_id as "runId", p.change_set_id::text as "changeSetId", p.payload_sha256 as "payloadSha256",
       p.approval_commit as "approvalCommit", p.execution_commit as "executionCommit", ${moment("p.used_at")} as "usedUtc"
     from public.iu_provenance p where p.version_id = $1`,
    [versionId],
  );
  return found ?? null;
}

interface LeafRow extends Omit<UnitLeaf, "schema" | "bytes" | "follows"> {
  readonly version_id: string;
  readonly first_byte: string | null;
  readonly end_byte: string | null;
  readonly base_address: string | null;
  readonly base_hash: string | null;
}

/** What a change set has written, as the tree of its plan has it: by position, then by the unit's address of birth. */
export async function* readLeaves(
  session: ReaderSession,
  changeSetId: string,
): AsyncIterable<readonly EnactedLeaf[]> {
  for await (const page of session.pages<LeafRow>(LEAVES, [changeSetId])) yield page.map(leafOf);
}

function leafOf({
  version_id,
  first_byte,
  end_byte,
  base_address,
  base_hash,
  ...said
}: LeafRow): EnactedLeaf {
  return {
    versionId: version_id,
    leaf: {
      schema: "iu-cutter/unit/1",
      ...said,
      bytes: first_byte === null || end_byte === null ? null : [Number(first_byte), Number(end_byte)],
      follows:
        base_address === null || base_hash === null
          ? null
          : { address: base_address, content_hash: base_hash },
    },
  };
}

const LEAVES = `
select h.version_id::text as version_id, h.document_id, p.source_sha256, p.start_byte::text as first_byte, p.end_byte::text as end_byte,
  h.canonical_address as unit, h.address, h.title, h.unit_kind as kind, h.section_type, above.canonical_address as parent,
  h.position::text as position, h.change_kind as change, b.address as base_address, b.content_hash as base_hash, h.content_hash,
  case when not p.day_is_planned then null when p.planned_from is null then 'open'
    when isfinite(p.planned_from) then to_char(p.planned_from, 'YYYY-MM-DD') else '-infinity' end as effective_from
from public.iu_provenance p
join public.iu_history h on h.version_id = p.version_id
left join public.iu_history b on b.version_id = h.base_version_id
left join (select distinct unit_id, canonical_address from public.iu_history) above on above.unit_id = h.parent_unit_id
where p.change_set_id = $1
order by h.position, h.canonical_address collate "C"`;
