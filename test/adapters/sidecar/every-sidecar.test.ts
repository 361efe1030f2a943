import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { AuditRecord } from "../../../src/domain/base-audit.ts";
import type { BatchEvent } from "../../../src/domain/batch-journal.ts";
import { utc } from "../../../src/domain/run.ts";
import { overRun, phaseDone, runStarted } from "../../support/journal-events.ts";
import { reasonOf } from "../../support/knowledge-scene.ts";
import { openSidecarHouse, type SidecarHouse, type SidecarPlace } from "../../support/sidecars.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const OTHER = "ictr-20261121T090001Z-ffffffff";
const BATCH = "ictb-20261121T090000Z-1a2b3c4d";
const GATE = "SG_1_cut_authz";

/** What engine and people rest on, whichever kind of sidecar the configuration names. */
for (const kind of ["folder", "database"] as const) {
  describe(`a sidecar in ${kind === "folder" ? "a folder" : "the database"}`, () => {
    let house: SidecarHouse;
    before(async () => {
      house = await openSidecarHouse(kind);
    });
    after(() => house?.[Symbol.asyncDispose]());

    async function makeRun(place: SidecarPlace, runId = RUN): Promise<void> {
      const sidecar = await place.open();
      await using run = must(await sidecar.createRun(runId, runStarted(runId)));
      for (const event of phaseDone("source_pin")) await run.append(event, new Date());
    }

    test("reads back a journal, entry by entry, with its chain", async () => {
      await using place = await house.make();
      await makeRun(place);
      const view = must(await (await place.open()).peekRun(RUN));
      assert.deepEqual(
        view.entries.map((entry) => entry.event.type),
        ["run_started", "phase_intent", "phase_result"],
      );
      assert.equal(view.entries[1]?.prev, view.entries[0]?.hash);
      assert.equal(view.runId, RUN);
      assert.equal(view.isAtWork, false);
    });

    test("goes on with a journal where another opening has left it", async () => {
      await using place = await house.make();
      await makeRun(place);
      {
        await using run = must(await (await place.open()).openRun(RUN));
        assert.equal(run.entries.length, 3);
        const entry = await run.append({ type: "disarmed", gate: GATE }, new Date());
        assert.equal(entry.seq, 4);
        assert.equal(entry.prev, run.entries[2]?.hash);
        assert.equal(run.entries.length, 4);
      }
      const view = must(await (await place.open()).peekRun(RUN));
      assert.deepEqual(view.entries[3]?.event, { type: "disarmed", gate: GATE });
    });

    test("never takes an id twice", async () => {
      await using place = await house.make();
      await makeRun(place);
      const sidecar = await place.open();
      assert.equal(reasonOf(await sidecar.createRun(RUN, runStarted(RUN))), "STOP_RUN_ID_TAKEN");
      await must(await sidecar.openRun(RUN))[Symbol.asyncDispose]();
    });

    for (const id of ["../escape", "ictr-20261121T090000Z-1A2B3C4D", "", `${RUN}/..`, OTHER, BATCH]) {
      test(`refuses a run that is not there, or is no run id (${JSON.stringify(id)})`, async () => {
        await using place = await house.make();
        await makeRun(place);
        const sidecar = await place.open();
        assert.equal(reasonOf(await sidecar.openRun(id)), "STOP_RUN_UNKNOWN");
        assert.equal(reasonOf(await sidecar.peekRun(id)), "STOP_RUN_UNKNOWN");
        assert.equal(reasonOf(await sidecar.openBatch(id)), "STOP_BATCH_UNKNOWN");
      });
    }

    test("lists runs and batches by their ids, each apart", async () => {
      await using place = await house.make();
      const sidecar = await place.open();
      assert.deepEqual(await sidecar.listRuns(), []);
      for (const id of [OTHER, RUN])
        await must(await sidecar.createRun(id, runStarted(id)))[Symbol.asyncDispose]();
      await must(await sidecar.createBatch(BATCH, BATCH_STARTED))[Symbol.asyncDispose]();
      assert.deepEqual(await sidecar.listRuns(), [RUN, OTHER]);
      assert.deepEqual(await sidecar.listBatches(), [BATCH]);
      assert.equal(must(await sidecar.peekBatch(BATCH)).entries.length, 1);
    });

    test("is held by one at a time, says so to readers, and is free when it is let go", async () => {
      await using place = await house.make();
      await makeRun(place);
      const [one, two] = [await place.open(), await place.open()];
      {
        await using _run = must(await one.openRun(RUN));
        for (const sidecar of [one, two]) {
          const held = await sidecar.openRun(RUN);
          assert.equal(reasonOf(held), "STOP_LOCK_HELD");
          assert.match(held.ok ? "" : (held.refusal.actual ?? ""), new RegExp(`${process.pid}`));
          assert.equal(must(await sidecar.peekRun(RUN)).isAtWork, true);
        }
        await must(await two.createRun(OTHER, runStarted(OTHER)))[Symbol.asyncDispose]();
      }
      assert.equal(must(await two.peekRun(RUN)).isAtWork, false);
      await must(await two.openRun(RUN))[Symbol.asyncDispose]();
    });

    test("keeps files by name, the last content of each, and has none that was not written", async () => {
      await using place = await house.make();
      await makeRun(place);
      const sidecar = await place.open();
      const text = async (name: string) => {
        const bytes = await must(await sidecar.peekRun(RUN)).readFile(name);
        return bytes === null ? null : Buffer.from(bytes).toString();
      };
      {
        await using run = must(await sidecar.openRun(RUN));
        await run.writeFile("pre.json", "{}\n");
        await run.writeFile("kb/01-source_pin.md", "first ✓\n");
        await run.writeFile("kb/01-source_pin.md", "second\n");
        await run.writeFile("kb/01-source_pin.md", "second\n");
        assert.equal(Buffer.from((await run.readFile("kb/01-source_pin.md")) ?? []).toString(), "second\n");
      }
      assert.equal(await text("pre.json"), "{}\n");
      assert.equal(await text("kb/01-source_pin.md"), "second\n");
      assert.equal(await text("kb/02-mark.md"), null);
      assert.equal(Buffer.from((await sidecar.readFile(RUN, "pre.json")) ?? []).toString(), "{}\n");
      assert.equal(await sidecar.readFile(OTHER, "pre.json"), null);
      assert.ok((await sidecar.listFiles(RUN)).includes("pre.json"));
      assert.deepEqual(await sidecar.listFiles(OTHER), []);
    });

    for (const { title, gate, minutes, hold = false, armed } of [
      { title: "the lease of this process for this gate arms", gate: GATE, minutes: 30, armed: true },
      {
        title: "a lease for another gate arms nothing",
        gate: "SG_2_lifecycle_authz",
        minutes: 30,
        armed: false,
      },
      { title: "a lease that has ended arms nothing", gate: GATE, minutes: -1, armed: false },
      { title: "a lease of more than 60 minutes arms nothing", gate: GATE, minutes: 61, armed: false },
      { title: "a HOLD outranks the lease", gate: GATE, minutes: 30, hold: true, armed: false },
    ]) {
      test(title, async () => {
        await using place = await house.make();
        await makeRun(place);
        const sidecar = await place.open();
        await using run = must(await sidecar.openRun(RUN));
        const now = new Date();
        assert.equal(await run.isArmed(GATE, now), false, "the switch is off at rest");
        const expiresUtc = utc(new Date(now.getTime() + minutes * 60_000));
        await run.arm({ runId: RUN, gate, expiresUtc });
        if (hold) await writeFile(join(place.root, "HOLD"), "by the sovereign");
        assert.equal(await run.isArmed(GATE, now), armed);
        await run.disarm();
        await run.disarm();
        assert.equal(await run.isArmed(GATE, now), false, "disarmed is off");
      });
    }

    test("shows the lease to readers until it is given back", async () => {
      await using place = await house.make();
      await makeRun(place);
      const sidecar = await place.open();
      await using run = must(await sidecar.openRun(RUN));
      const lease = { runId: RUN, gate: GATE, expiresUtc: utc(new Date(Date.now() + 600_000)) };
      await run.arm(lease);
      const shown = must(await sidecar.peekRun(RUN)).lease;
      assert.deepEqual(
        shown && { runId: shown.runId, gate: shown.gate, expiresUtc: shown.expiresUtc },
        lease,
      );
      await run.disarm();
      assert.equal(must(await sidecar.peekRun(RUN)).lease, null);
    });

    test("lets the policy floor only rise", async () => {
      await using place = await house.make();
      const sidecar = await place.open();
      assert.equal(await sidecar.readPolicyFloor(), 0);
      for (const version of [4, 3, 4]) await sidecar.raisePolicyFloor(version);
      assert.equal(await (await place.open()).readPolicyFloor(), 4);
    });

    test("names a run that is over once, however often the closeout is repeated", async () => {
      await using place = await house.make();
      const sidecar = await place.open();
      for (const id of [RUN, RUN, OTHER]) await sidecar.appendIndex(overRun(id));
      const over = await (await place.open()).readIndex();
      assert.deepEqual([...over.keys()], [RUN, OTHER]);
      assert.deepEqual(over.get(RUN), overRun(RUN));
      assert.equal(await sidecar.refuseIndex(), null);
    });

    test("says since when it has every journal, or that other machines may have others", async () => {
      await using place = await house.make();
      const sidecar = await place.open();
      const since = await sidecar.hasAllSince();
      if (sidecar.kind === "folder") assert.equal(since, null);
      else
        assert.ok(since !== null && since >= "2026-" && since === (await (await place.open()).hasAllSince()));
    });

    test("keeps the last audit that found nothing", async () => {
      await using place = await house.make();
      const sidecar = await place.open();
      assert.equal(await sidecar.readCleanAudit(), null);
      await sidecar.writeCleanAudit(auditAt("2026-11-21T09:00:00Z"));
      await sidecar.writeCleanAudit(auditAt("2026-11-22T09:00:00Z"));
      assert.deepEqual(await (await place.open()).readCleanAudit(), auditAt("2026-11-22T09:00:00Z"));
    });
  });
}

const SHA256 = "0123456789abcdef".repeat(4);

const BATCH_STARTED: BatchEvent = {
  type: "batch_started",
  batch: {
    batchId: BATCH,
    documents: ["law"],
    mode: "LIVE",
    rules: { halt: "stop", canary: 1, wave: 250 },
    initiator: "os:operator",
    startedUtc: "2026-11-21T09:00:00Z",
    toolVersion: "0.1.0",
    toolSha256: SHA256,
  },
};

function auditAt(taken_utc: string): AuditRecord {
  return {
    schema: "iu-cutter/audit/1",
    database: { name: "knowledge", system_identifier: "1" },
    taken_utc,
    documents: 1,
    rows: 1,
    heads_sha256: SHA256,
    unchained: 0,
    runs: 0,
  };
}
