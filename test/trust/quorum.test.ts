import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../src/domain/refusal.ts";
import { accepted, refused } from "../../src/domain/result.ts";
import { isStillGathering, type JudgedStatement, judgeQuorum, signersOf } from "../../src/trust/quorum.ts";
import { reasonOf } from "../support/reason-of.ts";

const valid = (person: string, reviewDecisionId: string | null = null): JudgedStatement => ({
  file: `G.${person}.md`,
  result: accepted({
    file: `G.${person}.md`,
    person,
    key: "K",
    commit: "c",
    statement: {
      gate: "SG_1_cut_authz",
      runId: "r",
      payloadSha256: "p",
      signedUtc: "2026-06-01T09:30:00Z",
      reviewDecisionId,
      arms: null,
    },
  }),
  bindsAnother: false,
});
const other: JudgedStatement = {
  file: "x",
  result: refused(refusal("STOP_APPROVAL_PAYLOAD_MISMATCH")),
  bindsAnother: true,
};
const bad: JudgedStatement = {
  file: "y",
  result: refused(refusal("STOP_APPROVAL_UNSIGNED")),
  bindsAnother: false,
};

const CASES: readonly (readonly [string, number, readonly JudgedStatement[], string])[] = [
  ["one of one", 1, [valid("a")], "accepted"],
  ["two where one is asked", 1, [valid("a"), valid("b")], "accepted"],
  ["two of two", 2, [valid("a"), valid("b")], "accepted"],
  ["one of two", 2, [valid("a")], "STOP_APPROVAL_THRESHOLD_NOT_MET"],
  ["the same person twice", 2, [valid("a"), valid("a")], "STOP_APPROVAL_THRESHOLD_NOT_MET"],
  ["one valid and one refused of two", 2, [valid("a"), bad], "STOP_APPROVAL_THRESHOLD_NOT_MET"],
  ["one valid and one refused of one", 1, [bad, valid("a")], "accepted"],
  ["only refused", 1, [bad], "STOP_APPROVAL_UNSIGNED"],
  ["refused for the payload alone", 1, [other], "STOP_APPROVAL_PAYLOAD_MISMATCH"],
  ["the first reason of several", 1, [bad, other], "STOP_APPROVAL_UNSIGNED"],
  ["nothing", 1, [], "STOP_APPROVAL_NOT_FOUND"],
  ["a genuine voice for another payload", 1, [valid("a"), other], "STOP_APPROVAL_CONFLICT"],
  ["two review decisions", 1, [valid("a", "1"), valid("b", "2")], "STOP_APPROVAL_CONFLICT"],
  ["one review decision", 2, [valid("a", "1"), valid("b", "1")], "accepted"],
];

for (const [title, quorum, judged, expected] of CASES) {
  test(`${title}: ${expected}`, () => assert.equal(reasonOf(judgeQuorum("G", quorum, judged)), expected));
}

test("a quorum that is met hands on every valid statement", () => {
  const result = judgeQuorum("G", 1, [valid("a"), bad, valid("b")]);
  assert.deepEqual(result.ok && result.value.map(({ person }) => person), ["a", "b"]);
});

test("a refusal after the proof names those who are proven, once each", () => {
  const named = (...judged: readonly JudgedStatement[]) => {
    const result = judgeQuorum("G", 3, judged);
    assert.ok(!result.ok);
    return [result.refusal.commit, result.refusal.signer];
  };
  assert.deepEqual(named(valid("a"), valid("b"), bad), ["c", { person: "a, b", key: "K" }]);
  assert.deepEqual(named(valid("a"), other), ["c", { person: "a", key: "K" }]);
  assert.deepEqual(named(valid("a", "1"), valid("b", "2")), ["c", { person: "a, b", key: "K" }]);
  assert.deepEqual(named(bad), [undefined, undefined]);
  assert.deepEqual(signersOf([]), {});
});

for (const [title, quorum, judged, expected] of [
  ["one of two", 2, [valid("a")], true],
  ["one valid and one refused of two", 2, [valid("a"), bad], false],
  ["only refused", 1, [bad], false],
  ["nothing", 1, [], false],
] as const)
  test(`${title} is ${expected ? "" : "not "}still gathering persons`, () => {
    const result = judgeQuorum("G", quorum, judged);
    assert.equal(!result.ok && isStillGathering(result.refusal), expected);
  });
