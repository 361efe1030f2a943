import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import type { App } from "../../src/compose/app.ts";
import type { IndexedRun } from "../../src/domain/indexed-run.ts";
import { accepted } from "../../src/domain/result.ts";
import { readStatus } from "../../src/engine/status.ts";
import type { Sidecar } from "../../src/ports/sidecar.ts";
import { overRun, phaseDone, runStarted } from "../support/journal-events.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const NOTHING_IN_GIT = { requests: async () => accepted([]) };

const IDS = ["1a2b3c4d", "1a2b3c4e", "1a2b3c4f"].map((end) => `ictr-20261121T090000Z-${end}`);

async function openAt(root: string): Promise<Sidecar> {
  return await openSidecar({
    root,
    project: () => ({}),
    projectBatch: () => ({}),
    clock: { now: () => new Date() },
  });
}

async function statesOf(sidecar: Sidecar): Promise<readonly string[]> {
  const rows = await readStatus({
    sidecar,
    judge: NOTHING_IN_GIT,
    policy: null,
    backupMaxAgeMinutes: 1,
    runId: null,
  });
  return rows.map((row) => ("state" in row ? row.state : row.refusal.reason));
}

test("a run that is over costs its line of the index: its journal is not read", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await openAt(folder.path);
  for (const id of IDS) await must(await sidecar.createRun(id, runStarted(id)))[Symbol.asyncDispose]();
  const [first = "", second = ""] = IDS;
  await writeFile(join(folder.path, "runs", first, "journal.jsonl"), "not a journal\n");
  assert.deepEqual(await statesOf(sidecar), ["STOP_STATE_CORRUPT", "pending", "pending"]);
  await sidecar.appendIndex(overRun(first));
  assert.deepEqual(await statesOf(sidecar), ["closeout_reported", "pending", "pending"]);
  // A line of an earlier release does not tell how many reports there are.
  const { reports: _reports, ...earlier } = overRun(second);
  await sidecar.appendIndex(earlier as IndexedRun);
  assert.deepEqual(await statesOf(sidecar), ["closeout_reported", "pending", "pending"]);
});

test("the journals of runs under way are read one after the other, so that only one is held", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await openAt(folder.path);
  for (const id of IDS) {
    await using run = must(await sidecar.createRun(id, runStarted(id)));
    for (const event of phaseDone("source_pin")) await run.append(event, new Date());
  }
  let [open, most] = [0, 0];
  const counting: Sidecar = {
    ...sidecar,
    async peekRun(runId) {
      open += 1;
      most = Math.max(most, open);
      const view = await sidecar.peekRun(runId);
      open -= 1;
      return view;
    },
  };
  assert.deepEqual(await statesOf(counting), ["source_pinned", "source_pinned", "source_pinned"]);
  assert.equal(most, 1);
});

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function indexed(): Promise<ReadonlyMap<string, string>> {
  const sidecar = await openAt(setup.setup.root);
  return new Map([...(await sidecar.readIndex()).values()].map((line) => [line.run_id, line.state]));
}

test("every run that is over stands in the index, and one that a crash left out is added by the next reconcile", async () => {
  const dry = must(await app.cut({ documentId: await setup.register(lawOf("a dry run")), mode: "DRYRUN" }));
  const given = must(await app.cut({ documentId: await setup.register(lawOf("given up")), mode: "LIVE" }));
  must(await app.voidRun(given.runId, "no longer wanted"));
  assert.deepEqual(
    [...(await indexed())],
    [
      [dry.runId, "closeout_reported"],
      [given.runId, "voided"],
    ],
  );
  const path = join(setup.setup.root, "reports", "runs-index.jsonl");
  const [first = ""] = (await readFile(path, "utf8")).split("\n");
  await writeFile(path, `${first}\n`);
  await app.reconcile();
  assert.equal((await indexed()).get(given.runId), "voided");
  await writeFile(path, "");
  assert.equal(must(await app.resume(dry.runId)).refusal?.reason, "STOP_RUN_CLOSED");
  assert.equal((await indexed()).get(dry.runId), "closeout_reported");
});

test("status counts unpublished reports only where reconciling could publish them", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await openAt(folder.path);
  const digest = "0123456789abcdef".repeat(4);
  const cases = [
    { mode: "LIVE", ends: [], unpublished: 1 },
    { mode: "DRYRUN", ends: [], unpublished: 0 },
    { mode: "LIVE", ends: [{ type: "voided", by: "operator", why: "no longer wanted" }], unpublished: 0 },
  ] as const;
  for (const [index, { mode, ends, unpublished }] of cases.entries()) {
    const id = IDS[index] ?? "";
    const started = runStarted(id);
    assert.ok(started.type === "run_started");
    await using run = must(await sidecar.createRun(id, { ...started, run: { ...started.run, mode } }));
    for (const event of phaseDone("source_pin")) await run.append(event, new Date());
    await run.append({ type: "report_written", name: "01-source_pin", sha256: digest }, new Date());
    for (const event of ends) await run.append(event, new Date());
    const [row] = await readStatus({
      sidecar,
      judge: NOTHING_IN_GIT,
      policy: null,
      backupMaxAgeMinutes: 1,
      runId: id,
    });
    assert.ok(row !== undefined && "unpublished" in row);
    assert.equal(row.unpublished, unpublished, `${mode} ${ends[0]?.type ?? "under way"}`);
  }
});

test("status tells of live runs of one document side by side, which a race can leave", async () => {
  const documentId = await setup.register(lawOf("a race"));
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  const [rival = ""] = IDS;
  const started = runStarted(rival);
  assert.ok(started.type === "run_started");
  const sidecar = await openAt(setup.setup.root);
  const made = must(await sidecar.createRun(rival, { ...started, run: { ...started.run, documentId } }));
  await made[Symbol.asyncDispose]();
  const told = `${documentId}  only one of ${rival}, ${runId} can be written: void the others`;
  assert.ok((await setup.cutter(["status"])).stdout.split("\n").includes(told));
  must(await app.voidRun(runId, "the other one goes on"));
  assert.ok(!(await setup.cutter(["status"])).stdout.includes("only one of"));
});
