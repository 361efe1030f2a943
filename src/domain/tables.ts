import { z } from "zod";
import { sha256Text } from "./text-forms.ts";

/** Qualified names of the tables that a run can write, in the order in which foreign keys allow inserts. */
export const WRITTEN_TABLES = [
  "public.information_unit",
  "public.unit_version",
  "public.birth_registry",
  "public.iu_lifecycle_log",
  "cutter_governance.decision_backlog_entry",
  "cutter_governance.decision_backlog_history",
  "cutter_governance.manifest_envelope",
  "cutter_governance.manifest_unit_block",
  "cutter_governance.review_decision",
  "cutter_governance.cut_change_set",
  "cutter_governance.cut_change_set_affected_row",
  "cutter_governance.verify_result",
  "cutter_governance.dot_pair_signature",
  "cutter_governance.approval_use",
  "cutter_governance.phase_receipt",
  "public.version_effect",
  "public.unit_lineage",
  "cutter_governance.document_digest",
] as const;

/** Words that the owner may change at any time. */
export const VOCABULARIES = ["public.dot_config", "public.iu_lifecycle_vocab"] as const;

export function isVocabulary(table: string): boolean {
  return (VOCABULARIES as readonly string[]).includes(table);
}

/** Tables that a run only reads; they are part of the backup because the written ones refer to them. */
const READ_TABLES = [
  ...VOCABULARIES,
  "cutter_governance.source_document_registry",
  "cutter_governance.source_document_version_registry",
] as const;

/** What the verify lane permits before an effect; a permit that nobody consumes stays, so that no effect expects a number of them. */
export const PERMITS = "cutter_governance.write_permit";

/** The chain of digests of each document. */
export const CHAIN = "cutter_governance.document_digest";

/** Tables that journals of earlier releases do not name. */
const LATER_TABLES: readonly string[] = [PERMITS, "public.version_effect", "public.unit_lineage", CHAIN];

export const GOVERNED_TABLES = [...READ_TABLES, ...WRITTEN_TABLES, PERMITS] as const;

/** Where the journals are kept in the database. A backup has them without their rows: what they say would be as old as the backup. */
export const JOURNAL_TABLES = [
  "cutter_sidecar.entry",
  "cutter_sidecar.file",
  "cutter_sidecar.lease",
  "cutter_sidecar.over",
  "cutter_sidecar.policy_seen",
  "cutter_sidecar.clean_audit",
  "cutter_sidecar.home",
] as const;

/** With the numbers of those who have taken a run over. */
export const SIDECAR_TABLES = ["cutter_sidecar.fence", ...JOURNAL_TABLES] as const;

/** What readers see of the tables; views have no rows of their own. */
export const VIEWS = [
  "public.iu_history",
  "public.iu_current",
  "public.iu_document",
  "public.iu_effect",
  "public.iu_unenacted",
  "public.iu_provenance",
  "public.iu_day_set",
] as const;

export type WrittenTable = (typeof WRITTEN_TABLES)[number];

export function isWrittenTable(table: string): table is WrittenTable {
  return (WRITTEN_TABLES as readonly string[]).includes(table);
}
export type GovernedTable = (typeof GOVERNED_TABLES)[number];

/** One table as it stood in one snapshot. */
export const tableFactSchema = z
  .strictObject({
    table: z.enum(GOVERNED_TABLES),
    rows: z.number().int().nonnegative(),
    /** sha256 hex over the sha256 of every row's binary form, sorted: equal content gives an equal digest, whatever the order. */
    digest: sha256Text,
  })
  .readonly();

export type TableFact = z.infer<typeof tableFactSchema>;

/** Facts of every governed table, each exactly once; a table that is younger than the journal is missing there. */
export const governedTablesSchema = z
  .array(tableFactSchema)
  .refine(
    (facts) =>
      GOVERNED_TABLES.every((name) => {
        const found = facts.filter(({ table }) => table === name).length;
        return found === 1 || (found === 0 && LATER_TABLES.includes(name));
      }),
    { error: "every governed table exactly once" },
  )
  .readonly();
