import assert from "node:assert/strict";
import test from "node:test";
import { PHASES } from "../../src/domain/phases.ts";
import { stillAllowed } from "../../src/engine/gates/still-allowed.ts";
import type { RunSession } from "../../src/engine/session/run-session.ts";

const STARTED = Date.parse("2026-06-01T12:00:00Z");
const LIMIT_SECONDS = PHASES.find(({ name }) => name === "cut_leg_a")?.timeLimitSeconds ?? 0;

/** A dry run in the middle of a phase, for which HOLD, interruption and time are asked, but no switch. */
function sessionAt(inDoubt: string | null, secondsLater: number): RunSession {
  const now = new Date(STARTED + secondsLater * 1000);
  return {
    world: {
      interrupted: new AbortController().signal,
      sidecar: { readHold: async () => null },
      clock: { now: () => now },
    },
    position: { run: { mode: "DRYRUN" }, inDoubt },
    folder: {
      entries: [
        { at: "2026-06-01T09:00:00Z", event: { type: "phase_intent", phase: inDoubt } },
        { at: "2026-06-01T12:00:00Z", event: { type: "phase_intent", phase: inDoubt } },
      ],
    },
  } as unknown as RunSession;
}

const CASES = [
  { title: "a write within its time", phase: "cut_leg_a", seconds: LIMIT_SECONDS, reason: undefined },
  {
    title: "a write that is late",
    phase: "cut_leg_a",
    seconds: LIMIT_SECONDS + 1,
    reason: "STOP_DB_TIMEOUT",
  },
  { title: "a compensation, which is no phase", phase: null, seconds: 99_999, reason: undefined },
  { title: "a phase that writes nothing", phase: "mark", seconds: 99_999, reason: undefined },
] as const;

for (const { title, phase, seconds, reason } of CASES) {
  test(`${title} is ${reason ?? "let through"}`, async () => {
    const session = sessionAt(phase, seconds);
    const answer = await stillAllowed(session)(session.parts.clock.now());
    assert.equal(answer?.reason, reason);
    if (reason) assert.equal(answer?.actual, `${seconds} s`);
  });
}

test("every phase that writes to the database has a time limit, and no other", () => {
  for (const { name, changes, timeLimitSeconds } of PHASES) {
    assert.equal(timeLimitSeconds !== null, !["nothing", "sidecar"].includes(changes), name);
  }
});
