import { type Check, check } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { RowChange } from "../domain/expected-change.ts";
import { GOVERNED_TABLES, type TableFact, WRITTEN_TABLES, type WrittenTable } from "../domain/tables.ts";
import type { PhaseContext } from "./phase.ts";

/** Tables whose rows an effect may update without a change of their number. */
const UPDATED: ReadonlySet<string> = new Set(["public.information_unit", "public.unit_version"]);

/**
 * Compares the database with `pre.json` plus the expected change: the count of every table, and the content digest of every
 * table that is not to change. With drift scope `document` other documents may change meanwhile, so only the tables that a run
 * never writes are compared.
 */
export async function compareTables(context: PhaseContext, change: RowChange): Promise<readonly Check[]> {
  await using snapshot = await context.target.openSnapshot();
  return checkTables({
    before: evidenceOf(context.evidence, "pre_write_backup").tables,
    now: snapshot.tables,
    change,
    scope: context.settings.driftScope,
  });
}

export function checkTables(facts: {
  readonly before: readonly TableFact[];
  readonly now: readonly TableFact[];
  readonly change: RowChange;
  readonly scope: "all" | "document";
}): readonly Check[] {
  const before = new Map(facts.before.map((fact) => [fact.table, fact]));
  const now = new Map(facts.now.map((fact) => [fact.table, fact]));
  const compared = GOVERNED_TABLES.filter((table) => facts.scope === "all" || !isWritten(table));
  return compared.flatMap((table) => {
    const expected = isWritten(table) ? facts.change[table] : 0;
    const was = before.get(table);
    const is = now.get(table);
    if (was === undefined || is === undefined) return [check(`${table} is there`, true, false)];
    const rows = check(`rows of ${table}`, was.rows + expected, is.rows);
    const untouched = expected === 0 && !(UPDATED.has(table) && changesUnits(facts.change));
    return untouched ? [rows, check(`content of ${table}`, was.digest, is.digest)] : [rows];
  });
}

function changesUnits(change: RowChange): boolean {
  return change["public.iu_lifecycle_log"] !== 0;
}

function isWritten(table: string): table is WrittenTable {
  return (WRITTEN_TABLES as readonly string[]).includes(table);
}
