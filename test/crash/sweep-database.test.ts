import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lawOf } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { passKilled } from "./killed-legs.ts";
import { passTogether } from "./pass-together.ts";
import { pointsBehind } from "./points.ts";
import { killAtRandom } from "./random-kills.ts";

let scene: CrashScene;

before(async () => {
  scene = await makeCrashScene("postgresql");
});
after(() => scene[Symbol.asyncDispose]());

test("a run whose journal is in the database ends as one that was never killed", async (t) => {
  const text = lawOf("the killed law");
  const calm = { documentId: await scene.setup.register(text, { prefix: "CALM" }), prefix: "CALM" };
  const killed = { documentId: await scene.setup.register(text, { prefix: "KILL" }), prefix: "KILL" };
  const { runId: calmRun } = await scene.runCalmly(calm.documentId);
  await scene.killAt("run:created", ["orchestrate", "cut", "--document-id", killed.documentId]);
  const runId = await scene.newestRun();
  assert.ok(runId !== null && runId !== calmRun);
  for (const [gate, state] of [
    [null, "awaiting_cut_authorization"],
    ["SG_1_cut_authz", "awaiting_lifecycle_authorization"],
    ["SG_2_lifecycle_authz", "closeout_reported"],
  ] as const) {
    const leg = { gate, points: pointsBehind(gate), state };
    await t.test(`${leg.points.length} points up to ${leg.state}`, () => passKilled(scene, runId, leg));
  }
  await scene.assertAlike({ ...killed, runId }, { ...calm, runId: calmRun }, "the killed law");
});

test("runs that go on at once, each in a process of its own, all close", () =>
  passTogether(scene, { seed: 1, runs: 3 }));

test("kills at random moments leave what a calm run leaves", (t) =>
  killAtRandom(scene, { seed: 1, kills: 4, tell: (line) => t.diagnostic(line) }));
