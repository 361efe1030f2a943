import { type GovernedTable, isWrittenTable, WRITTEN_TABLES, type WrittenTable } from "./tables.ts";

/** Change of the row count of every table; 0 for a table that must not change. */
export type RowChange = Readonly<Record<WrittenTable, number>>;

/** The effects that change rows, each one transaction. */
export const EFFECTS = [
  "cut_leg_a",
  "leg_b_record",
  "write_verify",
  "lifecycle_enact",
  "compensation",
] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Rows that an effect on `units` units adds to each table (docs/system.md section 5). The first effect under a gate also
 * consumes the approval (`approval_use`); every effect leaves its receipt.
 */
export function expectedChange(effect: Effect, units: number): RowChange {
  return fill({ ...ROWS_ADDED[effect](units), "cutter_governance.phase_receipt": 1 });
}

/** Tables whose rows an effect may update. */
export const UPDATED_TABLES: ReadonlySet<string> = new Set([
  "public.information_unit",
  "public.unit_version",
]);

/** Rows that an effect on `units` units updates in each table of `UPDATED_TABLES`; it updates no other table, and deletes nothing. */
export function expectedUpdates(effect: Effect, units: number): number {
  return effect === "lifecycle_enact" || effect === "compensation" ? units : 0;
}

/** Whether an effect of this change may act on a table; on one whose actions nobody counts it may. */
export function mayActOn(table: GovernedTable, effect: Effect, change: RowChange): boolean {
  if (!isWrittenTable(table)) return true;
  return change[table] !== 0 || (UPDATED_TABLES.has(table) && expectedUpdates(effect, 1) !== 0);
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

const ROWS_ADDED: Readonly<Record<Effect, (units: number) => Partial<RowChange>>> = {
  cut_leg_a: (units) => ({
    "public.information_unit": units,
    "public.unit_version": units,
    "public.birth_registry": units,
    "cutter_governance.approval_use": 1,
  }),
  leg_b_record: (units) => ({
    "cutter_governance.decision_backlog_entry": 1,
    "cutter_governance.decision_backlog_history": 1,
    "cutter_governance.manifest_envelope": 1,
    "cutter_governance.manifest_unit_block": units,
    "cutter_governance.review_decision": 1,
    "cutter_governance.dot_pair_signature": 1,
    "cutter_governance.cut_change_set": 1,
    "cutter_governance.cut_change_set_affected_row": units,
  }),
  write_verify: () => ({
    "cutter_governance.verify_result": 1,
    "cutter_governance.dot_pair_signature": 1,
  }),
  lifecycle_enact: (units) => ({
    "cutter_governance.review_decision": 1,
    "public.iu_lifecycle_log": units,
    "cutter_governance.approval_use": 1,
  }),
  compensation: (units) => ({
    "cutter_governance.review_decision": 1,
    "public.iu_lifecycle_log": units,
    "cutter_governance.approval_use": 1,
  }),
};

function fill(change: Partial<RowChange>): RowChange {
  return Object.fromEntries(WRITTEN_TABLES.map((table) => [table, change[table] ?? 0])) as RowChange;
}
