import assert from "node:assert/strict";
import test from "node:test";
import { type Effect, periodOf, standingOn } from "../../../src/domain/reading/timeline.ts";

const versions = (...effects: readonly Effect[]) =>
  effects.map((effect) => ({ effect, change: "amendment" }));

const PERIODS: readonly (readonly [
  string,
  readonly Effect[],
  readonly (readonly [string | null, string | null] | null)[],
])[] = [
  ["one version from the beginning", ["beginning"], [[null, null]]],
  ["one version from a day", ["2026-01-01"], [["2026-01-01", null]]],
  [
    "a version ends on the day before the next",
    ["2026-01-01", "2026-03-01"],
    [
      ["2026-01-01", "2026-02-28"],
      ["2026-03-01", null],
    ],
  ],
  ["an open version ends nothing", ["beginning", "open"], [[null, null], null]],
  [
    "an open version between others is passed over",
    ["beginning", "open", "2026-07-01"],
    [[null, "2026-06-30"], null, ["2026-07-01", null]],
  ],
  [
    "a version that is corrected for its own day was never in force",
    ["beginning", "2026-07-01", "2026-07-01"],
    [[null, "2026-06-30"], null, ["2026-07-01", null]],
  ],
  [
    "a correction from the beginning leaves nothing of what it corrects",
    ["beginning", "beginning"],
    [null, [null, null]],
  ],
  [
    "the first of the later days ends a version",
    ["2026-01-01", "2026-09-01", "2026-06-01"],
    [["2026-01-01", "2026-05-31"], null, ["2026-06-01", null]],
  ],
];

for (const [rule, effects, periods] of PERIODS) {
  test(`${rule}`, () => {
    const expected = periods.map((period) => period && { from: period[0], until: period[1] });
    assert.deepEqual(
      effects.map((_, at) => periodOf(versions(...effects), at)),
      expected,
    );
  });
}

test("on each day the version stands whose period the day is in", () => {
  const all = versions("beginning", "open", "2026-07-01", "2026-07-01", "2026-09-01");
  for (const [day, at] of [
    ["1000-01-01", 0],
    ["2026-06-30", 0],
    ["2026-07-01", 3],
    ["2026-08-31", 3],
    ["2026-09-01", 4],
    ["9999-12-31", 4],
  ] as const) {
    assert.equal(standingOn(all, day), at, day);
    const period = periodOf(all, at);
    assert.ok(period !== null && (period.from ?? "") <= day && day <= (period.until ?? "9999-12-31"), day);
  }
  assert.equal(standingOn(versions("2026-07-01", "open"), "2026-06-30"), null);
  assert.equal(standingOn(versions("open"), "2026-06-30"), null);
});

test("a version that is corrected is in force on no day, whatever becomes of the day of its correction", () => {
  const told = (effect: Effect, change: string) => {
    const all = [
      { effect: "beginning" as const, change: "original" },
      { effect: "2026-03-01", change: "amendment" },
      { effect, change },
    ];
    return [all.map((_, at) => periodOf(all, at)), standingOn(all, "2026-05-05")];
  };
  const [before, later] = [
    { from: null, until: "2026-08-31" },
    { from: "2026-09-01", until: null },
  ];
  for (const change of ["correction", "recut"]) {
    assert.deepEqual(told("2026-09-01", change), [[before, null, later], 0]);
    assert.deepEqual(told("open", change), [[{ from: null, until: null }, null, null], 0]);
  }
  assert.equal(told("2026-09-01", "amendment")[1], 1);
});
