import { OPEN } from "../../domain/planned-change.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type {
  RegisteredDocument,
  SourceRegistry,
  TargetRecord,
  VersionToStore,
} from "../../ports/source-registry.ts";
import type { SqlSession, SqlSource } from "../../ports/sql.ts";
import { readSqlError, refusalOfTimeout } from "./connection/sql-error.ts";
import { readBase, readBodies, readHead } from "./reads/document-head.ts";
import { planUnits, readIdentity, readSource, readVersions } from "./reads/documents.ts";
import { changeSetIdOf } from "./reads/ledger-ids.ts";
import { EXECUTOR } from "./writes/leg-a.ts";

/** Opens the registry on a session of the owner. */
export async function openSourceRegistry(sql: SqlSource): Promise<SourceRegistry> {
  const session = await sql.open("owner");
  await session.query("begin isolation level repeatable read");
  // One snapshot: what is the same for every document of it is read once.
  let state: ReturnType<typeof readState> | null = null;
  let identity: ReturnType<typeof readIdentity> | null = null;
  return {
    async readTarget(target) {
      state ??= readState(session);
      const read = await state;
      return read.ok ? readTarget(session, target, read.value) : read;
    },
    store: (version, bytes) => store(session, version, bytes),
    documentHead: (changeSetId) => readHead(session, changeSetId),
    bodies: (versionIds) => readBodies(session, versionIds),
    readSource: (versionId) => readSource(session, versionId),
    planUnits: (plan, source) => planUnits(session, plan, source, EXECUTOR),
    async hasChangeSet(plan) {
      identity ??= readIdentity(session);
      const changeSetId = changeSetIdOf(await identity, plan);
      const { rows } = await session.query(
        "select from cutter_governance.cut_change_set where change_set_id = $1",
        [changeSetId],
      );
      return rows.length > 0;
    },
    async commit() {
      const { command } = await session.query("commit");
      if (command === "COMMIT") return accepted(null);
      return refused(
        refusal("STOP_COMMIT_NOT_CONFIRMED", { field: "COMMIT", expected: "COMMIT", actual: command }),
      );
    },
    async [Symbol.asyncDispose]() {
      await session.query("rollback").catch(() => undefined);
      await session[Symbol.asyncDispose]();
    },
  };
}

/** The cuts on record; `STOP_DB_SCHEMA_MISSING` where the schema is not installed. */
async function readState(session: SqlSession): Promise<Result<number>> {
  const { rows: found } = await session.query<{ installed: boolean }>(
    "select to_regclass('cutter_governance.source_document_version_registry') is not null as installed",
  );
  if (!found[0]?.installed) return refused(refusal("STOP_DB_SCHEMA_MISSING"));
  const { rows } = await session.query<{ cuts: number }>(
    "select count(*)::integer as cuts from cutter_governance.phase_receipt where phase = 'cut_leg_a'",
  );
  return accepted(rows[0]?.cuts ?? 0);
}

async function readTarget(
  session: SqlSession,
  { documentId, docPrefix }: { readonly documentId: string; readonly docPrefix: string | null },
  recordedCuts: number,
): Promise<Result<TargetRecord>> {
  const [documents, record, versions, base] = await Promise.all([
    session.query<RegisteredDocument>(
      `select doc_prefix as "docPrefix", title, publication_type as "publicationType", owner_ref as owner, convention, authoritative
       from cutter_governance.source_document_registry where document_id = $1`,
      [documentId],
    ),
    session.query<{ holder: string | null; drafts: number }>(
      `with target as (select coalesce($1::text, (select doc_prefix from cutter_governance.source_document_registry where document_id = $2)) as prefix)
       select (select document_id from cutter_governance.source_document_registry where doc_prefix = target.prefix) as holder,
         (select count(*)::integer from public.unit_version v join public.information_unit u on u.id = v.unit_id
           where u.doc_code = target.prefix and v.lifecycle_status = 'draft') as drafts
       from target`,
      [docPrefix, documentId],
    ),
    readVersions(session, documentId),
    readBase(session, documentId),
  ]);
  return accepted({
    document: documents.rows[0] ?? null,
    versions,
    prefixHolder: record.rows[0]?.holder ?? null,
    drafts: record.rows[0]?.drafts ?? 0,
    base,
    recordedCuts,
  });
}

async function store(
  session: SqlSession,
  version: VersionToStore,
  bytes: Uint8Array,
): Promise<Result<string>> {
  try {
    if (version.versionSeq === 1) await insertDocument(session, version);
    const { rows } = await session.query<{ stored: string }>(
      `insert into cutter_governance.source_document_version_registry
         (version_id, document_id, version_seq, sha256, size_bytes, content, accepted_doubts, expected_count, expected_labels_sha256,
          nature, base_version_id, base_is_stated, effective_from, effect_is_open, citation, lineage, lineage_sha256,
          reader, reader_version, encoding, projection_sha256, converted_from_sha256, converted_from_bytes)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) returning encode(sha256(content), 'hex') as stored`,
      [
        version.versionId,
        version.documentId,
        version.versionSeq,
        version.sha256,
        version.sizeBytes,
        bytes,
        version.acceptedDoubts ?? [],
        version.expectation?.count ?? null,
        version.expectation?.labelsSha256 ?? null,
        version.nature ?? null,
        version.base?.versionId ?? null,
        version.statedAbout !== undefined,
        version.effectiveFrom === OPEN ? null : (version.effectiveFrom ?? null),
        version.effectiveFrom === OPEN,
        version.citation ?? null,
        version.lineage,
        version.lineageSha256 ?? null,
        version.reading?.reader.name ?? null,
        version.reading?.reader.version ?? null,
        version.reading?.encoding ?? null,
        version.reading?.projectionSha256 ?? null,
        version.convertedFrom?.sha256 ?? null,
        version.convertedFrom?.bytes ?? null,
      ],
    );
    return accepted(rows[0]?.stored ?? "nothing");
  } catch (error) {
    const late = refusalOfTimeout(error);
    if (late !== null)
      return refused({
        ...late,
        field: version.documentId,
        wayOut: "Wait until the other registration has ended, then run the command again.",
      });
    const found = readSqlError(error);
    if (found?.code !== "23505") throw error;
    return refused(
      refusal("STOP_SOURCE_VERSION_EXISTS", {
        message: "Another registration was committed at the same moment; nothing was registered by this one.",
        wayOut: "Run the command again: it is then judged with what the other one has registered.",
        field: version.documentId,
        actual: found.detail ?? found.message,
      }),
    );
  }
}

async function insertDocument(session: SqlSession, version: VersionToStore): Promise<void> {
  await session.query(
    `insert into cutter_governance.source_document_registry
       (document_id, doc_prefix, title, publication_type, owner_ref, convention, authoritative, reserved_prefix_named)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      version.documentId,
      version.docPrefix,
      version.title,
      version.publicationType,
      version.owner,
      version.convention,
      version.authoritative,
      version.reservedPrefixNamed,
    ],
  );
}
