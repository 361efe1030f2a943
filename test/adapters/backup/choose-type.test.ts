import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseType } from "../../../src/adapters/backup/pgbackrest/choose-type.ts";
import type { ListedBackup } from "../../../src/adapters/backup/pgbackrest/read-repository.ts";

const NOW = new Date("2026-06-08T12:00:00Z");
const RULES = { fullAfterIncrements: 2, fullAfterDays: 7, now: NOW };
const DAY_S = 86_400;

/** A backup that ended so many days ago. */
function backup(
  label: string,
  prior: string | null,
  daysAgo = 1,
  error: boolean | null = false,
): ListedBackup {
  const stop = NOW.getTime() / 1000 - daysAgo * DAY_S;
  return {
    label,
    type: prior === null ? "full" : "incr",
    prior,
    error,
    archive: { start: null, stop: null },
    timestamp: { start: stop, stop },
    database: { id: 1, "repo-key": 1 },
    info: { delta: 1, size: 1, repository: { delta: 1 } },
  };
}

for (const [what, backups, type] of [
  ["there is none", [], "full"],
  ["there is a full one", [backup("F", null)], "incr"],
  ["the chain has room", [backup("F", null), backup("I1", "F")], "incr"],
  ["the chain is as long as allowed", [backup("F", null), backup("I1", "F"), backup("I2", "I1")], "full"],
  [
    "another chain began behind the long one",
    [backup("F", null), backup("I1", "F"), backup("I2", "I1"), backup("G", null)],
    "incr",
  ],
  ["its full one is as old as allowed", [backup("F", null, 6.9), backup("I1", "F")], "incr"],
  ["its full one is older", [backup("F", null, 7.1), backup("I1", "F")], "full"],
  ["one that it rests on has expired", [backup("I1", "F"), backup("I2", "I1")], "full"],
  ["the full one has damaged pages", [backup("F", null, 1, true)], "full"],
  ["an increment has damaged pages", [backup("F", null), backup("I1", "F", 1, true)], "full"],
  ["nobody knows of damaged pages", [backup("F", null, 1, null)], "incr"],
] as const) {
  test(`where ${what}, the next backup is ${type === "full" ? "a full one" : "incremental"}`, () => {
    assert.equal(chooseType(backups, RULES), type);
  });
}
