import assert from "node:assert/strict";
import test from "node:test";
import type { TreeEntry } from "../../src/trust/git/parse-tree.ts";
import {
  absenceRefusal,
  type EntryChange,
  isSame,
  judgeIntroduction,
  refuseWiderScope,
} from "../../src/trust/provenance.ts";
import { reasonOf } from "../support/reason-of.ts";

const entry = (id: string, mode = "100644"): TreeEntry => ({ mode, name: "G.md", id });
const GOOD = entry("a");
const OTHER = entry("b");

function change(
  commit: string,
  now: TreeEntry | null,
  before: readonly (TreeEntry | null)[],
  isMainline = false,
): EntryChange {
  return {
    commit,
    entry: now,
    parents: before.map((each, at) => ({ commit: `p${at}`, entry: each })),
    isMainline,
  };
}

const ADDED = change("add", GOOD, [null]);
const MERGED = change("merge", GOOD, [null, GOOD], true);
const PROVENANCE = "STOP_APPROVAL_PROVENANCE";

const CASES: readonly (readonly [string, readonly EntryChange[], string])[] = [
  ["added on a side and merged", [MERGED, ADDED], "accepted"],
  ["added on the main line", [change("add", GOOD, [null], true)], "accepted"],
  ["added in the first commit of all", [change("add", GOOD, [], true)], "accepted"],
  ["nothing in the history", [], PROVENANCE],
  ["merged but never added", [MERGED], PROVENANCE],
  ["the same name with another content", [change("add", OTHER, [null], true)], PROVENANCE],
  ["the same content in another mode", [change("add", entry("a", "100755"), [null], true)], PROVENANCE],
  ["added twice", [MERGED, ADDED, change("again", GOOD, [null])], PROVENANCE],
  ["made by the merge itself", [change("merge", GOOD, [null, null], true)], PROVENANCE],
  ["added, merged and never on the main line", [ADDED], PROVENANCE],
  ["two ways into the main line", [ADDED, MERGED, change("more", GOOD, [null, GOOD], true)], PROVENANCE],
  [
    "taken away and brought back by a merge",
    [ADDED, MERGED, change("gone", null, [GOOD])],
    "STOP_APPROVAL_WITHDRAWN",
  ],
  [
    "written over and brought back by a merge",
    [ADDED, MERGED, change("x", OTHER, [GOOD])],
    "STOP_APPROVAL_WITHDRAWN",
  ],
  ["dropped by a merge", [ADDED, MERGED, change("m", null, [null, GOOD])], "STOP_APPROVAL_WITHDRAWN"],
  ["another content taken away before", [ADDED, MERGED, change("old", null, [OTHER])], "accepted"],
];

for (const [title, changes, expected] of CASES) {
  test(`${title}: ${expected}`, () =>
    assert.equal(reasonOf(judgeIntroduction("p", GOOD, changes)), expected));
}

test("the introduction names its commit, what it replaced, and how it landed", () => {
  const replaced = judgeIntroduction("p", GOOD, [
    change("add", GOOD, [OTHER]),
    change("m", GOOD, [OTHER, GOOD], true),
  ]);
  assert.deepEqual(replaced, { ok: true, value: { commit: "add", replaced: "b", landing: "m" } });
  const fresh = judgeIntroduction("p", GOOD, [change("add", GOOD, [null], true)]);
  assert.deepEqual(fresh, { ok: true, value: { commit: "add", replaced: null, landing: "add" } });
});

test("an absent file is not found, not merged, withdrawn or reverted", () => {
  const removal = (message: string) => [{ commit: "c", message }];
  const facts = { path: "p", removals: [], elsewhere: null };
  assert.equal(reasonOf(absenceRefusal(facts)), "STOP_APPROVAL_NOT_FOUND");
  assert.equal(reasonOf(absenceRefusal({ ...facts, elsewhere: "refs/heads/x" })), PROVENANCE);
  assert.equal(
    reasonOf(absenceRefusal({ ...facts, removals: removal("Take it back") })),
    "STOP_APPROVAL_WITHDRAWN",
  );
  for (const message of ['Revert "Approve"', "x\n\nThis reverts commit 1.", 'Merge\n\nRevert "x"']) {
    assert.equal(reasonOf(absenceRefusal({ ...facts, removals: removal(message) })), PROVENANCE);
  }
  assert.equal(
    reasonOf(absenceRefusal({ ...facts, removals: removal('No Revert "x"') })),
    "STOP_APPROVAL_WITHDRAWN",
  );
  assert.equal(
    reasonOf(absenceRefusal({ ...facts, elsewhere: "r", removals: removal("x") })),
    "STOP_APPROVAL_WITHDRAWN",
  );
});

for (const [changed, expected] of [
  [["approvals/R"], "accepted"],
  [[], "accepted"],
  [["approvals/R", "x"], "STOP_APPROVAL_PR_SCOPE"],
  [["approvals/R", "approvals/S"], "STOP_APPROVAL_PR_SCOPE"],
  [["approvals/R", "approvals/policy.json"], "STOP_POLICY_CHANGED"],
  [["x", "approvals/keys"], "STOP_POLICY_CHANGED"],
] as const) {
  test(`a change of ${changed.join(" and ") || "nothing"} is ${expected}`, () =>
    assert.equal(reasonOf(refuseWiderScope("c", "R", changed)), expected));
}

test("two entries are the same only with equal mode and content, and never if one is missing", () => {
  assert.equal(isSame(GOOD, entry("a")), true);
  assert.equal(isSame(GOOD, OTHER), false);
  assert.equal(isSame(GOOD, entry("a", "120000")), false);
  assert.equal(isSame(null, null), false);
  assert.equal(isSame(GOOD, null), false);
  assert.equal(isSame(null, GOOD), false);
});
