import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { type Fleet, type Frozen, makeFleet } from "./fleet.ts";
import {
  approveNewest,
  assertAsCalm,
  assertNothingShared,
  goOn,
  LEGS,
  startRun,
  tellCalmly,
} from "./fleet-story.ts";

/** Of each leg: where the first machine falls asleep, and where the second one is when it wakes. */
const POINTS: readonly (readonly [asleep: string, awake: string])[] = [
  ["cut_leg_a:before_commit", "leg_b_record:before_commit"],
  ["lifecycle_enact:after_intent", "lifecycle_enact:before_commit"],
];

let fleet: Fleet;

before(async () => {
  fleet = await makeFleet();
});
after(() => fleet[Symbol.asyncDispose]());

test("a machine that was frozen for longer than the silence writes nothing more when it wakes in the middle of another's write", async (t) => {
  const calm = await tellCalmly(fleet, "the frozen law", "CALM");
  const told = await startRun(fleet, "the frozen law", "FROZEN");
  const resume = { command: "resume", "run-id": told.runId };
  for (const [index, [gate, state]] of LEGS.entries()) {
    const [asleep, awake] = POINTS[index] ?? ["", ""];
    await t.test(`asleep at ${asleep}, awake while another is at ${awake}`, async () => {
      await approveNewest(fleet, told.runId, gate);
      const first = await fleet.freeze(resume, asleep);
      assert.ok("wake" in first);
      const second = await takeOver(resume, awake);
      const woken = await first.wake();
      assert.deepEqual([woken.outputs["reason"], woken.exitCode], ["STOP_RUN_TAKEN_OVER", 3], woken.log);
      const gone = await second.wake();
      assert.equal(gone.exitCode, 0, gone.log);
      assert.equal((await goOn(fleet, told.runId)).outputs["state"], state);
    });
  }
  await assertAsCalm(fleet, told, calm, "frozen");
  await assertNothingShared(fleet);
});

/** Another machine takes the run as soon as its holder has been silent for long enough; until then it is told who holds it. */
async function takeOver(inputs: Readonly<Record<string, string>>, point: string): Promise<Frozen> {
  for (;;) {
    const start = await fleet.freeze(inputs, point);
    if ("wake" in start) return start;
    assert.equal(start.ended.outputs["reason"], "STOP_LOCK_HELD", start.ended.log);
  }
}
