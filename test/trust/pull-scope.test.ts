import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgePullScope } from "../../src/trust/pull-scope.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const FILE = `approvals/${RUN}/SG_1_cut_authz.md`;

/** Paths of a pull request, and what it is about. */
const CASES: readonly (readonly [string, readonly string[], string])[] = [
  ["no path", [], "nothing"],
  ["documents", ["docs/a.md", "README.md"], "nothing"],
  ["a folder called approvals in another", ["docs/approvals/a.md"], "nothing"],
  ["a folder whose name begins like approvals", ["approvals-old/a.md"], "nothing"],
  ["a file called approvals", ["approvals"], "STOP_APPROVAL_PATH_UNSAFE"],
  ["the README of approvals beside a document", ["approvals/README.md", "a.md"], "STOP_APPROVAL_PATH_UNSAFE"],
  ["the README of approvals", ["approvals/README.md"], "nothing"],
  ["the policy with its keys", ["approvals/policy.json", "approvals/keys/ada.asc"], "policy"],
  ["an approval with its execution", [FILE, FILE.replace(".md", ".execution.md")], "run"],
  ["an approval beside the policy", [FILE, "approvals/policy.json"], "STOP_POLICY_CHANGED"],
  ["an approval beside a key", [FILE, "approvals/keys/ada.asc"], "STOP_POLICY_CHANGED"],
  ["an approval beside package.json", [FILE, "package.json"], "STOP_APPROVAL_PR_SCOPE"],
  ["an approval beside a workflow", [FILE, ".github/workflows/x.yml"], "STOP_APPROVAL_PR_SCOPE"],
  ["the policy beside a document", ["approvals/policy.json", "docs/a.md"], "STOP_APPROVAL_PR_SCOPE"],
  ["two runs", [FILE, FILE.replace("1a2b3c4d", "00000000")], "STOP_APPROVAL_PR_SCOPE"],
  ["a folder that is no run", ["approvals/x/SG_1_cut_authz.md"], "STOP_APPROVAL_PATH_UNSAFE"],
  ["a run id with another case", [FILE.replace("ictr", "ICTR")], "STOP_APPROVAL_PATH_UNSAFE"],
  ["approvals in another case", [FILE.replace("approvals", "Approvals")], "STOP_APPROVAL_PR_SCOPE"],
  [
    "approvals in full-width letters",
    [FILE.replace("approvals", "ａｐｐｒｏｖａｌｓ")],
    "STOP_APPROVAL_PR_SCOPE",
  ],
];

describe("judgePullScope", () => {
  for (const [name, paths, expected] of CASES)
    it(`says ${expected} of ${name}`, () => {
      const scope = judgePullScope(paths);
      assert.equal(scope.ok ? scope.value.kind : scope.refusal.reason, expected);
    });

  it("names the files of a run without their folder", () => {
    const files = ["SG_1_cut_authz.md"];
    assert.deepEqual(judgePullScope([FILE]), { ok: true, value: { kind: "run", runId: RUN, files } });
  });

  it("shows a little of many long paths", () => {
    const paths = Array.from({ length: 99 }, (_, index) => `x${index}${"y".repeat(999)}`);
    const shown = paths.map((path) => `"${path.slice(0, 120)}"`);
    const scope = judgePullScope([FILE, ...paths]);
    assert.ok(!scope.ok);
    assert.equal(scope.refusal.actual, `99 paths, first ${shown[0]}`);
    assert.deepEqual(scope.refusal.details, shown.slice(0, 20));
  });
});
