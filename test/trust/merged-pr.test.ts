import assert from "node:assert/strict";
import test from "node:test";
import type { MergedPullRequest } from "../../src/domain/merged-pull-request.ts";
import { policySchema } from "../../src/domain/policy.ts";
import { judgeMergedPr } from "../../src/trust/merged-pr.ts";
import { makePolicy } from "../support/approval-story.ts";
import { reasonOf } from "../support/reason-of.ts";

const policy = policySchema.parse(
  JSON.parse(
    makePolicy([
      { id: "alice", key: { fingerprint: "A".repeat(40) }, more: { github: { id: 7, login: "ali" } } },
      { id: "bob", key: { fingerprint: "B".repeat(40) } },
    ]),
  ),
);
const T = Date.parse("2026-06-01T09:30:00Z");
const at = (seconds: number) => new Date(T + seconds * 1000);
const FACTS: MergedPullRequest = {
  number: 3,
  mergedById: 7,
  mergedAt: at(60),
  mergeCommit: "m",
  mergedHead: "h",
  checkedHead: "h",
  isFromFork: false,
};
const moments = { signed: at(0), firstSeen: at(120) };

const CASES: readonly (readonly [string, Partial<MergedPullRequest> | null, string])[] = [
  ["merged by a pinned account", {}, "accepted"],
  ["unknown to the forge", null, "STOP_APPROVAL_PROVENANCE"],
  ["another merge commit", { mergeCommit: "x" }, "STOP_APPROVAL_PROVENANCE"],
  ["a fork", { isFromFork: true }, "STOP_CI_CONTEXT_UNTRUSTED"],
  ["another head than was checked", { mergedHead: "x" }, "STOP_HEAD_MOVED"],
  ["a head that was not checked", { checkedHead: null }, "STOP_HEAD_MOVED"],
  ["an account that is not pinned", { mergedById: 8 }, "STOP_APPROVAL_SIGNER_UNKNOWN"],
  ["merged 120 s before it was signed", { mergedAt: at(-120) }, "accepted"],
  ["merged 121 s before it was signed", { mergedAt: at(-121) }, "STOP_APPROVAL_TIME_INCOHERENT"],
  ["merged 120 s after first sight", { mergedAt: at(240) }, "accepted"],
  ["merged 121 s after first sight", { mergedAt: at(241) }, "STOP_APPROVAL_TIME_FUTURE"],
];

for (const [title, change, expected] of CASES) {
  test(`${title}: ${expected}`, () => {
    const facts = change === null ? null : { ...FACTS, ...change };
    assert.equal(reasonOf(judgeMergedPr(policy, facts, "m", moments)), expected);
  });
}

test("the merger is known by number, not by login", () => {
  const judged = judgeMergedPr(policy, FACTS, "m", moments);
  assert.equal(judged.ok && judged.value.id, "alice");
});
