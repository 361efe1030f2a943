import assert from "node:assert/strict";
import test from "node:test";
import { dayBefore, dayOfMoment, readDay, readKnownAt } from "../../src/domain/days.ts";

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

for (const [day, before] of [
  ["2026-03-02", "2026-03-01"],
  ["2026-03-01", "2026-02-28"],
  ["2024-03-01", "2024-02-29"],
  ["2026-01-01", "2025-12-31"],
  ["2026-05-01", "2026-04-30"],
  ["1000-01-01", "0999-12-31"],
] as const) {
  test(`the day before ${day} is ${before}`, () => assert.equal(dayBefore(day), before));
}

test("a moment is known to the end of its second, and a day to its end", () => {
  assert.deepEqual(readKnownAt("--known-at", "2026-01-31T09:30:00Z"), {
    ok: true,
    value: "2026-01-31T09:30:00.999999Z",
  });
  assert.deepEqual(readKnownAt("--known-at", "2026-01-31"), {
    ok: true,
    value: "2026-01-31T23:59:59.999999Z",
  });
});

for (const text of [
  "2026-02-30",
  "2026-02-30T00:00:00Z",
  "2026-01-31T09:30:00",
  "2026-01-31T09:30:00+02:00",
  "now",
  "",
]) {
  test(`${JSON.stringify(text)} is no time up to which something is known`, () => {
    const read = readKnownAt("--known-at", text);
    assert.equal(!read.ok && read.refusal.reason, "STOP_BAD_INPUT");
  });
}

test("the day of a moment is that of UTC", () => {
  assert.equal(dayOfMoment(new Date("2026-01-31T23:59:59.999Z")), "2026-01-31");
});
