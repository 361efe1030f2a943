import { type Refusal, refusal } from "../../domain/refusal.ts";
import { GOVERNED_TABLES, type TableFact } from "../../domain/tables.ts";
import type { SchemaFacts } from "../../ports/schema-facts.ts";

/** Null where the copy has every table with the same rows and content; else `STOP_RESTORE_DIFFERS` with each difference. */
export function refuseOtherTables(live: readonly TableFact[], copy: readonly TableFact[]): Refusal | null {
  const details = GOVERNED_TABLES.flatMap((table) => {
    const [expected, actual] = [live, copy].map((facts) => facts.find((fact) => fact.table === table));
    if (!expected || !actual)
      return [`${table}: ${expected ? "missing in the copy" : "missing in the snapshot"}`];
    if (expected.rows !== actual.rows) return [`${table}: ${expected.rows} rows, restored ${actual.rows}`];
    return expected.digest === actual.digest ? [] : [`${table}: ${expected.rows} rows with other content`];
  });
  return differs("tables", details);
}

/** Null where functions and the governed tables' triggers are restored as they are live; their lines hold no object ids. */
export function refuseOtherCode(live: SchemaFacts, copy: SchemaFacts): Refusal | null {
  const governed = (line: string) => GOVERNED_TABLES.some((table) => line.startsWith(`${table} `));
  return differs("functions and triggers", [
    ...differences(live.functions, copy.functions),
    ...differences(live.triggers.filter(governed), copy.triggers.filter(governed)),
  ]);
}

function differences(live: readonly string[], copy: readonly string[]): readonly string[] {
  return [
    ...live.filter((line) => !copy.includes(line)).map((line) => `live only: ${line}`),
    ...copy.filter((line) => !live.includes(line)).map((line) => `restored only: ${line}`),
  ];
}

function differs(field: string, details: readonly string[]): Refusal | null {
  if (details.length === 0) return null;
  const actual = details[0] ?? "";
  return refusal("STOP_RESTORE_DIFFERS", { field, expected: "equal to the live database", actual, details });
}
