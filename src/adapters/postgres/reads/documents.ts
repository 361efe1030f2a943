import type { CutPlan, Nature, SourceVersion, StoredVersion, Vocabulary } from "../../../domain/plan.ts";
import type { UnitStatus } from "../../../domain/unit-status.ts";
import type { DatabaseIdentity, StoredSource } from "../../../ports/knowledge-base.ts";
import type { RegisteredVersion } from "../../../ports/source-registry.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readBase } from "./document-head.ts";
import { unitBatches } from "./unit-batches.ts";

const SLICE_BYTES = 2 * 1024 * 1024;

export async function readIdentity(session: SqlSession): Promise<DatabaseIdentity> {
  const { rows } = await session.query<DatabaseIdentity>(
    `select current_database() as name, (select system_identifier::text from pg_control_system()) as "systemIdentifier",
       current_setting('server_version') as "serverVersion", pg_is_in_recovery() as "inRecovery"`,
  );
  const identity = rows[0];
  if (!identity) throw new Error("the database did not tell its identity");
  return identity;
}

export async function readNow(session: SqlSession): Promise<string> {
  const { rows } = await session.query<{ readonly now: string }>(
    `select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`,
  );
  return rows[0]?.now ?? "";
}

export async function readSizeBytes(session: SqlSession): Promise<number> {
  const { rows } = await session.query<{ readonly bytes: string }>(
    "select pg_database_size(current_database())::text as bytes",
  );
  return Number(rows[0]?.bytes);
}

interface RegisteredColumns {
  readonly expectedCount: number | null;
  readonly labelsSha256: string | null;
  readonly nature: Nature | null;
  readonly effectiveFrom: string | null;
  readonly citation: string | null;
  readonly lineageSha256: string | null;
  readonly statedAbout: string | null;
  readonly reader: string | null;
  readonly readerVersion: number | null;
  readonly encoding: string | null;
  readonly projectionSha256: string | null;
  readonly convertedSha256: string | null;
  readonly convertedBytes: string | null;
}

type WithColumns<Version> = Omit<
  Version,
  | "sizeBytes"
  | "expectation"
  | "base"
  | "reading"
  | "convertedFrom"
  | Exclude<keyof RegisteredColumns, "expectedCount" | "labelsSha256">
> &
  RegisteredColumns;

type FoundVersion = WithColumns<SourceVersion> & { readonly sizeBytes: string };

/** What was registered about a version `v` and its cut. */
const ABOUT_CUT = `v.expected_count as "expectedCount", v.expected_labels_sha256 as "labelsSha256",
  coalesce(v.accepted_doubts, '{}') as "acceptedDoubts", v.nature, v.citation, v.lineage_sha256 as "lineageSha256",
  case when v.base_is_stated then v.base_version_id::text end as "statedAbout",
  case when v.effect_is_open then 'open' else to_char(v.effective_from, 'YYYY-MM-DD') end as "effectiveFrom",
  v.reader, v.reader_version as "readerVersion", v.encoding, v.projection_sha256 as "projectionSha256",
  v.converted_from_sha256 as "convertedSha256", v.converted_from_bytes::text as "convertedBytes"`;

/** What is null in the row was not registered, and is left out. */
function withRegistered<Row extends RegisteredColumns>(found: Row) {
  const {
    expectedCount,
    labelsSha256,
    nature,
    effectiveFrom,
    citation,
    lineageSha256,
    statedAbout,
    reader,
    readerVersion,
    encoding,
    projectionSha256,
    convertedSha256,
    convertedBytes,
    ...version
  } = found;
  return {
    ...version,
    ...(expectedCount === null ? {} : { expectation: { count: expectedCount, labelsSha256 } }),
    ...(nature === null ? {} : { nature }),
    ...(effectiveFrom === null ? {} : { effectiveFrom }),
    ...(citation === null ? {} : { citation }),
    ...(lineageSha256 === null ? {} : { lineageSha256 }),
    ...(statedAbout === null ? {} : { statedAbout }),
    ...(reader === null || readerVersion === null || projectionSha256 === null
      ? {}
      : {
          reading: {
            reader: { name: reader, version: readerVersion },
            ...(encoding === null ? {} : { encoding }),
            projectionSha256,
          },
        }),
    ...(convertedSha256 === null
      ? {}
      : { convertedFrom: { sha256: convertedSha256, bytes: Number(convertedBytes) } }),
  };
}

export async function findDocument(
  sql: SqlSource,
  documentId: string,
  versionId: string | null = null,
): Promise<SourceVersion | null> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<FoundVersion>(
    `select d.document_id as "documentId", d.doc_prefix as "docPrefix", d.title, d.authoritative, d.convention,
       d.publication_type as "publicationType", d.owner_ref as owner, v.version_id::text as "versionId",
       v.version_seq as "versionSeq", v.sha256, v.size_bytes::text as "sizeBytes",
       ${ABOUT_CUT}
     from cutter_governance.source_document_registry d
     join cutter_governance.source_document_version_registry v using (document_id)
     where d.document_id = $1 and v.version_id = coalesce($2::text::uuid, v.version_id) order by v.version_seq desc limit 1`,
    [documentId, versionId],
  );
  const found = rows[0];
  if (!found) return null;
  const base = await readBase(session, documentId);
  return {
    ...withRegistered(found),
    sizeBytes: Number(found.sizeBytes),
    ...(base === null ? {} : { base }),
  };
}

/** Without the bytes, which a constraint of the table binds to their sha256. */
export async function readStored(session: SqlSession, versionId: string): Promise<StoredVersion | null> {
  const { rows } = await session.query<WithColumns<StoredVersion>>(
    `select v.document_id as "documentId", v.version_seq as "versionSeq", v.sha256, ${ABOUT_CUT}
     from cutter_governance.source_document_version_registry v where v.version_id = $1`,
    [versionId],
  );
  const found = rows[0];
  return found === undefined ? null : withRegistered(found);
}

/** Every registered version of a document, oldest first, without the bytes. */
export async function readVersions(
  session: SqlSession,
  documentId: string,
): Promise<readonly RegisteredVersion[]> {
  const { rows } = await session.query<WithColumns<RegisteredVersion>>(
    `select v.version_id::text as "versionId", v.document_id as "documentId", v.version_seq as "versionSeq", v.sha256, ${ABOUT_CUT}
     from cutter_governance.source_document_version_registry v where v.document_id = $1 order by v.version_seq`,
    [documentId],
  );
  return rows.map(withRegistered);
}

/** The registered statement of lineage, or null. */
export async function readLineageText(session: SqlSession, versionId: string): Promise<string | null> {
  const { rows } = await session.query<{ lineage: string | null }>(
    "select lineage from cutter_governance.source_document_version_registry where version_id = $1",
    [versionId],
  );
  return rows[0]?.lineage ?? null;
}

/** Reads the bytes of a stored version in slices: the text form of bytea is twice as large, and it is held twice while it is decoded. */
export async function readSource(session: SqlSession, versionId: string): Promise<StoredSource | null> {
  const stored = await readStored(session, versionId);
  if (stored === null) return null;
  const { sha256: _sha256, ...version } = stored;
  let content = Buffer.alloc(0);
  for (let at = 0; at === 0 || at < content.length; at += SLICE_BYTES) {
    const { rows } = await session.query<{ size: number; slice: Uint8Array }>(
      `select octet_length(content) as size, substr(content, $2, $3) as slice
       from cutter_governance.source_document_version_registry where version_id = $1`,
      [versionId, at + 1, SLICE_BYTES],
    );
    const found = rows[0];
    if (!found) return null;
    if (at === 0) content = Buffer.alloc(found.size);
    content.set(found.slice, at);
  }
  return { ...version, bytes: content };
}

export async function readVocabulary(sql: SqlSource): Promise<Vocabulary> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<{ family: string; name: string }>(
    `select split_part(config_key, '.', 2) as family, substr(config_key, length(split_part(config_key, '.', 2)) + 8) as name
     from public.dot_config where config_key like 'vocab.%' order by config_key collate "C"`,
  );
  const names = (family: string) => rows.filter((row) => row.family === family).map(({ name }) => name);
  return {
    unitKinds: names("unit_kind"),
    sectionTypes: names("section_type"),
    publicationTypes: names("publication_type"),
  };
}

/** Asks the dry twin `fn_iu_create_plan` about every unit that is to be born; returns those that it would not create. */
export async function planUnits(
  session: SqlSession,
  plan: CutPlan,
  source: Uint8Array,
  actor: string,
): Promise<readonly UnitStatus[]> {
  const found: UnitStatus[] = [];
  const births =
    plan.counts.units === plan.changes.length
      ? plan.changes
      : plan.changes.filter(({ operation }) => operation === "create");
  for (const batch of unitBatches(births, source)) {
    const { rows } = await session.query<UnitStatus>(
      `select unit.address, public.fn_iu_create_plan(unit.address, unit.title, unit.body, $6, unit.kind, unit.section_type,
         $7, $8, unit.parent) ->> 'status' as status
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $9::text[]) with ordinality
         as unit (address, title, body, kind, section_type, parent, position)
       order by unit.position`,
      [
        batch.units,
        batch.titles,
        batch.bodies,
        batch.kinds,
        batch.sectionTypes,
        actor,
        plan.source.owner,
        plan.source.publicationType,
        batch.parents,
      ],
    );
    found.push(...rows.filter(({ status }) => status !== "plan_ok"));
  }
  return found;
}
