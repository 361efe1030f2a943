import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../../src/domain/refusal.ts";
import { refused } from "../../../src/domain/result.ts";
import { askedRound, createMemberJudge } from "../../../src/engine/batches/member-judge.ts";
import { canonicalJson, sha256Hex } from "../../../src/json/canonical-json.ts";
import type { ApprovalJudge, GateQuestion } from "../../../src/ports/approvals.ts";
import { batchRequest, member } from "../../support/batch-request.ts";

test("the place of a member is found without looking through the signed list for each", async () => {
  const members = Array.from({ length: 50 }, () => member());
  const content = batchRequest({ members });
  let looks = 0;
  const counted = content.members.map((each) => ({
    ...each,
    get run_id() {
      looks += 1;
      return each.run_id;
    },
  }));
  const text = canonicalJson(content);
  const round = askedRound({
    text,
    content: { ...content, members: counted },
    payloadSha256: sha256Hex(text),
    initiator: "operator",
  });
  const judge = createMemberJudge(NOBODY, async () => round);
  for (const { run_id: runId } of members) {
    const { result } = await judge.judge(questionOf(runId));
    assert.equal(
      result.ok ? "opened" : result.refusal.reason,
      "STOP_BATCH_MEMBER",
      "its request is another one",
    );
  }
  assert.equal(looks, members.length, "once, when the list was read");
});

/** A judge that nobody may reach whose own request is not the one of the list. */
const NOBODY: ApprovalJudge = {
  requests: async () => assert.fail("asked"),
  position: async () => assert.fail("asked"),
  approvedTree: async () => assert.fail("asked"),
  hasStood: async () => assert.fail("asked"),
  misstated: async () => assert.fail("asked"),
  policy: async () => refused(refusal("STOP_APPROVAL_NOT_FOUND", {})),
  judge: async () => assert.fail("asked"),
};

function questionOf(runId: string): GateQuestion {
  return {
    runId,
    gate: "SG_1_cut_authz",
    mode: "LIVE",
    repositoryId: "github.com/o/r",
    initiator: "operator",
    requestText: "{}",
    now: new Date("2026-11-21T09:00:00Z"),
    firstSeen: new Map(),
    policyFloor: 1,
    isConsumed: false,
  };
}
