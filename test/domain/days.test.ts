import assert from "node:assert/strict";
import test from "node:test";
import { readDay } from "../../src/domain/days.ts";

const DAYS = [
  "1000-01-01",
  "1900-02-28",
  "2000-02-29",
  "2024-02-29",
  "2026-04-30",
  "2026-12-31",
  "9999-12-31",
];

for (const day of DAYS) {
  test(`${day} is a day`, () => assert.deepEqual(readDay("--on", day), { ok: true, value: day }));
}

const NO_DAYS: readonly (readonly [why: string, text: string])[] = [
  ["29 February of a common year", "2026-02-29"],
  ["29 February of a century that is no leap year", "1900-02-29"],
  ["31 April", "2026-04-31"],
  ["a day 0", "2026-01-00"],
  ["a month 0", "2026-00-10"],
  ["a month 13", "2026-13-01"],
  ["a year before 1000", "0999-12-31"],
  ["year 1", "0001-01-01"],
  ["a year of five digits", "10000-01-01"],
  ["one digit for the month", "2026-1-01"],
  ["the order of days first", "01-02-2026"],
  ["a moment", "2026-01-01T00:00:00Z"],
  ["a line end behind it", "2026-01-01\n"],
  ["digits of another script", "２０２６-01-01"],
  ["the word of the database", "infinity"],
  ["nothing", ""],
];

for (const [why, text] of NO_DAYS) {
  test(`${why} is no day`, () => {
    const read = readDay("--on", text);
    assert.equal(!read.ok && read.refusal.reason, "STOP_BAD_INPUT");
    assert.equal(!read.ok && read.refusal.field, "--on");
    assert.equal(!read.ok && read.refusal.actual, text);
  });
}
