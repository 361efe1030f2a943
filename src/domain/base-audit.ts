import { z } from "zod";
import type { StateFile } from "./state-file.ts";
import { sha256Text, utcText } from "./text-forms.ts";

/** One thing that is not as the chain, a hash or a run of this machine says. */
export interface AuditDifference {
  /** Prefix of the document; empty where the rows are of none. */
  readonly document: string;
  readonly found: string;
  /** Tables that differ as a whole, of which the rows are still to be named. */
  readonly tables?: readonly string[];
}

/** A run that has an effect in the base, by its receipts. */
export interface WrittenRun {
  readonly runId: string;
  /** Prefix of its document; empty where nothing says which. */
  readonly document: string;
  /** Whether it has enacted something or set a day. */
  readonly isEnacted: boolean;
}

/** A run that could not be held against what it has sealed, and why. */
export interface UncomparedRun {
  readonly runId: string;
  readonly why: string;
}

/** The whole base as it was recomputed from its rows in one snapshot. */
export interface AuditReading {
  readonly takenUtc: string;
  readonly documents: number;
  readonly rows: number;
  /** Digest of the list of the newest entry of every document. */
  readonly headsSha256: string;
  /** Documents that an earlier release has written, and that have no chain yet. */
  readonly unchained: readonly string[];
  readonly runs: readonly WrittenRun[];
  readonly differences: readonly AuditDifference[];
}

const count = z.number().int().nonnegative();

const auditSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/audit/1"),
    database: z.strictObject({ name: z.string(), system_identifier: z.string() }).readonly(),
    taken_utc: utcText,
    documents: count,
    rows: count,
    heads_sha256: sha256Text,
    /** Documents without a chain when it was taken. */
    unchained: count,
    /** Closed runs of this machine whose evidence was compared. */
    runs: count,
  })
  .readonly();

/** What an audit has found, in numbers: the names of what differs are for the one who asked. */
export type AuditRecord = z.infer<typeof auditSchema>;

/** The newest audit that found nothing. */
export const CLEAN_AUDIT_FILE: StateFile<AuditRecord> = {
  name: "reports/audit-clean.json",
  holds: "the last audit that found nothing",
  schema: auditSchema,
};
