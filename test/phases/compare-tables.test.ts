import assert from "node:assert/strict";
import test from "node:test";
import { expectedChange, type RowChange, sumOfChanges } from "../../src/domain/expected-change.ts";
import { GOVERNED_TABLES, type TableFact } from "../../src/domain/tables.ts";
import { checkTables } from "../../src/phases/compare-tables.ts";

const BEFORE: readonly TableFact[] = GOVERNED_TABLES.map((table) => ({ table, rows: 10, digest: "before" }));

function after(
  change: RowChange,
  edit: (fact: TableFact) => TableFact | null = (fact) => fact,
): readonly TableFact[] {
  return BEFORE.map((fact) => {
    const added = (change as Readonly<Record<string, number>>)[fact.table] ?? 0;
    return { ...fact, rows: fact.rows + added, digest: added === 0 ? fact.digest : "after" };
  }).flatMap((fact) => edit(fact) ?? []);
}

function failuresOf(
  now: readonly TableFact[],
  change: RowChange,
  scope: "all" | "document" = "all",
): readonly string[] {
  return checkTables({ before: BEFORE, now, change, scope })
    .filter((row) => !row.passed)
    .map((row) => row.name);
}

const LEG_A = expectedChange("cut_leg_a", 3);

test("what was expected passes", () => assert.deepEqual(failuresOf(after(LEG_A), LEG_A), []));

test("an extra or a missing row in any table is named", () => {
  for (const table of GOVERNED_TABLES) {
    for (const step of [1, -1]) {
      const now = after(LEG_A, (fact) => (fact.table === table ? { ...fact, rows: fact.rows + step } : fact));
      assert.deepEqual(failuresOf(now, LEG_A), [`rows of ${table}`]);
    }
  }
});

test("content that changed without a change of its count is named", () => {
  const table = "public.dot_config";
  const now = after(LEG_A, (fact) => (fact.table === table ? { ...fact, digest: "other" } : fact));
  assert.deepEqual(failuresOf(now, LEG_A), [`content of ${table}`]);
});

test("units may change their content only where the log says that they were enacted or withdrawn", () => {
  const touched = (fact: TableFact) =>
    fact.table === "public.information_unit" ? { ...fact, digest: "other" } : fact;
  const nothing = sumOfChanges([]);
  assert.deepEqual(failuresOf(after(nothing, touched), nothing), ["content of public.information_unit"]);
  const enact = expectedChange("lifecycle_enact", 3);
  assert.deepEqual(failuresOf(after(enact, touched), enact), []);
});

test("a table that is missing is named", () => {
  const now = after(LEG_A, (fact) => (fact.table === "public.birth_registry" ? null : fact));
  assert.deepEqual(failuresOf(now, LEG_A), ["public.birth_registry is there"]);
});

test("with scope document other documents may move, what a run only reads may not", () => {
  const moved = (name: string) =>
    after(LEG_A, (fact) => (fact.table === name ? { ...fact, rows: 99, digest: "other" } : fact));
  assert.deepEqual(failuresOf(moved("public.information_unit"), LEG_A, "document"), []);
  assert.equal(failuresOf(moved("public.dot_config"), LEG_A, "document").length, 2);
});
