import assert from "node:assert/strict";
import test from "node:test";
import type { CutPlan } from "../../src/domain/plan.ts";
import {
  checkProbes,
  checkRecordedUnits,
  type ProbeFacts,
  refuseAlteredUnits,
} from "../../src/domain/probe-facts.ts";
import { tiledLength } from "../../src/phases/mark.ts";

const N = 4;
const PLAN = { changes: Array.from({ length: N }, () => ({ sectionType: "body" })) } as unknown as CutPlan;
const GOOD: ProbeFacts = {
  units: N,
  versions: N,
  distinctAddresses: N,
  versionSeqOne: N,
  anchorEqualsVersion: N,
  versionBelongsToUnit: N,
  bodyHashMatches: N,
  histogram: { body: N },
  births: N,
  publicationTypeMatches: N,
  createdByExecutor: N,
  asPlanned: N,
  recorded: N,
  drafts: N,
  enacted: 0,
  foreignUnits: 0,
  samples: {},
};

test("twelve probes, all counted against the plan's own N, pass on a whole cut", () => {
  const checks = checkProbes(PLAN, GOOD);
  assert.equal(checks.length, 12);
  assert.ok(checks.every((row) => row.passed));
});

const COUNTED = [
  "units",
  "versions",
  "distinctAddresses",
  "versionSeqOne",
  "anchorEqualsVersion",
  "versionBelongsToUnit",
  "bodyHashMatches",
  "births",
  "publicationTypeMatches",
  "createdByExecutor",
  "asPlanned",
] as const;

for (const fact of COUNTED) {
  test(`the probe of ${fact} notices one unit too few and one too many (D-32)`, () => {
    for (const step of [-1, 1]) {
      const failed = checkProbes(PLAN, { ...GOOD, [fact]: GOOD[fact] + step }).filter((row) => !row.passed);
      assert.equal(failed.length, 1);
    }
  });
}

test("the probe of section types compares the whole histogram", () => {
  const failed = checkProbes(PLAN, { ...GOOD, histogram: { body: N - 1, annex: 1 } }).filter(
    (row) => !row.passed,
  );
  assert.deepEqual(
    failed.map((row) => row.name),
    ["section types"],
  );
});

test("recorded units are all in one state and all in the ledger, and those that are not are named", () => {
  const failedOf = (facts: ProbeFacts, state: "drafts" | "enacted") =>
    checkRecordedUnits(PLAN, facts, state)
      .checks.filter((row) => !row.passed)
      .map((row) => row.name);
  assert.deepEqual(failedOf(GOOD, "drafts"), []);
  assert.deepEqual(failedOf(GOOD, "enacted"), ["all units are enacted"]);
  assert.deepEqual(failedOf({ ...GOOD, drafts: N - 1 }, "drafts"), ["all units are drafts"]);
  const altered = { ...GOOD, recorded: N - 1, bodyHashMatches: N - 1, samples: { bodyHashMatches: ["A/1"] } };
  assert.deepEqual(failedOf(altered, "drafts"), [
    "body hash recomputed equals the plan's",
    "recorded in the ledger with the planned text",
  ]);
  assert.equal(refuseAlteredUnits(PLAN, GOOD, "drafts"), null);
  const refused = refuseAlteredUnits(PLAN, altered, "drafts");
  assert.equal(refused?.reason, "STOP_TAMPERED");
  assert.equal(refused.details?.at(-1), "bodyHashMatches: A/1");
});

const REGIONS: readonly {
  readonly title: string;
  readonly bounds: readonly (readonly [number, number])[];
  readonly length: number;
}[] = [
  {
    title: "regions that touch tile",
    bounds: [
      [0, 3],
      [3, 3],
      [3, 9],
    ],
    length: 9,
  },
  {
    title: "a gap does not tile",
    bounds: [
      [0, 3],
      [4, 9],
    ],
    length: -1,
  },
  {
    title: "an overlap does not tile",
    bounds: [
      [0, 3],
      [2, 9],
    ],
    length: -1,
  },
  { title: "a late beginning does not tile", bounds: [[1, 9]], length: -1 },
  {
    title: "a backward region does not tile",
    bounds: [
      [0, 3],
      [3, 1],
    ],
    length: -1,
  },
];

for (const { title, bounds, length } of REGIONS) {
  test(title, () =>
    assert.equal(
      tiledLength(bounds.map(([startByte, endByte]) => ({ startByte, endByte, role: "unit" }))),
      length,
    ),
  );
}
