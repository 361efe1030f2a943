import { z } from "zod";
import { amendmentSchema, asOfSchema } from "./amendment.ts";
import { copiesSchema } from "./backup-copies.ts";
import {
  type BackupAdapter,
  type BackupEnvelope,
  isIncrement,
  isPgDump,
  openerOf,
  placeOf,
  repositoryBackupSchema,
} from "./backup-envelope.ts";
import { incrementSchema } from "./backup-increment.ts";
import { compensationStepSchema } from "./compensation.ts";
import { coverageSchema } from "./coverage.ts";
import type { PhaseName } from "./phases.ts";
import { documentWarningSchema, sourceVersionSchema } from "./plan.ts";
import { plannedDaysSchema } from "./planned-days.ts";
import { shownCutSchema, writtenFileSchema } from "./shown-cut.ts";
import { governedTablesSchema, tableFactSchema } from "./tables.ts";
import { sha256Text, utcText } from "./text-forms.ts";
import { unitTreeSchema } from "./unit-leaf.ts";
import { countFirstCut, type WriteCounts, writeCountsSchema } from "./write-counts.ts";

const count = z.number().int().nonnegative();
const counts = z.record(z.string(), count).readonly();
const texts = z.array(z.string()).readonly();

const receipt = {
  resultDigest: sha256Text,
  committedUtc: utcText,
  ids: z.record(z.string(), z.string()).readonly(),
  /** The rows of the document as the effect left them; absent in journals of earlier releases. */
  document: z.array(tableFactSchema).readonly().exactOptional(),
};

/** What the receipt of a writing phase says. */
const writtenSchema = z.strictObject(receipt).readonly();

/** What a compensation leaves: its receipt, and the plan that it followed. */
export const compensatedSchema = z.strictObject({ ...receipt, planSha256: sha256Text }).readonly();

export const rehearsalStepSchema = z.strictObject({ step: z.string(), result: z.string() }).readonly();

/**
 * What each phase leaves in the journal for the phases after it. A run is resumed by the version that its request binds, or not at all;
 * but every later version still reads the journal, for status and evidence, so that a new field has to be optional.
 */
export const evidenceSchemas = {
  source_pin: z.strictObject({ source: sourceVersionSchema }).readonly(),
  mark: z
    .strictObject({
      convention: z.string(),
      runnerUp: z.string().nullable(),
      units: count,
      containers: count,
      regions: count,
      bytesByRole: counts,
      /** sha256 over the regions' bounds and roles. */
      regionsSha256: sha256Text,
      warnings: z.array(documentWarningSchema).readonly(),
      /** What became of each letter; left out where the text that is cut is the file itself. */
      coverage: coverageSchema.exactOptional(),
    })
    .readonly(),
  cutplan: z
    .strictObject({
      writerDigest: sha256Text,
      /** Absent in journals of earlier releases. */
      unitTree: unitTreeSchema.exactOptional(),
      unitCount: count,
      /** What is written; absent in journals of releases in which every unit of a plan was. */
      counts: writeCountsSchema.exactOptional(),
      histogram: counts,
      addressesSha256: sha256Text,
      /** Names of units in journals of earlier releases. */
      preview: z
        .array(z.strictObject({ address: z.string(), label: z.string(), title: z.string() }).readonly())
        .readonly()
        .exactOptional(),
      /** What the plan does to what is enacted; absent where nothing was. */
      amendment: amendmentSchema.exactOptional(),
      /** What people are shown of the cut; absent in journals of earlier releases. */
      shown: shownCutSchema.exactOptional(),
      /** What a run that sets days changes; left out of a cut. */
      days: plannedDaysSchema.exactOptional(),
      /** The list of all its versions, in files beside the request. */
      daysList: z.array(writtenFileSchema).readonly().exactOptional(),
    })
    .readonly(),
  pre_write_backup: z
    .strictObject({
      backupFile: z.string(),
      backupSha256: sha256Text,
      recipient: z.string(),
      takenUtc: utcText,
      tables: governedTablesSchema,
      restoreProofSha256: sha256Text,
      rehearsal: z.array(rehearsalStepSchema).readonly(),
      rehearsalSha256: sha256Text,
      compensation: z.array(compensationStepSchema).readonly(),
      compensationSha256: sha256Text,
      /** The text on each of the plan's days, as the rehearsal has left it; absent where the plan has none. */
      asOf: z.array(asOfSchema).readonly().exactOptional(),
      preSha256: sha256Text,
      /** Where the backup is one of pgBackRest: which. */
      repository: repositoryBackupSchema.exactOptional(),
      /** Where the backup is an increment: what it holds, and on which full one it rests. */
      increment: incrementSchema.exactOptional(),
      /** Where increments are taken and it is none: why. */
      fullBecause: z.string().exactOptional(),
      /** Where its file was put besides, each read back; absent where the configuration names no place. */
      copies: copiesSchema.exactOptional(),
    })
    .readonly(),
  grant_probe: z
    .strictObject({
      databaseName: z.string(),
      systemIdentifier: z.string(),
      serverVersion: z.string(),
      schemaSha256: sha256Text,
      grantsSha256: sha256Text,
      grants: count,
      tables: texts,
      triggers: texts,
      functions: texts,
    })
    .readonly(),
  cut_leg_a: writtenSchema,
  structural_verify: z.strictObject({ checks: count, checksSha256: sha256Text }).readonly(),
  leg_b_record: writtenSchema,
  write_verify: writtenSchema,
  lifecycle_enact: writtenSchema,
  effect_set: writtenSchema,
  closeout: z
    .strictObject({
      checks: count,
      /** The whole base; left out where other documents are seen by their chain, or not at all. */
      tables: governedTablesSchema.exactOptional(),
      /** The rows of the document when the run was closed. */
      document: z.array(tableFactSchema).readonly().exactOptional(),
    })
    .readonly(),
} as const satisfies Readonly<Record<PhaseName, z.ZodType>>;

export type Evidence = { readonly [Name in PhaseName]: z.infer<(typeof evidenceSchemas)[Name]> };
export type Written = z.infer<typeof writtenSchema>;
export type RehearsalStep = z.infer<typeof rehearsalStepSchema>;
export type EvidenceSoFar = { readonly [Name in PhaseName]?: Evidence[Name] };

/** The evidence of an earlier phase; its absence is a fault of the engine's order. */
export function evidenceOf<Name extends PhaseName>(soFar: EvidenceSoFar, phase: Name): Evidence[Name] {
  const found: Evidence[Name] | undefined = soFar[phase];
  if (found === undefined) throw new Error(`phase ${phase} has left no evidence yet`);
  return found;
}

/** With what the run's backup was taken. */
export function adapterOf({ repository }: Evidence["pre_write_backup"]): BackupAdapter {
  return repository === undefined ? "pg_dump" : "pgbackrest";
}

/** What the evidence says of the backup itself, apart from its tables; one that is taken again replaces all of it. */
export function describeBackup(envelope: BackupEnvelope) {
  return {
    backupFile: placeOf(envelope),
    backupSha256: envelope.sha256,
    recipient: openerOf(envelope),
    takenUtc: envelope.snapshotUtc,
    restoreProofSha256: envelope.restoreProof.sha256,
    ...(isPgDump(envelope) ? {} : { repository: envelope.repository }),
    ...describeKind(envelope),
  };
}

function describeKind(envelope: BackupEnvelope) {
  if (!isPgDump(envelope)) return {};
  const copies = envelope.copies === undefined ? {} : { copies: envelope.copies };
  if (isIncrement(envelope)) return { increment: envelope.increment, ...copies };
  return { ...(envelope.basis === undefined ? {} : { fullBecause: envelope.basis.why }), ...copies };
}

/** The evidence with another backup in the place of the first. */
export function withOtherBackup(
  {
    increment: _increment,
    fullBecause: _why,
    repository: _repository,
    copies: _copies,
    ...evidence
  }: Evidence["pre_write_backup"],
  envelope: BackupEnvelope,
): Evidence["pre_write_backup"] {
  return { ...evidence, ...describeBackup(envelope) };
}

/** How much the run writes; nothing before it has a plan. */
export function writeCountsOf({ cutplan }: EvidenceSoFar): WriteCounts {
  return cutplan?.counts ?? countFirstCut(cutplan?.unitCount ?? 0);
}
