import assert from "node:assert/strict";
import test from "node:test";
import { chooseSet, planDays } from "../../src/document/plan/plan-days.ts";
import type { DatedVersion, EnactedSet } from "../../src/domain/days-plan.ts";
import type { EffectOrder } from "../../src/domain/effect-order.ts";
import type { Result } from "../../src/domain/result.ts";
import { SOURCE_VERSION } from "../support/journal-events.ts";

const WHY = "an order";
const BEGUN = setOf(1, 0);
const OPEN = setOf(2, 2);
const ALSO_OPEN = setOf(3, 1);

function setOf(versionSeq: number, open: number): EnactedSet {
  return { changeSetId: `set-${versionSeq}`, versionId: `version-${versionSeq}`, versionSeq, open };
}

function versionOf(address: string, was: string, part: Partial<DatedVersion> = {}): DatedVersion {
  return {
    ...{ unit: address, address, title: "", kind: "article", sectionType: "body", parent: null },
    ...{ contentHash: "0".repeat(64), operation: "amend", position: "1", base: null, cited: "Act 1" },
    ...{ versionId: `of-${address}`, was, isCorrected: false },
    ...part,
  };
}

function told(result: Result<string>): string {
  return result.ok ? result.value : [result.refusal.reason, result.refusal.expected].join(": ");
}

const RECUT: EnactedSet = { ...OPEN, changeSetId: "set-2b", open: 1 };
const DATED: EnactedSet = { ...OPEN, open: 0 };
const RECUT_DATED: EnactedSet = { ...RECUT, open: 0 };

const CHOICES: readonly (readonly [string, readonly EnactedSet[], Omit<EffectOrder, "why">, string])[] = [
  ["the only one that has open days", [BEGUN, OPEN], { from: "2026-01-01" }, "set-2"],
  ["the one that is named", [BEGUN, OPEN, ALSO_OPEN], { from: "2026-01-01", version: 1 }, "set-1"],
  ["of several with open days none", [OPEN, ALSO_OPEN], { from: "2026-01-01" }, "STOP_BAD_INPUT: 2 or 3"],
  [
    "where none is open, none",
    [BEGUN],
    { from: "2026-01-01" },
    "STOP_NOTHING_CHANGED: enacted versions whose day is open",
  ],
  [
    "where nothing is enacted, none",
    [],
    { from: "2026-01-01" },
    "STOP_NOTHING_CHANGED: enacted versions whose day is open",
  ],
  [
    "where nothing is enacted, not the one that is named",
    [],
    { from: "open", version: 1 },
    "STOP_BAD_INPUT: a version that is enacted: none is",
  ],
  [
    "not one that is not enacted",
    [BEGUN, OPEN],
    { from: "2026-01-01", version: 7 },
    "STOP_BAD_INPUT: 1 or 2",
  ],
  [
    "of a version that was cut again, the first with open days",
    [OPEN, RECUT],
    { from: "2026-01-01" },
    "set-2",
  ],
  ["then the other one", [DATED, RECUT], { from: "2026-01-01", version: 2 }, "set-2b"],
  ["then, where none is open, the last", [DATED, RECUT_DATED], { from: "2026-01-01", version: 2 }, "set-2b"],
  ["to open, the only one", [BEGUN], { from: "open" }, "set-1"],
  ["to open, of several none", [BEGUN, OPEN], { from: "open" }, "STOP_BAD_INPUT: 1 or 2"],
];

for (const [title, sets, order, expected] of CHOICES) {
  test(`the change set of an order is ${title}`, () => {
    const chosen = chooseSet("law", sets, { why: WHY, ...order });
    assert.equal(told(chosen.ok ? { ok: true, value: chosen.value.changeSetId } : chosen), expected);
  });
}

const A = versionOf("LAW/A", "open");
const B = versionOf("LAW/B", "2026-01-01");
const C = versionOf("LAW/C", "open", { isCorrected: true });
const GONE = versionOf("LAW/A", "open", { unit: "LAW/GONE", versionId: "gone", operation: "retire" });

const PLANS: readonly (readonly [string, readonly DatedVersion[], Omit<EffectOrder, "why">, string])[] = [
  ["all that are open", [A, B], { from: "2026-03-01" }, "of-LAW/A"],
  ["all that no correction follows, where none is open", [B], { from: "2026-03-01" }, "of-LAW/B"],
  ["those that are named, whatever their day", [A, B], { from: "2026-03-01", units: ["LAW/B"] }, "of-LAW/B"],
  [
    "every version at a named address, a repeal too",
    [A, GONE, B],
    { from: "2026-03-01", units: ["LAW/A"] },
    "of-LAW/A gone",
  ],
  ["to open, those that have a day", [A, B], { from: "open" }, "of-LAW/B"],
  [
    "of several that are named, those with another day",
    [A, B],
    { from: "2026-01-01", units: ["LAW/A", "LAW/B"] },
    "of-LAW/A",
  ],
  ["none that a correction follows", [A, C], { from: "2026-03-01" }, "of-LAW/A"],
  [
    "not one that a correction follows, though named",
    [A, C],
    { from: "2026-03-01", units: ["LAW/C"] },
    "STOP_BAD_INPUT: versions that no correction follows",
  ],
  [
    "not what the version has not changed",
    [A],
    { from: "2026-03-01", units: ["LAW/A", "LAW/Z"] },
    "STOP_BAD_INPUT: addresses that version 2 has changed",
  ],
  [
    "none that has the day already",
    [B],
    { from: "2026-01-01" },
    "STOP_NOTHING_CHANGED: versions with another day than 2026-01-01",
  ],
];

for (const [title, versions, order, expected] of PLANS) {
  test(`the versions that get a day are ${title}`, () => {
    const plan = planDays(SOURCE_VERSION, OPEN, { versions, order: { why: WHY, ...order } });
    const named = plan.ok ? plan.value.changes.map(({ versionId }) => versionId).join(" ") : "";
    assert.equal(told(plan.ok ? { ok: true, value: named } : plan), expected);
    if (plan.ok) assert.equal(plan.value.counts.effects, plan.value.changes.length);
  });
}

test("another day, another reason or another day before is another plan", () => {
  const digest = (versions: readonly DatedVersion[], order: EffectOrder) => {
    const plan = planDays(SOURCE_VERSION, OPEN, { versions, order });
    return plan.ok ? plan.value.writerDigest : "";
  };
  const order = { from: "2026-03-01", why: WHY };
  const digests = [
    digest([A], order),
    digest([A], { ...order, from: "2026-03-02" }),
    digest([A], { ...order, why: "another" }),
    digest([versionOf("LAW/A", "2025-01-01")], order),
  ];
  assert.equal(new Set(digests).size, 4);
  assert.equal(digest([A], order), digests[0]);
});
