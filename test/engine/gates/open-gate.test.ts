import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { accepted, type Result, refused } from "../../../src/domain/result.ts";
import { openGate } from "../../../src/engine/gates/open-gate.ts";
import type { ApprovalUse } from "../../../src/ports/knowledge-base.ts";
import {
  allAsBound,
  type GateScene,
  NOW,
  type Outside,
  openGateOf,
  RUN_ID,
  setGateScene,
} from "../../support/gate-scene.ts";
import { phaseResult } from "../../support/journal-events.ts";

const GATE = "SG_2_lifecycle_authz";
const REQUEST = `requests/${GATE}.request.json`;

async function open(
  change: (outside: Outside) => void,
  look: (scene: GateScene, told: Result<null>) => Promise<void> | void,
): Promise<void> {
  const outside = allAsBound(GATE);
  change(outside);
  await using scene = await setGateScene(outside);
  await look(scene, await openGate(scene.session, GATE));
}

const told = (result: Result<null>) => (result.ok ? "open" : result.refusal.reason);
const edited = (file: string, from: string, to: string) => {
  return ({ files }: Outside) => {
    const text = files[file] ?? "";
    assert.equal(text.split(from).length, 2, `${file} says ${from} once`);
    files[file] = text.replace(from, to);
  };
};
const eventsOf = ({ session, entriesBefore }: GateScene) =>
  session.folder.entries.slice(entriesBefore).map(({ event }) => event.type);
const shut = (cause: Refusal) => (outside: Outside) => {
  outside.verdict = { result: refused(cause), seen: [] };
};
const use = (changes: Partial<ApprovalUse> = {}): ApprovalUse => {
  const { approval, payloadSha256 } = openGateOf(GATE);
  return { ...approval, runId: RUN_ID, payloadSha256, usedUtc: "2026-06-01T11:59:00Z", ...changes };
};

test("a gate opens in this order: files, fetched, judged, facts, journal, lease; and the policy that was seen is remembered", async () => {
  await open(
    () => {},
    async (scene, result) => {
      assert.equal(told(result), "open");
      assert.deepEqual(scene.asked, [
        "refresh",
        "judge",
        "database",
        `${GATE}:after_judged`,
        `${GATE}:after_armed`,
      ]);
      assert.deepEqual(eventsOf(scene), ["approval_seen", "approval_seen", "gate_opened", "armed"]);
      assert.equal(await scene.floor(), 4);
      assert.deepEqual(scene.session.gate, openGateOf(GATE));
      assert.equal(scene.session.gateConsumed, false);
      assert.deepEqual(scene.session.position.opened[GATE], openGateOf(GATE));
      assert.equal(scene.session.policy?.persons.length, 0);
      assert.ok(await scene.session.folder.isArmed(GATE, NOW));
    },
  );
});

for (const { whose, aheadMs, consumed } of [
  {
    whose: "behind the database's, by which the approval may have ended",
    aheadMs: 25 * 3600_000,
    consumed: false,
  },
  {
    whose: "ahead of the database's, with which it would be armed for too long",
    aheadMs: -5 * 3600_000,
    consumed: false,
  },
  { whose: "behind the database's, in the rest of a leg", aheadMs: 5 * 3600_000, consumed: true },
])
  test(`a gate is neither opened nor armed by a runner whose clock is ${whose} (F-92)`, async () => {
    await open(
      (outside) => {
        outside.aheadMs = aheadMs;
        if (!consumed) return;
        outside.openedBefore = openGateOf(GATE);
        outside.use = use();
      },
      async (scene, result) => {
        assert.equal(told(result), "STOP_CLOCK_SKEW");
        assert.deepEqual(
          eventsOf(scene).filter((type) => type === "gate_opened" || type === "armed"),
          [],
        );
        assert.equal(scene.session.gate, null);
        assert.equal(await scene.session.folder.isArmed(GATE, NOW), false);
      },
    );
  });

test("a gate stays shut over a write that the journal calls committed and the database lacks", async () => {
  await using scene = await setGateScene(allAsBound(GATE));
  await scene.session.record(phaseResult("cut_leg_a"));
  assert.equal(told(await openGate(scene.session, GATE)), "STOP_DB_BEHIND_STATE");
  assert.deepEqual(scene.asked, ["database"], "nothing is fetched and nobody judges");
});

for (const { what, expiresUtc, ends } of [
  { what: "an hour", expiresUtc: "2026-06-01T13:00:01Z", ends: "2026-06-01T13:00:00Z" },
  { what: "as long as the approval", expiresUtc: "2026-06-01T12:30:00Z", ends: "2026-06-01T12:30:00Z" },
]) {
  test(`the lease lasts ${what}, whichever ends first`, async () => {
    const opened = openGateOf(GATE, { expiresUtc });
    await open(
      (outside) => {
        outside.verdict = { result: accepted({ opened, policyVersion: 4, solo: false }), seen: [] };
      },
      ({ session }) => {
        const last = session.folder.entries.at(-1)?.event;
        assert.deepEqual(last, { type: "armed", gate: GATE, expiresUtc: ends });
      },
    );
  });
}

test("a HOLD stops it before anything is fetched or judged", async () => {
  const outside = allAsBound(GATE);
  await using scene = await setGateScene(outside);
  await writeFile(join(scene.root, "HOLD"), "wait");
  assert.equal(told(await openGate(scene.session, GATE)), "STOP_HOLD");
  assert.deepEqual(scene.asked, []);
});

const SHUT: readonly {
  readonly what: string;
  readonly change: (outside: Outside) => void;
  readonly expected: Partial<Refusal>;
  readonly asked: readonly string[];
}[] = [
  {
    what: "no trusted policy",
    change: (outside) => {
      outside.policy = "missing";
    },
    expected: { reason: "STOP_POLICY_MISSING" },
    asked: ["refresh"],
  },
  {
    what: "a request that was taken away",
    change: ({ files }) => {
      files[REQUEST] = null;
    },
    expected: { reason: "STOP_STATE_CORRUPT", field: REQUEST, actual: "no readable file" },
    asked: [],
  },
  {
    what: "a request that is not the one that people were shown",
    change: ({ files }) => {
      files[REQUEST] = (files[REQUEST] ?? "").replace("harbour", "harbours");
    },
    expected: { reason: "STOP_STATE_CORRUPT", field: REQUEST },
    asked: [],
  },
  {
    what: "an envelope of the backup that was taken away",
    change: ({ files }) => {
      files["backup.json"] = null;
    },
    expected: { reason: "STOP_STATE_CORRUPT", field: "backup.json" },
    asked: [],
  },
  {
    what: "the facts of an earlier gate that are not those that its request binds",
    change: edited("facts-SG_1_cut_authz.json", '"systemIdentifier":"42"', '"systemIdentifier":"43"'),
    expected: { reason: "STOP_STATE_CORRUPT", field: "facts-SG_1_cut_authz.json" },
    asked: [],
  },
  {
    what: "a report, behind one that is whole, that says something else than was written",
    change: edited("kb/02-mark.md", "Marked", "Narked"),
    expected: { reason: "STOP_STATE_CORRUPT", field: "kb/02-mark.md" },
    asked: [],
  },
  {
    what: "a rehearsal of which a step says something else than was written",
    change: edited("rehearsal.json", '"result":"3 units"', '"result":"4 units"'),
    expected: { reason: "STOP_STATE_CORRUPT", field: "rehearsal.json" },
    asked: [],
  },
  {
    what: "a plan of compensation that says something else than was written",
    change: edited("rehearsal.json", '"units":3', '"units":2'),
    expected: { reason: "STOP_STATE_CORRUPT", field: "rehearsal.json" },
    asked: [],
  },
  {
    what: "a state before the first write that is not the one that was written",
    change: edited("pre.json", '"grantsSha256":"9', '"grantsSha256":"8'),
    expected: { reason: "STOP_STATE_CORRUPT", field: "pre.json" },
    asked: [],
  },
  {
    what: "no approval",
    change: shut(refusal("STOP_APPROVAL_NOT_FOUND")),
    expected: { reason: "STOP_APPROVAL_REQUIRED", field: GATE, actual: "no approval yet" },
    asked: ["refresh", "judge"],
  },
  {
    what: "the approval of one person of two",
    change: shut(refusal("STOP_APPROVAL_THRESHOLD_NOT_MET", { expected: "2 persons", actual: "1" })),
    expected: { reason: "STOP_APPROVAL_REQUIRED", field: GATE, expected: "2 persons", actual: "1" },
    asked: ["refresh", "judge"],
  },
  {
    what: "approvals of which one does not count",
    change: shut(refusal("STOP_APPROVAL_THRESHOLD_NOT_MET", { details: ["one is stale"] })),
    expected: { reason: "STOP_APPROVAL_THRESHOLD_NOT_MET" },
    asked: ["refresh", "judge"],
  },
  {
    what: "a stale approval",
    change: shut(refusal("STOP_APPROVAL_STALE")),
    expected: { reason: "STOP_APPROVAL_STALE" },
    asked: ["refresh", "judge"],
  },
  {
    what: "facts that moved",
    change: (outside) => {
      outside.schemaSha256 = "6".repeat(64);
    },
    expected: { reason: "STOP_DRIFT" },
    asked: ["refresh", "judge", "database"],
  },
];

for (const { what, change, expected, asked } of SHUT) {
  test(`with ${what} the gate stays shut and the switch off: ${expected.reason}`, async () => {
    await open(change, async (scene, result) => {
      const found: Partial<Refusal> = result.ok ? {} : result.refusal;
      const names = Object.keys(expected) as (keyof Refusal)[];
      assert.deepEqual(Object.fromEntries(names.map((name) => [name, found[name]])), expected);
      assert.deepEqual(scene.asked, asked);
      assert.ok(!eventsOf(scene).includes("gate_opened"));
      assert.equal(scene.session.gate, null);
      assert.equal(await scene.session.folder.isArmed(GATE, NOW), false);
    });
  });
}

test("an approval that was seen is recorded once", async () => {
  const outside = allAsBound(GATE);
  await using scene = await setGateScene(outside);
  await openGate(scene.session, GATE);
  await openGate(scene.session, GATE);
  assert.equal(eventsOf(scene).filter((type) => type === "approval_seen").length, 2);
});

const expired = openGateOf(GATE, { expiresUtc: "2026-06-01T11:59:00Z" });

const AGAIN: readonly {
  readonly what: string;
  readonly change: (outside: Outside) => void;
  readonly told: string;
  readonly isConsumed?: boolean;
}[] = [
  {
    what: "whose approval this run has used opens for the rest of its leg, though its signature has ended since",
    change: (outside) => {
      shut(refusal("STOP_APPROVAL_SIG_EXPIRED"))(outside);
      outside.use = use();
    },
    told: "open",
    isConsumed: true,
  },
  ...(["STOP_APPROVAL_WITHDRAWN", "STOP_HOLD"] as const).map((reason) => ({
    what: `whose approval this run has used stays shut behind ${reason}`,
    change: (outside: Outside) => {
      shut(refusal(reason))(outside);
      outside.use = use();
    },
    told: reason,
  })),
  {
    what: "whose approval nobody has used is judged afresh",
    change: shut(refusal("STOP_APPROVAL_STALE")),
    told: "STOP_APPROVAL_STALE",
  },
  {
    what: "whose approval was used for another payload is judged afresh",
    change: (outside) => {
      shut(refusal("STOP_APPROVAL_STALE"))(outside);
      outside.use = use({ payloadSha256: "0".repeat(64) });
    },
    told: "STOP_APPROVAL_STALE",
  },
  {
    what: "of which another approval was used is judged afresh",
    change: (outside) => {
      shut(refusal("STOP_APPROVAL_STALE"))(outside);
      outside.use = use({ nonce: "2".repeat(32) });
    },
    told: "STOP_APPROVAL_STALE",
  },
];

for (const { what, change, told: expected, isConsumed = false } of AGAIN) {
  test(`a gate that was open before and ${what}`, async () => {
    await open(
      (outside) => {
        outside.openedBefore = expired;
        change(outside);
      },
      ({ session }, result) => {
        assert.equal(told(result), expected);
        assert.equal(session.gateConsumed, isConsumed);
        const last = session.folder.entries.at(-1)?.event;
        if (isConsumed)
          assert.deepEqual(last, { type: "armed", gate: GATE, expiresUtc: "2026-06-01T13:00:00Z" });
      },
    );
  });
}
