import type { CutPlan } from "../../../domain/plan.ts";
import { KIND_OF_OPERATION, type PlannedChange } from "../../../domain/planned-change.ts";
import type { ProbeFacts } from "../../../domain/probe-facts.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { headChain } from "./document-head.ts";
import { readIdentity } from "./documents.ts";
import { changeSetIdOf } from "./ledger-ids.ts";
import { slices } from "./unit-batches.ts";

/**
 * Facts that are true or false of a single change: the name in `ProbeFacts`, and the condition over unit `u`, version `v`, the version `base`
 * that it follows, birth `b`.
 */
const UNIT_FACTS = {
  versionSeqOne:
    "case when planned.base is null then v.version_seq = 1 else v.version_seq > base.version_seq end",
  anchorEqualsVersion: `u.content_anchor_ref = u.version_anchor_ref
    and case when planned.base is null then u.version_anchor_ref = v.id else base.unit_id = u.id end`,
  versionBelongsToUnit: "v.unit_id = u.id",
  bodyHashMatches:
    "encode(sha256(convert_to(v.body, 'UTF8')), 'hex') = planned.hash and v.content_hash = planned.hash",
  births: "b.unit_id is not null",
  publicationTypeMatches: "u.identity_profile ->> 'publication_type' = $4",
  createdByExecutor:
    "u.created_by = 'cutter_exec' and v.created_by = 'cutter_exec' and b.session_role = 'cutter_exec'",
  asPlanned: `v.title = planned.title and coalesce(v.unit_kind, u.unit_kind) = planned.kind
    and coalesce(v.section_type, u.section_type) = planned.type and p.canonical_address is not distinct from planned.parent
    and u.owner_ref = $5 and coalesce(v.address, u.canonical_address) = planned.address
    and coalesce(v.position, u.sort_order) = planned.place and coalesce(v.change_kind, 'original') = planned.change`,
  recorded: `a.canonical_address = u.canonical_address and a.unit_version_id = v.id and a.content_hash = planned.hash
    and a.operation = planned.operation and a.base_version_id is not distinct from planned.base
    and c.base_change_set_id is not distinct from $19::text::uuid
    and case when planned.operation = 'retire' then k.ordinal is null else k.ordinal = planned.ordinal
      and k.canonical_address = u.canonical_address and k.content_hash = planned.hash and k.start_byte = planned.start_byte
      and k.end_byte = planned.end_byte and k.original_part is not distinct from planned.part
      and k.original_start is not distinct from planned.original_start and k.original_end is not distinct from planned.original_end
      and k.unit_kind = planned.kind and k.section_type = planned.type end`,
  drafts: `v.lifecycle_status = 'draft' and u.lifecycle_status = case when planned.base is null then 'draft' else 'enacted' end`,
  enacted: `u.lifecycle_status = 'enacted' and v.lifecycle_status = 'enacted' and (planned.base is null or exists (
    select from public.iu_lifecycle_log l where l.unit_version_id = planned.base and l.to_status = 'superseded' and l.superseded_by = v.id))`,
} as const satisfies Readonly<Record<string, string>>;

type UnitFact = keyof typeof UNIT_FACTS;
const UNIT_FACT_NAMES = Object.keys(UNIT_FACTS) as readonly UnitFact[];
/** A unit that is not enacted, or not in the ledger, may be so rightly, and is no finding by itself. */
const SAMPLED_FACTS = UNIT_FACT_NAMES.filter((name) => name !== "enacted" && name !== "recorded");
const MAX_SAMPLES = 10;

interface BatchRow {
  readonly units: number;
  readonly versions: number;
  readonly addresses: number;
  readonly histogram: Readonly<Record<string, number>> | null;
  readonly missing: readonly string[] | null;
  readonly counts: Readonly<Record<UnitFact, number>>;
  readonly samples: Readonly<Partial<Record<UnitFact, readonly string[] | null>>>;
}

/** Reads back what was written about the plan's addresses, on a fresh session of the verify lane and in one snapshot. */
export async function probe(sql: SqlSource, plan: CutPlan): Promise<ProbeFacts> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  const facts = await probeIn(session, plan);
  await session.query("commit");
  return facts;
}

/** Does the same as `probe` inside the transaction of `session`. */
export async function probeIn(session: SqlSession, plan: CutPlan): Promise<ProbeFacts> {
  const sum = { units: 0, versions: 0, distinctAddresses: 0 };
  const counts = Object.fromEntries(UNIT_FACT_NAMES.map((name) => [name, 0])) as Record<UnitFact, number>;
  const samples: Record<string, string[]> = {};
  const histogram: Record<string, number> = {};
  const changeSetId = changeSetIdOf(await readIdentity(session), plan);
  for (const slice of slices(plan.changes, 10_000)) {
    const row = await probeBatch(session, { plan, changeSetId }, slice);
    sum.units += row.units;
    sum.versions += row.versions;
    sum.distinctAddresses += row.addresses;
    for (const [type, count] of Object.entries(row.histogram ?? {}))
      histogram[type] = (histogram[type] ?? 0) + count;
    addSamples(samples, "units", row.missing);
    for (const name of UNIT_FACT_NAMES) {
      counts[name] += row.counts[name];
      addSamples(samples, name, row.samples[name] ?? null);
    }
  }
  // Versions that stand, without those of the head and all before it: two counts, whatever the size of the document.
  const { rows } = await session.query<{ total: number }>(
    `with ${headChain("$2")}
     select ((select count(*) from public.information_unit u join public.unit_version v on v.unit_id = u.id
         where u.doc_code = $1 and v.lifecycle_status <> 'withdrawn')
       - (select count(*) from head_chain c join cutter_governance.cut_change_set_affected_row a using (change_set_id)))::integer as total`,
    [plan.source.docPrefix, plan.source.base?.changeSetId ?? null],
  );
  return {
    ...sum,
    ...counts,
    histogram,
    foreignUnits: (rows[0]?.total ?? 0) - sum.versions,
    samples,
  };
}

async function probeBatch(
  session: SqlSession,
  { plan, changeSetId }: { readonly plan: CutPlan; readonly changeSetId: string },
  slice: readonly PlannedChange[],
): Promise<BatchRow> {
  const counted = UNIT_FACT_NAMES.map((name) => `'${name}', count(*) filter (where "${name}")`).join(", ");
  const sampled = SAMPLED_FACTS.map(
    (name) =>
      `'${name}', to_jsonb((array_agg(address order by position) filter (where "${name}" is not true))[1:${MAX_SAMPLES}])`,
  ).join(", ");
  const { rows } = await session.query<BatchRow>(
    `with planned as materialized (
       select * from unnest($1::text[], $2::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[],
           $12::bigint[], $13::bigint[], $14::text[], $15::text[]::numeric[], $16::text[], $17::text[], $18::text[]::uuid[],
           $20::text[], $21::bigint[], $22::bigint[])
         with ordinality as p (unit, hash, title, kind, type, parent, ordinal, start_byte, end_byte, address, place, change,
           operation, base, part, original_start, original_end, position)
     ), found as materialized (
       select planned.position, planned.unit as address, u.id as unit, v.id as version, planned.operation,
         coalesce(v.section_type, u.section_type) as section_type,
         ${UNIT_FACT_NAMES.map((name) => `(${UNIT_FACTS[name]}) as "${name}"`).join(",\n         ")}
       from planned
       left join public.information_unit u on u.canonical_address = planned.unit and u.doc_code = $3 and u.lifecycle_status <> 'withdrawn'
       left join public.unit_version v on v.unit_id = u.id and v.lifecycle_status <> 'withdrawn'
         and v.base_version_id is not distinct from planned.base
       left join public.unit_version base on base.id = planned.base
       left join public.information_unit p on p.id = case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end
       left join cutter_governance.cut_change_set c on c.change_set_id = $11::text::uuid
       left join cutter_governance.cut_change_set_affected_row a on a.change_set_id = c.change_set_id and a.unit_id = u.id
       left join cutter_governance.manifest_unit_block k on k.envelope_id = c.envelope_id and k.unit_id = u.id
       left join public.birth_registry b on b.unit_id = u.id and b.canonical_address = u.canonical_address
     )
     select count(distinct unit) filter (where version is not null)::integer as units, count(distinct version)::integer as versions,
       (count(distinct address) filter (where version is not null))::integer as addresses,
       (select jsonb_object_agg(section_type, units) from (select section_type, count(distinct unit) as units from found
         where version is not null group by section_type) as types) as histogram,
       (array_agg(address order by position) filter (where version is null))[1:${MAX_SAMPLES}] as missing,
       jsonb_build_object(${counted}) as counts, jsonb_build_object(${sampled}) as samples
     from found`,
    [
      slice.map((change) => change.unit),
      slice.map((unit) => unit.contentHash),
      plan.source.docPrefix,
      plan.source.publicationType,
      plan.source.owner,
      slice.map((unit) => unit.title),
      slice.map((unit) => unit.kind),
      slice.map((unit) => unit.sectionType),
      slice.map((unit) => unit.parent),
      slice.map((unit) => unit.ordinal),
      changeSetId,
      slice.map((unit) => unit.startByte),
      slice.map((unit) => unit.endByte),
      slice.map((change) => change.address),
      slice.map((change) => change.position),
      slice.map((change) => KIND_OF_OPERATION[change.operation]),
      slice.map((change) => change.operation),
      slice.map((change) => change.base?.versionId ?? null),
      plan.source.base?.changeSetId ?? null,
      slice.map((unit) => unit.original?.part ?? null),
      slice.map((unit) => unit.original?.startByte ?? null),
      slice.map((unit) => unit.original?.endByte ?? null),
    ],
  );
  const row = rows[0];
  if (!row) throw new Error("the probe gave no row");
  return row;
}

function addSamples(samples: Record<string, string[]>, name: string, found: readonly string[] | null): void {
  if (!found || found.length === 0) return;
  samples[name] = [...(samples[name] ?? []), ...found].slice(0, MAX_SAMPLES);
}
