import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { makeRunId } from "../../../src/domain/run.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import { type OpenScenes, openScenes, reasonOf, type Scenes } from "../../support/knowledge-scene.ts";
import { untilSomebodyWaits } from "../../support/until-somebody-waits.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let knowledge: KnowledgeBase;
let scenes: Scenes;

before(async () => {
  opened = await openScenes();
  ({ database, knowledge, scenes } = opened);
});
after(() => opened?.[Symbol.asyncDispose]());

let made = 0;
function newRun(): string {
  made += 1;
  return makeRunId(new Date("2026-11-30T07:00:00Z"), Buffer.from([0, 0, 1, made]));
}

test("a run that nobody has taken over has the number 0", async () => {
  assert.equal(await knowledge.readFence(newRun()), 0);
});

test("numbers are taken one after the other, and each by one alone", async () => {
  const run = newRun();
  const other = createKnowledgeBase(database.sql);
  const taken = await Promise.all([knowledge.takeFence(run, 1), other.takeFence(run, 1)]);
  assert.deepEqual(taken.toSorted(), [false, true]);
  assert.equal(await knowledge.takeFence(run, 3), false);
  assert.equal(await knowledge.takeFence(run, 2), true);
  assert.equal(await knowledge.readFence(run), 2);
  await other[Symbol.asyncDispose]();
});

test("who was overtaken writes nothing, and who has overtaken writes", async () => {
  const scene = await scenes.set();
  const command = await scene.command("cut_leg_a", { runId: newRun() });
  assert.equal(await knowledge.takeFence(command.runId, 1), true);
  const change = await scenes.rowChange(async () => {
    const refused = await knowledge.cutLegA(command);
    assert.equal(reasonOf(refused), "STOP_RUN_TAKEN_OVER");
    assert.ok(!refused.ok && refused.refusal.actual === "number 1 was taken");
  });
  assert.deepEqual(change, {});
  assert.ok((await knowledge.cutLegA({ ...command, fence: 1 })).ok);
});

test("a number is not taken while a write of the run is under way", async () => {
  const scene = await scenes.set();
  const runId = newRun();
  let taking: Promise<boolean> | undefined;
  let isTaken = false;
  const command = await scene.command("cut_leg_a", { runId });
  const written = await knowledge.cutLegA({
    ...command,
    async remember() {
      const other = createKnowledgeBase(database.sql);
      taking = other.takeFence(runId, 1).finally(() => {
        isTaken = true;
        return other[Symbol.asyncDispose]();
      });
      await untilSomebodyWaits(database);
      assert.equal(isTaken, false);
    },
  });
  assert.ok(written.ok, "it was the highest until COMMIT");
  assert.equal(await taking, true);
});
