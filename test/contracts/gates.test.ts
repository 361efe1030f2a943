import assert from "node:assert/strict";
import { test } from "node:test";
import { readMigrations } from "../../src/adapters/postgres/migrate.ts";
import { GATE_NAMES } from "../../src/domain/gates.ts";

test("the database knows the gates of the table, and no others", () => {
  const lists = readMigrations().flatMap(({ text }) => [...text.matchAll(/check \(gate in \(([^)]+)\)\)/g)]);
  const last = lists.at(-1)?.[1] ?? "";
  assert.deepEqual(
    [...last.matchAll(/'([^']+)'/g)].map((match) => match[1]),
    [...GATE_NAMES],
  );
});
