import type { Evidence, Written } from "../../src/domain/evidence.ts";
import type { IndexedRun } from "../../src/domain/indexed-run.ts";
import { type JournalEvent, journalEventSchema } from "../../src/domain/journal.ts";
import { PHASES, type PhaseName } from "../../src/domain/phases.ts";
import type { SourceVersion } from "../../src/domain/plan.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";

const SHA256 = "0123456789abcdef".repeat(4);
const UTC = "2026-11-21T09:00:00Z";
const TABLES = GOVERNED_TABLES.map((table) => ({ table, rows: 0, digest: SHA256 }));
/** The version of the code that the runs of these events name. */
export const TOOL = { version: "0.1.0", sha256: SHA256 };
const WRITTEN: Written = { resultDigest: SHA256, committedUtc: UTC, ids: {} };

export const SOURCE_VERSION: SourceVersion = {
  documentId: "law",
  docPrefix: "LAW",
  title: "Law",
  authoritative: false,
  convention: null,
  publicationType: "law",
  owner: "operator",
  versionId: "5e0cfa8e-55a7-4b6c-8f0e-0123456789ab",
  versionSeq: 1,
  sha256: SHA256,
  sizeBytes: 1,
};

/** Evidence of each phase, the smallest that its schema takes. */
const EVIDENCE: Evidence = {
  source_pin: { source: SOURCE_VERSION },
  mark: {
    convention: "articles",
    runnerUp: null,
    units: 1,
    containers: 0,
    regions: 1,
    bytesByRole: { unit: 1 },
    regionsSha256: SHA256,
    warnings: [],
  },
  cutplan: {
    writerDigest: SHA256,
    unitCount: 1,
    histogram: { body: 1 },
    addressesSha256: SHA256,
    preview: [],
  },
  pre_write_backup: {
    backupFile: "/backup",
    backupSha256: SHA256,
    recipient: "A".repeat(40),
    takenUtc: UTC,
    tables: TABLES,
    restoreProofSha256: SHA256,
    rehearsal: [],
    rehearsalSha256: SHA256,
    compensation: [],
    compensationSha256: SHA256,
    preSha256: SHA256,
  },
  grant_probe: {
    databaseName: "kb",
    systemIdentifier: "7",
    serverVersion: "17",
    schemaSha256: SHA256,
    grantsSha256: SHA256,
    grants: 0,
    tables: [],
    triggers: [],
    functions: [],
  },
  cut_leg_a: WRITTEN,
  structural_verify: { checks: 1, checksSha256: SHA256 },
  leg_b_record: WRITTEN,
  write_verify: WRITTEN,
  lifecycle_enact: WRITTEN,
  effect_set: WRITTEN,
  closeout: { checks: 1, tables: TABLES },
};

export function runStarted(runId: string): Extract<JournalEvent, { type: "run_started" }> {
  return {
    type: "run_started",
    run: {
      runId,
      documentId: "law",
      mode: "LIVE",
      initiator: "os:operator",
      startedUtc: UTC,
      toolVersion: TOOL.version,
      toolSha256: TOOL.sha256,
    },
  };
}

/** What the journal says of a phase that ended well, with other evidence where `changes` names it. */
export function phaseResult<Name extends PhaseName>(
  phase: Name,
  changes: Partial<Evidence[Name]> = {},
): JournalEvent {
  const state = PHASES.find(({ name }) => name === phase)?.stateAfter;
  const evidence = { ...EVIDENCE[phase], ...changes };
  const report = { summary: phase, facts: [], checks: [] };
  return journalEventSchema.parse({ type: "phase_result", phase, state, evidence, report });
}

/** A phase from its intent to its result. */
export function phaseDone(phase: PhaseName): readonly JournalEvent[] {
  return [{ type: "phase_intent", phase }, phaseResult(phase)];
}

/** The line of the index of a run that is closed. */
export function overRun(runId: string): IndexedRun {
  return {
    run_id: runId,
    document_id: "law",
    mode: "LIVE",
    units: 1,
    writer_digest: SHA256,
    state: "closeout_reported",
    closed_utc: UTC,
    closeout_sha256: SHA256,
    reports: 13,
  };
}
