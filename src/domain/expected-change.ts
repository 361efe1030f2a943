import { type GovernedTable, isWrittenTable, WRITTEN_TABLES, type WrittenTable } from "./tables.ts";
import { countFirstCut, type WriteCounts } from "./write-counts.ts";

/** Change of the row count of every table; 0 for a table that must not change. */
export type RowChange = Readonly<Record<WrittenTable, number>>;

/** The effects that change rows, each one transaction. */
export const EFFECTS = [
  "cut_leg_a",
  "leg_b_record",
  "write_verify",
  "lifecycle_enact",
  "compensation",
  "effect_set",
] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Rows that an effect adds to each table (docs/system.md section 5). The first effect under a gate also consumes the approval
 * (`approval_use`); every effect leaves its receipt, and an entry in the chain of the document.
 */
export function expectedChange(effect: Effect, counts: WriteCounts): RowChange {
  return fill({
    ...ROWS_ADDED[effect](counts),
    "cutter_governance.phase_receipt": 1,
    "cutter_governance.document_digest": 1,
  });
}

/** Tables whose rows an effect may update. */
export const UPDATED_TABLES: ReadonlySet<string> = new Set([
  "public.information_unit",
  "public.unit_version",
]);

/** Rows that an effect updates in a table; it updates none but of `UPDATED_TABLES`, only drafts, and deletes nothing. */
export function expectedUpdates(effect: Effect, table: WrittenTable, counts: WriteCounts): number {
  if (effect !== "lifecycle_enact" && effect !== "compensation") return 0;
  if (table === "public.information_unit") return counts.units;
  return table === "public.unit_version" ? counts.versions : 0;
}

/** Whether an effect of this change may act on a table; on one whose actions nobody counts it may. */
export function mayActOn(table: GovernedTable, effect: Effect, change: RowChange): boolean {
  if (!isWrittenTable(table)) return true;
  return change[table] !== 0 || expectedUpdates(effect, table, countFirstCut(1)) !== 0;
}

export function sumOfChanges(changes: readonly RowChange[]): RowChange {
  return fill(
    Object.fromEntries(
      WRITTEN_TABLES.map((table) => [table, changes.reduce((sum, change) => sum + change[table], 0)]),
    ),
  );
}

/** What is left of a change without a part of it. */
export function differenceOfChanges(change: RowChange, part: RowChange): RowChange {
  return fill(Object.fromEntries(WRITTEN_TABLES.map((table) => [table, change[table] - part[table]])));
}

const ROWS_ADDED: Readonly<Record<Effect, (counts: WriteCounts) => Partial<RowChange>>> = {
  cut_leg_a: ({ units, versions }) => ({
    "public.information_unit": units,
    "public.unit_version": versions,
    "public.birth_registry": units,
    "cutter_governance.approval_use": 1,
  }),
  leg_b_record: ({ versions, blocks }) => ({
    "cutter_governance.decision_backlog_entry": 1,
    "cutter_governance.decision_backlog_history": 1,
    "cutter_governance.manifest_envelope": 1,
    "cutter_governance.manifest_unit_block": blocks,
    "cutter_governance.review_decision": 1,
    "cutter_governance.dot_pair_signature": 1,
    "cutter_governance.cut_change_set": 1,
    "cutter_governance.cut_change_set_affected_row": versions,
  }),
  write_verify: () => ({
    "cutter_governance.verify_result": 1,
    "cutter_governance.dot_pair_signature": 1,
  }),
  // A version that follows another one is logged twice: as enacted, and as what supersedes the other.
  lifecycle_enact: ({ units, versions, effects, lineage }) => ({
    "cutter_governance.review_decision": 1,
    "public.iu_lifecycle_log": versions + (versions - units),
    "public.version_effect": effects,
    "public.unit_lineage": lineage,
    "cutter_governance.approval_use": 1,
  }),
  effect_set: ({ effects }) => ({
    "cutter_governance.review_decision": 1,
    "public.version_effect": effects,
    "cutter_governance.approval_use": 1,
  }),
  compensation: ({ versions }) => ({
    "cutter_governance.review_decision": 1,
    "public.iu_lifecycle_log": versions,
    "cutter_governance.approval_use": 1,
  }),
};

function fill(change: Partial<RowChange>): RowChange {
  return Object.fromEntries(WRITTEN_TABLES.map((table) => [table, change[table] ?? 0])) as RowChange;
}
