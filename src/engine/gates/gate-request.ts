import type { Amendment, AsOf } from "../../domain/amendment.ts";
import { boundCopies } from "../../domain/backup-copies.ts";
import type { RepositoryBackup } from "../../domain/backup-envelope.ts";
import type { BoundBase } from "../../domain/bound-base.ts";
import { boundIncrement } from "../../domain/bound-increment.ts";
import { isHeadAgain } from "../../domain/change-nature.ts";
import type { Coverage } from "../../domain/coverage.ts";
import { adapterOf, evidenceOf, writeCountsOf } from "../../domain/evidence.ts";
import { expectedChange, sumOfChanges } from "../../domain/expected-change.ts";
import { type Gate, gateRow } from "../../domain/gates.ts";
import type { JournalHead } from "../../domain/journal-head.ts";
import type { SourceVersion } from "../../domain/plan.ts";
import type { PlannedDays } from "../../domain/planned-days.ts";
import { type GateRequest, requestSchema } from "../../domain/request.ts";
import { kindOf } from "../../domain/run.ts";
import { listedFiles } from "../../domain/shown-cut.ts";
import type { SourceReading } from "../../domain/source-reading.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import type { EngineSettings } from "../session/engine-parts.ts";
import { initiatorsOf, type RunPosition } from "../session/run-position.ts";

export interface RequestMoment {
  readonly gate: Gate;
  readonly nonce: string;
  readonly issuedUtc: string;
  readonly policy: { readonly version: number; readonly sha256: string };
  /** Where the default branch stood when that policy was judged. */
  readonly controlCommit: string;
  /** Where the journal of the run stands. */
  readonly journal: JournalHead;
  readonly engine: "postgresql" | "pglite";
  /** Digest of the gate facts that the request binds, read again for every gate. */
  readonly preSha256: string;
  readonly base: BoundBase;
}

/** The request of a gate: everything that an approval of it binds (docs/system.md section 4). */
export function buildRequest(
  position: RunPosition,
  settings: EngineSettings,
  moment: RequestMoment,
): GateRequest {
  const { run, evidence } = position;
  const { source } = evidenceOf(evidence, "source_pin");
  const { acceptedDoubts = [] } = source;
  const plan = evidenceOf(evidence, "cutplan");
  const backup = evidenceOf(evidence, "pre_write_backup");
  const probe = evidenceOf(evidence, "grant_probe");
  const { effects, beforeFirstWrite } = gateRow(moment.gate, kindOf(run));
  return requestSchema.parse({
    schema: "iu-cutter/request/1",
    repository_id: settings.repositoryId,
    gate: moment.gate,
    run_id: run.runId,
    mode: run.mode,
    nonce: moment.nonce,
    issued_utc: moment.issuedUtc,
    control_commit: moment.controlCommit,
    journal: moment.journal,
    initiator: initiatorsOf(position),
    document: {
      document_id: source.documentId,
      doc_prefix: source.docPrefix,
      title: source.title,
      version_id: source.versionId,
      version_seq: source.versionSeq,
      source_sha256: source.sha256,
      source_bytes: source.sizeBytes,
      ...(source.reading === undefined ? {} : { reading: boundReading(source.reading) }),
      ...(source.convertedFrom === undefined ? {} : { converted_from: { ...source.convertedFrom } }),
      ...(source.expectation === undefined
        ? {}
        : {
            expected_units: {
              count: source.expectation.count,
              labels_sha256: source.expectation.labelsSha256,
            },
          }),
      ...(isHeadAgain(source) ? {} : registeredWords(source)),
      ...(acceptedDoubts.length === 0 ? {} : { accepted_doubts: [...acceptedDoubts] }),
    },
    plan: {
      writer_digest: plan.writerDigest,
      ...(plan.unitTree === undefined ? {} : { unit_tree: plan.unitTree }),
      unit_count: plan.unitCount,
      section_types: plan.histogram,
      ...(evidence.mark === undefined ? {} : { convention: evidence.mark.convention }),
      ...(evidence.mark?.coverage === undefined ? {} : { coverage: boundCoverage(evidence.mark.coverage) }),
      ...(plan.amendment === undefined ? {} : { amendment: boundAmendment(plan.amendment, backup.asOf) }),
      ...(listedFiles(plan).length === 0 ? {} : { list: listedFiles(plan).map((file) => ({ ...file })) }),
    },
    ...(plan.days === undefined ? {} : { effect: boundDays(plan.days, backup.asOf) }),
    expected_change: sumOfChanges(effects.map((effect) => expectedChange(effect, writeCountsOf(evidence)))),
    database: {
      name: probe.databaseName,
      system_identifier: probe.systemIdentifier,
      engine: moment.engine,
      schema_sha256: probe.schemaSha256,
      grants_sha256: probe.grantsSha256,
      tables: probe.tables,
      triggers: probe.triggers,
      functions: probe.functions,
    },
    backup: {
      recipient: backup.recipient,
      sha256: backup.backupSha256,
      tables: backup.tables.map((fact) => fact.table),
      restore_proof_sha256: backup.restoreProofSha256,
      rehearsal_sha256: backup.rehearsalSha256,
      adapter: adapterOf(backup),
      ...(backup.repository === undefined ? {} : { repository: boundRepository(backup.repository) }),
      ...(backup.increment === undefined ? {} : { increment: boundIncrement(backup.increment) }),
      ...(backup.copies === undefined ? {} : { copies: boundCopies(backup.copies) }),
    },
    pre_sha256: moment.preSha256,
    base: moment.base,
    compensation_plan_sha256: backup.compensationSha256,
    tool: settings.tool,
    policy: moment.policy,
    written: beforeFirstWrite
      ? null
      : {
          change_set_id: evidence.leg_b_record?.ids["changeSetId"] ?? null,
          verify_result_id: evidence.write_verify?.ids["verifyResultId"] ?? null,
          addresses_sha256: plan.addressesSha256,
        },
  });
}

function boundRepository({
  lsnStart,
  lsnStop,
  walStart,
  walStop,
  manifestSha256,
  ...rest
}: RepositoryBackup) {
  return {
    ...rest,
    lsn_start: lsnStart,
    lsn_stop: lsnStop,
    wal_start: walStart,
    wal_stop: walStop,
    manifest_sha256: manifestSha256,
  };
}

function boundDays(days: PlannedDays, asOf: readonly AsOf[] = []) {
  const { was, named, ...rest } = days;
  return {
    ...rest,
    was: was.map((each) => ({ ...each })),
    named: named.map((each) => ({ ...each })),
    as_of: asOf.map((found) => ({ ...found })),
  };
}

function boundReading({ reader, encoding, projectionSha256 }: SourceReading) {
  return {
    reader: reader.name,
    reader_version: reader.version,
    ...(encoding === undefined ? {} : { encoding }),
    projection_sha256: projectionSha256,
  };
}

function boundCoverage({ letters, leftOut }: Coverage) {
  return {
    letters: { ...letters },
    left_out_kinds: leftOut.length,
    left_out_sha256: sha256Hex(canonicalJson(leftOut)),
  };
}

function registeredWords({ nature, effectiveFrom, citation, lineageSha256 }: SourceVersion) {
  return {
    ...(nature === undefined ? {} : { nature }),
    ...(effectiveFrom === undefined ? {} : { effective_from: effectiveFrom }),
    ...(citation === undefined ? {} : { citation }),
    ...(lineageSha256 === undefined ? {} : { lineage_sha256: lineageSha256 }),
  };
}

function boundAmendment(amendment: Amendment, asOf: readonly AsOf[] = []) {
  const { base, deltaSha256, nature, cited, operations, counting, kept, documentSha256 } = amendment;
  return {
    base: { change_set_id: base.changeSetId, version_id: base.versionId, head_sha256: base.headSha256 },
    delta_sha256: deltaSha256,
    ...{ nature, cited, told: amendment.shown.counts },
    operations: { ...operations },
    repeals: amendment.repeals,
    counting: counting.map((each) => ({ day: each.day, operations: { ...each.operations } })),
    kept: { ...kept },
    document_sha256: documentSha256,
    hidden_characters: amendment.shown.hidden.characters,
    as_of: asOf.map((found) => ({ ...found })),
  };
}
