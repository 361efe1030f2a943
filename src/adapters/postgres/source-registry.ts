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
import { readSqlError } from "./connection/sql-error.ts";
import { readBase, readBodies, readHead } from "./reads/document-head.ts";
import { planUnits, readIdentity, readSource, readVersions } from "./reads/documents.ts";
import { changeSetIdOf } from "./reads/ledger-ids.ts";
import { EXECUTOR } from "./writes/leg-a.ts";

/** Opens the registry on a session of the owner. */
export async function openSourceRegistry(sql: SqlSource): Promise<SourceRegistry> {
  const session = await sql.open("owner");
  await session.query("begin isolation level repeatable read");
  return {
    readTarget: (target) => readTarget(session, target),
    store: (version, bytes) => store(session, version, bytes),
    documentHead: (changeSetId) => readHead(session, changeSetId),
    bodies: (versionIds) => readBodies(session, versionIds),
    readSource: (versionId) => readSource(session, versionId),
    planUnits: (plan, source) => planUnits(session, plan, source, EXECUTOR),
    async hasChangeSet(plan) {
      const changeSetId = changeSetIdOf(await readIdentity(session), plan);
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

async function readTarget(
  session: SqlSession,
  { documentId, docPrefix }: { readonly documentId: string; readonly docPrefix: string | null },
): Promise<Result<TargetRecord>> {
  const { rows: found } = await session.query<{ installed: boolean }>(
    "select to_regclass('cutter_governance.source_document_version_registry') is not null as installed",
  );
  if (!found[0]?.installed) return refused(refusal("STOP_DB_SCHEMA_MISSING"));
  const { rows: documents } = await session.query<RegisteredDocument>(
    `select doc_prefix as "docPrefix", title, publication_type as "publicationType", owner_ref as owner, convention, authoritative
     from cutter_governance.source_document_registry where document_id = $1`,
    [documentId],
  );
  const prefix = docPrefix ?? documents[0]?.docPrefix ?? null;
  const { rows: record } = await session.query<{ holder: string | null; drafts: number; cuts: number }>(
    `select (select document_id from cutter_governance.source_document_registry where doc_prefix = $1) as holder,
       (select count(*)::integer from public.unit_version v join public.information_unit u on u.id = v.unit_id
         where u.doc_code = $1 and v.lifecycle_status = 'draft') as drafts,
       (select count(*)::integer from cutter_governance.phase_receipt where phase = 'cut_leg_a') as cuts`,
    [prefix],
  );
  return accepted({
    document: documents[0] ?? null,
    versions: await readVersions(session, documentId),
    prefixHolder: record[0]?.holder ?? null,
    drafts: record[0]?.drafts ?? 0,
    base: await readBase(session, documentId),
    recordedCuts: record[0]?.cuts ?? 0,
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
          nature, base_version_id, base_is_stated, effective_from, effect_is_open, citation, lineage, lineage_sha256)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning encode(sha256(content), 'hex') as stored`,
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
      ],
    );
    return accepted(rows[0]?.stored ?? "nothing");
  } catch (error) {
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
