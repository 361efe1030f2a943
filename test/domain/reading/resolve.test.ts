import assert from "node:assert/strict";
import test from "node:test";
import type { ReadUnit, ReadVersion } from "../../../src/domain/reading/read-unit.ts";
import { resolveAddress } from "../../../src/domain/reading/resolve.ts";

type Row = readonly [address: string, effect: string, change?: string, isKnown?: boolean];

function unitOf(unit: string, ...rows: readonly Row[]): ReadUnit {
  const versions = rows.map(
    ([address, effect, change = "amendment", isKnown = true], at): ReadVersion => ({
      versionId: `${unit} ${at + 1}`,
      version: at + 1,
      change,
      address,
      title: "Title",
      kind: "article",
      sectionType: "body",
      sha256: "0".repeat(64),
      effect,
      recordedAt: "2026-01-01T00:00:00Z",
      isKnown,
      citation: null,
    }),
  );
  return { unitId: unit, unit, versions };
}

const CASES: readonly (readonly [rule: string, units: readonly ReadUnit[], seen: string])[] = [
  [
    "of two units that had the address, the one that has it on the day is shown",
    [
      unitOf("A/1", ["A/1", "beginning"], ["A/2", "2026-06-01"]),
      unitOf("A/9", ["A/9", "beginning"], ["A/1", "2026-06-01"]),
    ],
    "A/9 2",
  ],
  [
    "the only one that had it is shown under another address",
    [unitOf("A/1", ["A/1", "beginning"], ["A/2", "2026-06-01"])],
    "A/1 2",
  ],
  [
    "of two that had it and are elsewhere now none is guessed",
    [
      unitOf("A/1", ["A/1", "beginning"], ["A/2", "2026-02-01"]),
      unitOf("A/9", ["A/9", "beginning"], ["A/1", "2026-02-01"], ["A/3", "2026-06-01"]),
    ],
    "STOP_NOT_IN_FORCE",
  ],
  [
    "a repeal at the address goes before a unit that had it earlier and is elsewhere",
    [
      unitOf("A/1", ["A/1", "beginning"], ["A/2", "2026-02-01"]),
      unitOf("A/9", ["A/9", "beginning"], ["A/1", "2026-02-01"], ["A/1", "2026-06-01", "repeal"]),
    ],
    "STOP_UNIT_REPEALED",
  ],
  [
    "a unit that was renumbered and then repealed is repealed under its first address, too",
    [unitOf("A/1", ["A/1", "beginning"], ["A/2", "2026-02-01"], ["A/2", "2026-06-01", "repeal"])],
    "STOP_UNIT_REPEALED",
  ],
  [
    "a unit that was repealed and enacted again is shown",
    [unitOf("A/1", ["A/1", "beginning"], ["A/1", "2026-02-01", "repeal"], ["A/1", "2026-06-01"])],
    "A/1 3",
  ],
  [
    "an address that the unit gets by a version that is not known yet is not known either",
    [unitOf("A/9", ["A/9", "beginning"], ["A/1", "2026-06-01", "renumbering", false])],
    "STOP_NOT_KNOWN_YET",
  ],
  [
    "a version that is not known yet does not stand",
    [unitOf("A/1", ["A/1", "beginning"], ["A/1", "2026-06-01", "repeal", false])],
    "A/1 1",
  ],
];

const ASKED = { documentId: "law", address: "A/1", on: "2026-07-01", knownAt: null };

for (const [rule, units, seen] of CASES) {
  test(rule, () => {
    const found = resolveAddress(units, [], ASKED);
    const got = found.ok ? `${found.value.unit.unit} ${found.value.at + 1}` : found.refusal.reason;
    assert.equal(got, seen);
  });
}

test("where none is guessed, each is told with the command that shows it", () => {
  const [, , [, units = []] = []] = CASES;
  const found = resolveAddress(units, [], { ...ASKED, knownAt: "2026-06-30" });
  assert.ok(!found.ok);
  assert.equal(
    found.refusal.wayOut,
    "Read the one that you mean: `cutter kb show A/2 --on 2026-07-01 --known-at 2026-06-30` or `cutter kb show A/3 --on 2026-07-01 --known-at 2026-06-30`.",
  );
  assert.equal(found.refusal.details?.length, 5);
});

test("of two repealed units that had the address the last day is that of the later one", () => {
  const found = resolveAddress(
    [
      unitOf("A/1", ["A/1", "beginning"], ["A/1", "2026-06-01", "repeal"]),
      unitOf("A/9", ["A/1", "2020-01-01"], ["A/1", "2026-02-01", "repeal"]),
    ],
    [],
    ASKED,
  );
  assert.ok(!found.ok);
  assert.match(found.refusal.wayOut, /`cutter kb show A\/1 --on 2026-05-31`/);
});
