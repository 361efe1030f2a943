import assert from "node:assert/strict";
import test from "node:test";
import {
  endOfLife,
  type Moments,
  refuseClockRegression,
  refuseClockSkew,
  refuseFuture,
  refuseIncoherence,
  refuseStale,
} from "../../src/trust/times.ts";
import { reasonOf } from "../support/reason-of.ts";

const T = Date.parse("2026-06-01T09:30:00Z");
const at = (seconds: number) => new Date(T + seconds * 1000);
const HONEST: Moments = {
  issued: at(-600),
  signed: at(0),
  signature: at(0),
  committed: at(0),
  firstSeen: at(60),
  now: at(1800),
};

const FUTURE = "STOP_APPROVAL_TIME_FUTURE";
const INCOHERENT = "STOP_APPROVAL_TIME_INCOHERENT";

for (const [title, change, expected] of [
  ["honest times", {}, "accepted"],
  ["signed_utc 120 s after first sight", { signed: at(180) }, "accepted"],
  ["signed_utc 120.001 s after first sight", { signed: at(180.001) }, FUTURE],
  ["a signature 121 s after first sight", { signature: at(181) }, FUTURE],
  ["a signature without a time", { signature: null }, "accepted"],
  ["a commit 121 s after first sight", { committed: at(181) }, FUTURE],
  ["first sight in this very moment", { firstSeen: at(1800) }, "accepted"],
  ["first sight after this moment", { firstSeen: at(1800.001) }, "STOP_CLOCK_REGRESSION"],
  ["signed after first sight, long before now", { signed: at(1000) }, FUTURE],
] satisfies readonly (readonly [string, Partial<Moments>, string])[]) {
  test(`${title}: ${expected}`, () =>
    assert.equal(reasonOf(refuseFuture({ ...HONEST, ...change })), expected));
}

for (const [title, change, expected] of [
  ["honest times", {}, "accepted"],
  ["signed in the second of the request", { issued: at(0) }, "accepted"],
  ["signed 1 ms before the request", { issued: at(0.001) }, INCOHERENT],
  ["a signature 120 s later", { signature: at(120) }, "accepted"],
  ["a signature 120 s earlier", { signature: at(-120) }, "accepted"],
  ["a signature 121 s later", { signature: at(121) }, INCOHERENT],
  ["a signature 121 s earlier", { signature: at(-121) }, INCOHERENT],
  ["no time in the signature", { signature: null }, "accepted"],
  ["a commit 121 s later", { committed: at(121) }, INCOHERENT],
  ["a commit 121 s earlier", { committed: at(-121) }, INCOHERENT],
] satisfies readonly (readonly [string, Partial<Moments>, string])[]) {
  test(`${title}, held together: ${expected}`, () =>
    assert.equal(reasonOf(refuseIncoherence({ ...HONEST, ...change })), expected));
}

for (const [gate, hours] of [
  ["SG_1_cut_authz", 24],
  ["SG_2_lifecycle_authz", 12],
  ["SG_3_compensation_authz", 12],
] as const) {
  test(`${gate} lives ${hours} hours and is stale at exactly its end`, () => {
    const end = at(hours * 3600);
    assert.deepEqual(endOfLife(gate, at(0)), end);
    assert.equal(reasonOf(refuseStale(gate, at(0), new Date(end.getTime() - 1))), "accepted");
    assert.equal(reasonOf(refuseStale(gate, at(0), end)), "STOP_APPROVAL_STALE");
    assert.equal(reasonOf(refuseStale(gate, at(0), new Date(end.getTime() + 1))), "STOP_APPROVAL_STALE");
  });
}

test("a clock before the newest known moment was turned back", () => {
  assert.equal(reasonOf(refuseClockRegression(null, at(0))), "accepted");
  assert.equal(reasonOf(refuseClockRegression(at(0), at(0))), "accepted");
  assert.equal(reasonOf(refuseClockRegression(at(0.001), at(0))), "STOP_CLOCK_REGRESSION");
  assert.equal(reasonOf(refuseClockRegression(at(-1), at(0))), "accepted");
});

test("runner and database may stand 120 s apart and no more", () => {
  for (const seconds of [120, -120, 0])
    assert.equal(reasonOf(refuseClockSkew(at(0), at(seconds))), "accepted");
  for (const seconds of [120.001, -120.001]) {
    assert.equal(reasonOf(refuseClockSkew(at(0), at(seconds))), "STOP_CLOCK_SKEW");
  }
});
