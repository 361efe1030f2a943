import assert from "node:assert/strict";
import test from "node:test";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { refused } from "../../../src/domain/result.ts";
import { judgeApproval, refuseTakenBack } from "../../../src/engine/gates/judge-approval.ts";
import { allAsBound, openGateOf, setGateScene } from "../../support/gate-scene.ts";

const GATE = "SG_2_lifecycle_authz";

const EDGES: readonly {
  readonly what: string;
  readonly moved?: boolean;
  readonly verdict?: ReasonCode;
  readonly consumed?: boolean;
  readonly closed?: boolean;
  readonly told: ReasonCode | "none";
  readonly asked: readonly string[];
}[] = [
  { what: "without an open gate nothing is fetched", closed: true, told: "none", asked: [] },
  { what: "where nothing has moved nothing is judged again", told: "none", asked: ["refresh"] },
  {
    what: "where something has moved and the approval holds, the write goes on",
    moved: true,
    told: "none",
    asked: ["refresh", "judge"],
  },
  {
    what: "before the approval is consumed, whatever keeps the gate shut stops the write",
    moved: true,
    verdict: "STOP_APPROVAL_NOT_FOUND",
    told: "STOP_APPROVAL_NOT_FOUND",
    asked: ["refresh", "judge"],
  },
  {
    what: "once it is consumed, an approval under a policy that the root key has replaced goes on",
    moved: true,
    verdict: "STOP_POLICY_CHANGED",
    consumed: true,
    told: "none",
    asked: ["refresh", "judge"],
  },
  ...(
    [
      "STOP_APPROVAL_WITHDRAWN",
      "STOP_APPROVAL_KEY_REVOKED",
      "STOP_APPROVAL_PROVENANCE",
      "STOP_APPROVAL_THRESHOLD_NOT_MET",
      "STOP_APPROVAL_SIGNER_UNKNOWN",
      "STOP_KILL_SWITCH_OFF",
      "STOP_HOLD",
    ] as const
  ).map((reason) => ({
    what: `once it is consumed, ${reason} still stops the rest of the leg`,
    moved: true,
    verdict: reason,
    consumed: true,
    told: reason,
    asked: ["refresh", "judge"],
  })),
];

for (const { what, moved = false, verdict, consumed = false, closed = false, told, asked } of EDGES) {
  test(`${what} (C-50)`, async () => {
    const outside = allAsBound(GATE);
    if (verdict !== undefined) outside.verdict = { result: refused(refusal(verdict)), seen: [] };
    await using scene = await setGateScene(outside);
    scene.session.gate = closed ? null : openGateOf(GATE);
    scene.session.gateConsumed = consumed;
    scene.session.judgedAt = moved ? "before" : "standing";
    assert.equal((await refuseTakenBack(scene.session))?.reason ?? "none", told);
    assert.deepEqual(scene.asked, asked);
    const again = await refuseTakenBack(scene.session);
    assert.equal(again?.reason ?? "none", told, "a stop is not forgotten at the next edge");
  });
}

test("a request that is gone is told as it is, and nobody judges without one", async () => {
  const outside = allAsBound(GATE);
  outside.files[`requests/${GATE}.request.json`] = null;
  await using scene = await setGateScene(outside);
  const { result, seen } = await judgeApproval(scene.session, GATE, { isConsumed: false });
  assert.equal(!result.ok && result.refusal.reason, "STOP_STATE_CORRUPT");
  assert.deepEqual(seen, []);
  assert.deepEqual(scene.asked, []);
});
