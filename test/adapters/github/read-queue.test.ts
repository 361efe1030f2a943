import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { readQueue } from "../../../src/adapters/github/read-queue.ts";
import { endJob, startWorkflow, takeJob } from "../../support/github/actions-queue.ts";
import { type ForgeSetup, openForgeRoom } from "./forge-setup.ts";

const read = (name: string) => ({
  name,
  text: readFileSync(join(import.meta.dirname, "../../../.github/workflows", name), "utf8"),
});
const CUT = read("cut.yml");
/** As releases before this one have written it. */
const SINGLE = { ...CUT, text: CUT.text.replace("  queue: max\n", "") };
const RESUME = read("resume.yml");
const OWN = new Set([".github/workflows/cut.yml", ".github/workflows/resume.yml"]);

describe("readQueue", () => {
  let room: ForgeSetup;

  beforeEach(async () => {
    room = await openForgeRoom();
  });
  afterEach(() => room[Symbol.asyncDispose]());

  const ask = (token?: string) =>
    readQueue(room.repository(token === undefined ? {} : { token }), {
      workflows: OWN,
      label: "cutter",
      now: new Date(),
    });
  const cut = (file: typeof CUT, documents: string) =>
    startWorkflow(room.github.world, file, { event: "workflow_dispatch", inputs: { documents } });
  const states = () => room.github.world.starts.map(({ status, conclusion }) => conclusion ?? status);

  it("of dispatches of one group the third takes the place of the second, which is told as given up", async () => {
    const { world } = room.github;
    const first = cut(SINGLE, "a b");
    takeJob(world, first, { id: 7, name: "pod-7" });
    cut(SINGLE, "c d");
    cut(SINGLE, "e f");
    assert.deepEqual(states(), ["in_progress", "cancelled", "pending"]);
    const { givenUp, waiting } = await ask();
    assert.deepEqual(
      givenUp?.map(({ workflow }) => workflow),
      [".github/workflows/cut.yml"],
    );
    assert.deepEqual(
      waiting?.map(({ waitsFor }) => waitsFor),
      ["group"],
    );
    assert.deepEqual(room.github.violations, []);
  });

  it("with queue: max all of them wait, a hundred at most, and come to their turn in order", async () => {
    const { world } = room.github;
    const first = cut(CUT, "a b");
    takeJob(world, first, { id: 7, name: "pod-7" });
    for (let index = 0; index < 101; index += 1) cut(CUT, `c d${index}`);
    assert.deepEqual([...new Set(states())], ["in_progress", "pending", "cancelled"]);
    assert.equal(states().filter((state) => state === "pending").length, 100);
    assert.equal(states().at(-1), "cancelled");
    endJob(world, first, "success");
    assert.deepEqual(states().slice(0, 3), ["success", "queued", "pending"]);
    const { waiting, done } = await ask();
    assert.deepEqual([waiting?.length, waiting?.[0]?.waitsFor], [100, "runner"]);
    assert.deepEqual(
      done?.map(({ runnerId, runnerName }) => [runnerId, runnerName]),
      [[7, "pod-7"]],
    );
    assert.deepEqual(room.github.violations, []);
  });

  it("of pushes that wait the newest stays, and a run that a person names waits beside them", () => {
    const { world } = room.github;
    const push = () => startWorkflow(world, RESUME, { event: "push" });
    takeJob(world, push(), { id: 1, name: "one" });
    push();
    push();
    startWorkflow(world, RESUME, { event: "workflow_dispatch", inputs: { run_id: "ictr-1" } });
    assert.deepEqual(states(), ["in_progress", "cancelled", "pending", "queued"]);
  });

  it("leaves out other workflows and what was cancelled at work", async () => {
    const { world } = room.github;
    startWorkflow(world, read("ci.yml"), { event: "push" });
    const started = cut(CUT, "a b");
    takeJob(world, started, { id: 7, name: "pod-7" });
    Object.assign(started, { status: "completed", conclusion: "cancelled" });
    const { waiting, givenUp, done } = await ask();
    assert.deepEqual([waiting, givenUp, done?.length], [[], [], 1]);
  });

  it("tells the runners with the bot's label, and those of a scale set of that name, where the token may see them", async () => {
    const { world } = room.github;
    const runner = { id: 1, name: "pod-1", labels: ["cutter"], isOnline: true, isEphemeral: true };
    world.runners.push(runner, { ...runner, id: 2, name: "other", labels: ["gpu"] });
    world.runners.push(
      { ...runner, id: 3, name: "cutter-x7k2d-runner", labels: [] },
      { ...runner, id: 4, name: "gpu-x7k2d-runner", labels: [] },
    );
    assert.equal((await ask()).runners, null);
    const { token } = room.github.addPerson("admin", "admin");
    assert.deepEqual((await ask(token)).runners, [
      { name: "pod-1", isOnline: true, isEphemeral: true },
      { name: "cutter-x7k2d-runner", isOnline: true, isEphemeral: true },
    ]);
    assert.deepEqual(room.github.violations, []);
  });

  it("what the token may not see is null", async () => {
    const kind = { kind: "answer", status: 403, message: "Resource not accessible by integration" } as const;
    room.github.faults.add({ method: "GET", path: /\/actions\//, times: 9, kind });
    assert.deepEqual(await ask(), { waiting: null, givenUp: null, done: null, runners: null });
  });
});
