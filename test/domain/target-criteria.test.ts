import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTarget, refuseUnmetCriteria, type TargetFacts } from "../../src/domain/target-criteria.ts";

const SOUND: TargetFacts = {
  prefix: "LAW",
  prefixProblem: null,
  pinnedSha256: "a",
  storedSha256: "a",
  dryRun: { units: 3, convention: "article" },
  recordedCuts: 0,
  firstRunMaxUnits: 3,
  drafts: 0,
  hasHead: false,
  authoritative: false,
  changeSetExists: false,
};

const CASES: readonly {
  readonly rule: string;
  readonly facts: Partial<TargetFacts>;
  readonly failed: readonly string[];
}[] = [
  { rule: "a sound target passes all seven", facts: {}, failed: [] },
  { rule: "a reserved prefix fails C1", facts: { prefixProblem: "reserved" }, failed: ["C1"] },
  { rule: "stored bytes of another digest fail C2", facts: { storedSha256: "b" }, failed: ["C2"] },
  {
    rule: "a dry run that is not green fails C3 and the criteria that need its plan",
    facts: { dryRun: { problem: "STOP_NO_UNITS", wayOut: "Mark its headings.", details: [] } },
    failed: ["C3", "C4", "C7"],
  },
  {
    rule: "a first run above the limit fails C4",
    facts: { dryRun: { units: 4, convention: "article" } },
    failed: ["C4"],
  },
  {
    rule: "a later run may be of any size",
    facts: { dryRun: { units: 400, convention: "article" }, recordedCuts: 1 },
    failed: [],
  },
  { rule: "drafts under the prefix fail C5", facts: { drafts: 1 }, failed: ["C5"] },
  { rule: "a version that is made against the head passes C5", facts: { hasHead: true }, failed: [] },
  {
    rule: "an authoritative document as the first run fails C6",
    facts: { authoritative: true },
    failed: ["C6"],
  },
  {
    rule: "an authoritative document may come later",
    facts: { authoritative: true, recordedCuts: 1 },
    failed: [],
  },
  { rule: "a recorded change set fails C7", facts: { changeSetExists: true }, failed: ["C7"] },
];

for (const { rule, facts, failed } of CASES) {
  test(rule, () => {
    const criteria = checkTarget({ ...SOUND, ...facts });
    assert.deepEqual(
      criteria.map(({ id }) => id),
      ["C1", "C2", "C3", "C4", "C5", "C6", "C7"],
    );
    assert.deepEqual(
      criteria.filter(({ passed }) => !passed).map(({ id }) => id),
      failed,
    );
    const refusal = refuseUnmetCriteria(criteria);
    assert.equal(refusal?.reason, failed.length > 0 ? "STOP_TARGET_UNSAFE" : undefined);
    assert.equal(refusal?.details?.length ?? 0, failed.length);
  });
}

test("criteria that a document can't be judged by name the one that comes first, with all that its way out speaks of", () => {
  const dryRun = { problem: "It is doubtful.", wayOut: "Look at the lines.", details: ["line 7: a name"] };
  assert.deepEqual(refuseUnmetCriteria(checkTarget({ ...SOUND, dryRun }))?.details, [
    "C3 a dry run is green: It is doubtful. Look at the lines.",
    "   line 7: a name",
    "C4 the first run has 1 to 3 units: no plan. Without a plan it is not judged: C3 comes first.",
    "C7 the change set is fresh: no plan. Without a plan it is not judged: C3 comes first.",
  ]);
});
