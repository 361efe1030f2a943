import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { verifyEvidence } from "../../../src/compose/evidence.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import {
  draftedRun,
  killedAt,
  lose,
  NOBODY,
  SG_1,
  SG_2,
  SG_3,
  startRun,
} from "../../support/lost-machine.ts";
import { makePersonClone } from "../../support/person-clone.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function readAdopted(runId: string): Promise<string> {
  return await readFile(runPath(setup.setup, runId, "kb", "00-adopted-a1.md"), "utf8");
}

/** Asked, answered and closed; the evidence is whole. */
async function closeRun(runId: string): Promise<void> {
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
  const whole = must(await verifyEvidence(runPath(setup.setup, runId)));
  assert.deepEqual(
    whole.checks.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual(must(await app.findUnexplained(runId)), []);
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_RUN_CLOSED");
}

async function takeBack(runId: string): Promise<void> {
  const asked = must(await app.revert(runId, { execute: true })).outcome;
  assert.deepEqual([asked?.refusal?.reason, asked?.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_3]);
  await setup.approve(runId, SG_3);
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  const again = must(await app.cut({ documentId: asked?.documentId ?? "", mode: "LIVE" }));
  assert.equal(again.state, "awaiting_cut_authorization", "the document is free again");
}

interface Point {
  readonly title: string;
  readonly make: () => Promise<string>;
  /** The gate at which the adopted run waits; null where it is closed at once. */
  readonly waitsAt: Gate | null;
}

const killed = (gate: Gate, point: string) => (): Promise<string> =>
  killedAt(setup, app, { title: `killed at ${point}`, gate, point });

const POINTS: readonly Point[] = [
  { title: "its leg A", make: killed(SG_1, "cut_leg_a:after_effect"), waitsAt: SG_2 },
  { title: "its leg B", make: killed(SG_1, "leg_b_record:after_effect"), waitsAt: SG_2 },
  { title: "its verification", make: killed(SG_1, "write_verify:after_effect"), waitsAt: SG_2 },
  { title: "the request of SG_2", make: () => draftedRun(setup, app, "drafts"), waitsAt: SG_2 },
  { title: "its enactment", make: killed(SG_2, "lifecycle_enact:after_effect"), waitsAt: null },
];

for (const { title, make, waitsAt } of POINTS) {
  test(`F-130: a run whose folder is lost behind ${title} is adopted and walked to its end`, async () => {
    const runId = await make();
    await lose(setup, runId);
    assert.ok(!(await app.status(null)).some((row) => row.runId === runId));
    const adopted = must(await app.adopt(runId, NOBODY));
    if (waitsAt !== null) {
      assert.deepEqual(
        [adopted.refusal?.reason, adopted.refusal?.field],
        ["STOP_APPROVAL_REQUIRED", waitsAt],
      );
      await setup.approve(runId, waitsAt);
    } else assert.deepEqual([adopted.state, adopted.refusal], ["closeout_reported", null]);
    await closeRun(runId);
    const told = await readAdopted(runId);
    assert.match(told, /^# adopted: passed$/m);
    assert.match(told, /\| `lost` \| `the journal, with when each approval was first seen/);
    assert.doesNotMatch(told, /failed/);
  });

  if (waitsAt === null) continue;
  test(`a run whose folder is lost behind ${title} is adopted and taken back`, async () => {
    const runId = await make();
    await lose(setup, runId);
    must(await app.adopt(runId, NOBODY));
    await takeBack(runId);
  });
}

test("a run that has asked for SG_1 and written nothing is made again, with a new backup, and asked about anew", async () => {
  for (const isApproved of [false, true]) {
    const runId = await startRun(setup, app, lawOf(`nothing written, ${isApproved}`));
    if (isApproved) await setup.approve(runId, SG_1);
    const old = await readFile(runPath(setup.setup, runId, "requests", `${SG_1}.request.json`), "utf8");
    await lose(setup, runId);
    const adopted = must(await app.adopt(runId, NOBODY));
    assert.deepEqual(
      [adopted.state, adopted.refusal?.reason],
      ["awaiting_cut_authorization", "STOP_APPROVAL_REQUIRED"],
    );
    const asked = await readFile(runPath(setup.setup, runId, "requests", `${SG_1}.request.json`), "utf8");
    for (const name of ["nonce", "issued_utc"] as const)
      assert.equal(typeof JSON.parse(asked)[name], "string");
    assert.notEqual(JSON.parse(asked).nonce, JSON.parse(old).nonce);
    assert.notEqual(JSON.parse(asked).backup.sha256, JSON.parse(old).backup.sha256);
    if (isApproved) {
      const opens = must(await app.resume(runId));
      assert.equal(
        opens.refusal?.reason,
        "STOP_APPROVAL_PAYLOAD_MISMATCH",
        "the approval of the old request opens nothing",
      );
      const clone = await makePersonClone(setup);
      const answered = await clone.approve(runId, SG_1, ["--push"]);
      assert.equal(answered.code, 0, answered.stderr);
    } else await setup.approve(runId, SG_1);
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    await setup.approve(runId, SG_2);
    await closeRun(runId);
  }
});

test("an approval of SG_2 that was not used opens nothing any more, and is given again", async () => {
  const runId = await draftedRun(setup, app, "approved and lost");
  await setup.approve(runId, SG_2);
  await lose(setup, runId);
  const adopted = must(await app.adopt(runId, NOBODY));
  assert.deepEqual([adopted.refusal?.reason, adopted.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_2]);
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_APPROVAL_PAYLOAD_MISMATCH");
  const clone = await makePersonClone(setup);
  const answered = await clone.approve(runId, SG_2, ["--push"]);
  assert.equal(answered.code, 0, answered.stderr);
  await closeRun(runId);
});

test("a run that people were asked to let be withdrawn is asked about SG_3 anew, and nobody is asked to enact it", async () => {
  for (const isApproved of [false, true]) {
    const runId = await draftedRun(setup, app, `to be withdrawn, ${isApproved}`);
    must(await app.revert(runId, { execute: true }));
    if (isApproved) await setup.approve(runId, SG_3);
    await lose(setup, runId);
    const adopted = must(await app.adopt(runId, NOBODY));
    assert.deepEqual([adopted.refusal?.reason, adopted.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_3]);
    const clone = await makePersonClone(setup);
    const answered = await clone.approve(runId, SG_3, ["--push"]);
    assert.equal(answered.code, 0, answered.stderr);
    assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  }
});

test("who is asked sees on the card that the run was adopted, by whom, and what is lost", async () => {
  const runId = await draftedRun(setup, app, "the card");
  await lose(setup, runId);
  must(await app.adopt(runId, NOBODY));
  const card = await readFile(join(setup.setup.root, "reports", runId, "run-card.md"), "utf8");
  assert.match(card, /The journal of this run is lost/);
  assert.match(card, /the envelope of the backup that was taken before the first write/);
});
