import assert from "node:assert/strict";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { RunOutcome } from "../../../src/engine/session/run-outcome.ts";
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

let machines = 0;

/** Another machine with the same environment and database, and an empty sidecar. */
async function otherMachine(live = setup.live): Promise<App> {
  machines += 1;
  const root = join(setup.setup.folder, `machine-${machines}`);
  for (const name of await readdir(setup.setup.root))
    if (!["runs", "reports", "batches", "locks", "backups"].includes(name))
      await cp(join(setup.setup.root, name), join(root, name), { recursive: true });
  return await setup.openApp({ root, live });
}

/** The live database, to which something happens before the lane that writes is opened for the first time. */
function beforeItWrites(happens: () => Promise<void>): typeof setup.live {
  let pending: Promise<void> | null = null;
  return {
    ...setup.live,
    async openSource() {
      const source = await setup.live.openSource();
      return {
        ...source,
        async open(role) {
          if (role === "exec") {
            pending ??= happens();
            await pending;
          }
          return await source.open(role);
        },
      };
    },
  };
}

function reasonOf(result: Result<RunOutcome>): ReasonCode | null {
  return result.ok ? (result.value.refusal?.reason ?? null) : result.refusal.reason;
}

test("F-131: of two machines that adopt a run at once one gets it, and the other is told where to go on", async () => {
  const runId = await draftedRun(setup, app, "the race");
  await lose(setup, runId);
  await using one = await otherMachine();
  await using two = await otherMachine();
  const both = await Promise.all([one.adopt(runId, NOBODY), two.adopt(runId, NOBODY)]);
  assert.deepEqual(both.map(reasonOf).sort(), ["STOP_APPROVAL_REQUIRED", "STOP_RUN_TAKEN_OVER"]);
  const [winner, loser] = reasonOf(both[0]) === "STOP_APPROVAL_REQUIRED" ? [one, two] : [two, one];
  const refused = both.find((each) => !each.ok);
  assert.match(
    refused?.ok === false ? refused.refusal.wayOut : "",
    new RegExp(`Go on where it is.*cutter orchestrate adopt ${runId} --over 1`),
  );
  assert.equal(reasonOf(await loser.resume(runId)), "STOP_RUN_UNKNOWN");
  await setup.approve(runId, SG_2);
  assert.equal(must(await winner.resume(runId)).state, "closeout_reported");
});

test("where the machine that has adopted a run is lost, too, it is adopted over its number, and only over that", async () => {
  const runId = await draftedRun(setup, app, "lost twice");
  await lose(setup, runId);
  await using second = await otherMachine();
  await using third = await otherMachine();
  must(await second.adopt(runId, NOBODY));
  assert.equal(reasonOf(await third.adopt(runId, { over: 2 })), "STOP_RUN_TAKEN_OVER");
  must(await third.adopt(runId, { over: 1 }));
  await setup.approve(runId, SG_2);
  assert.match(reasonOf(await second.resume(runId)) ?? "", /^STOP_(?:RUN_TAKEN_OVER|STATE_BEHIND_GIT)$/);
  assert.equal(reasonOf(await second.adopt(runId, NOBODY)), "STOP_RUN_TAKEN_OVER");
  assert.match(reasonOf(await second.renew(runId)) ?? "", /^STOP_(?:RUN_TAKEN_OVER|STATE_BEHIND_GIT)$/);
  assert.equal(must(await third.resume(runId)).state, "closeout_reported");
});

test("F-131: the old machine that comes back writes nothing and asks nobody, and its copy is ended", async () => {
  const points = [
    { title: "waits at SG_2", make: () => draftedRun(setup, app, "comes back"), asked: SG_2 },
    {
      title: "was in a leg",
      make: () =>
        killedAt(setup, app, { title: "comes back in a leg", gate: SG_1, point: "cut_leg_a:after_effect" }),
      asked: SG_2,
    },
  ] as const;
  for (const { title, make, asked } of points) {
    const runId = await make();
    const putBack = await lose(setup, runId);
    await using other = await otherMachine();
    must(await other.adopt(runId, NOBODY));
    await putBack();
    // Whether the journal is told to be behind, or the number to be taken, is a matter of what is asked first; nothing is written either way.
    const stopped = /^STOP_(?:RUN_TAKEN_OVER|STATE_BEHIND_DB|STATE_BEHIND_GIT|REQUEST_CLOSED)$/;
    assert.match(reasonOf(await app.resume(runId)) ?? "", stopped, title);
    assert.match(reasonOf(await app.renew(runId)) ?? "", stopped, title);
    const reverted = await app.revert(runId, { execute: true });
    assert.equal(reverted.ok && reverted.value.outcome?.refusal?.reason, "STOP_RUN_TAKEN_OVER");
    assert.match(
      reverted.ok ? (reverted.value.outcome?.refusal?.wayOut ?? "") : "",
      new RegExp(`cutter orchestrate void ${runId} --why`),
    );
    assert.match(reasonOf(await app.adopt(runId, NOBODY)) ?? "", /^STOP_RUN_(?:PRESENT|TAKEN_OVER)$/);
    assert.equal(must(await app.voidRun(runId, "taken over")).state, "voided");
    await setup.approve(runId, asked);
    assert.equal(must(await other.resume(runId)).state, "closeout_reported");
  }
});

test("an old machine that holds an approved gate when the run is adopted can't commit under it (a real transaction)", async () => {
  const runId = await startRun(setup, app, lawOf("overtaken in the leg"));
  await setup.approve(runId, SG_1);
  await using other = await otherMachine();
  let taken: Promise<Result<RunOutcome>> | null = null;
  await using slow = await setup.openApp({
    onProgress: (text) => {
      if (text.includes("cut_leg_a")) taken ??= other.adopt(runId, NOBODY);
    },
  });
  const end = await slow.resume(runId);
  const adopted = await (taken ?? assert.fail("the leg was never reached"));
  // Whoever is first decides; never both.
  if (reasonOf(end) === "STOP_RUN_TAKEN_OVER") assert.equal(reasonOf(adopted), "STOP_APPROVAL_REQUIRED");
  else
    assert.ok(
      ["STOP_LOCK_HELD", "STOP_APPROVAL_REQUIRED"].includes(reasonOf(adopted) ?? ""),
      String(reasonOf(adopted)),
    );
});

test("what a machine that was taken for lost has written until the number is taken, the adoption finds", async () => {
  const runId = await startRun(setup, app, lawOf("written meanwhile"));
  await setup.approve(runId, SG_1);
  await using other = await otherMachine(
    beforeItWrites(async () => {
      assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    }),
  );
  assert.equal(must(await other.adopt(runId, NOBODY)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, SG_2);
  assert.equal(must(await other.resume(runId)).state, "closeout_reported");
});

test("a run is not adopted while a session is at work on its document", async () => {
  const documentId = await setup.register(lawOf("at work"), { prefix: "AT-WORK" });
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  must(await app.resume(runId));
  await lose(setup, runId);
  {
    await using owner = await setup.owner();
    await owner.query("select pg_advisory_lock(hashtextextended('iu-cutter:document:AT-WORK', 0))");
    const held = await app.adopt(runId, NOBODY);
    assert.equal(reasonOf(held), "STOP_LOCK_HELD");
    assert.match(held.ok ? "" : held.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${runId}`));
    await owner.query("select pg_advisory_unlock(hashtextextended('iu-cutter:document:AT-WORK', 0))");
  }
  assert.equal(reasonOf(await app.adopt(runId, NOBODY)), "STOP_APPROVAL_REQUIRED");
});

const POINTS = [
  { point: "adopt:number_taken", isThere: false },
  { point: "adopt:created", isThere: true },
  { point: "adopt:before_backup", isThere: true },
  { point: "adopt:after_backup", isThere: true },
  { point: "adopt:rebuilt", isThere: true },
  { point: "report:written", isThere: true },
  { point: `${SG_2}:after_request`, isThere: true },
  { point: `${SG_2}:after_opened`, isThere: true },
];

for (const { point, isThere } of POINTS) {
  test(`F-131: an adoption that is killed at ${point} is gone on with`, async () => {
    const runId = await draftedRun(setup, app, `killed at ${point}`);
    await lose(setup, runId);
    const variables = { ...setup.variables, CUTTER_CRASH_AT: point };
    const args = ["orchestrate", "adopt", runId, "--yes"];
    const killed = await setup.cutter(args, { variables });
    assert.ok(killed.signal === "SIGKILL" || killed.code === 137, `${killed.code} ${killed.stderr}`);
    if (!isThere) {
      assert.equal(reasonOf(await app.adopt(runId, NOBODY)), "STOP_RUN_TAKEN_OVER");
      assert.equal(reasonOf(await app.adopt(runId, { over: 1 })), "STOP_APPROVAL_REQUIRED");
    } else {
      // Nothing gives up what is half adopted, whose drafts stand.
      assert.equal(reasonOf(await app.voidRun(runId, "by mistake")), "STOP_UNITS_STAND");
      const on = await app.resume(runId);
      assert.equal(reasonOf(on), "STOP_APPROVAL_REQUIRED", JSON.stringify(on));
    }
    await setup.approve(runId, SG_2);
    assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  });
}

test("what can't be adopted is refused by name, with what is to be done instead", async () => {
  const refusals: (readonly [string, string, ReasonCode, RegExp])[] = [];
  const ask = async (title: string, runId: string, reason: ReasonCode, wayOut: RegExp) => {
    refusals.push([title, runId, reason, wayOut]);
  };
  const present = await draftedRun(setup, app, "is here");
  await ask("a run of this machine", present, "STOP_RUN_PRESENT", /cutter orchestrate resume ictr-/);
  await ask(
    "a run that left nothing",
    "ictr-20260101T000000Z-00000000",
    "STOP_NOTHING_TO_ADOPT",
    /cutter orchestrate cut --document-id DOCUMENT/,
  );
  const dry = must(await app.cut({ documentId: await setup.register(lawOf("dry")), mode: "DRYRUN" }));
  await lose(setup, dry.runId);
  await ask("a dry run", dry.runId, "STOP_RUN_CLOSED", /nothing left to do/);
  const withdrawn = await draftedRun(setup, app, "withdrawn");
  must(await app.revert(withdrawn, { execute: true }));
  await setup.approve(withdrawn, SG_3);
  const { signal } = await setup.cutter(["orchestrate", "revert", withdrawn, "--execute"], {
    variables: { ...setup.variables, CUTTER_CRASH_AT: "compensation:after_effect" },
  });
  assert.equal(signal, "SIGKILL");
  await lose(setup, withdrawn);
  await ask(
    "a run whose drafts are withdrawn",
    withdrawn,
    "STOP_NOTHING_TO_ADOPT",
    /cutter orchestrate cut --document-id document-/,
  );
  const voided = await startRun(setup, app, lawOf("voided"));
  must(await app.voidRun(voided, "given up"));
  await lose(setup, voided);
  await ask(
    "a run that was given up, by the index",
    voided,
    "STOP_RUN_VOIDED",
    /Its evidence is in its folder/,
  );
  const closed = await draftedRun(setup, app, "closed");
  await setup.approve(closed, SG_2);
  must(await app.resume(closed));
  await lose(setup, closed);
  await ask(
    "a run that was closed, by the index",
    closed,
    "STOP_RUN_CLOSED",
    /Its evidence is in its folder/,
  );
  for (const [title, runId, reason, wayOut] of refusals) {
    const refused = await app.adopt(runId, NOBODY);
    assert.equal(reasonOf(refused), reason, title);
    assert.match(refused.ok ? (refused.value.refusal?.wayOut ?? "") : refused.refusal.wayOut, wayOut, title);
  }
  // The way out is walked: the document of the run whose drafts are withdrawn is cut again.
  const again = /--document-id (\S+)$/.exec(
    (await app.adopt(withdrawn, NOBODY)).ok ? "" : wayOutOf(await app.adopt(withdrawn, NOBODY)),
  )?.[1];
  assert.equal(
    must(await app.cut({ documentId: again ?? "", mode: "LIVE" })).state,
    "awaiting_cut_authorization",
  );
});

function wayOutOf(result: Result<RunOutcome>): string {
  return result.ok ? (result.value.refusal?.wayOut ?? "") : result.refusal.wayOut;
}

test("a run of which only the index is lost is closed again where it has enacted; where a later version stands, nothing is left to do", async () => {
  const runId = await draftedRun(setup, app, "closed elsewhere");
  await setup.approve(runId, SG_2);
  must(await app.resume(runId));
  await using other = await otherMachine();
  const closed = must(await other.adopt(runId, NOBODY));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
});

test("whoever knows nothing of a run that has written is told that it can be adopted", async () => {
  const runId = await draftedRun(setup, app, "told");
  await lose(setup, runId);
  const unknown = await app.resume(runId);
  assert.equal(reasonOf(unknown), "STOP_RUN_UNKNOWN");
  assert.match(wayOutOf(unknown), new RegExp(`cutter orchestrate adopt ${runId}$`));
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ id: string }>(
    "select document_id as id from cutter_governance.decision_backlog_entry where run_id = $1",
    [runId],
  );
  const again = must(await app.cut({ documentId: rows[0]?.id ?? "", mode: "LIVE" }));
  assert.equal(again.refusal?.reason, "STOP_UNIT_EXISTS");
  assert.match(again.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate adopt ${runId}$`));
  must(await app.voidRun(again.runId, "the drafts of another run stand"));
  assert.equal(reasonOf(await app.adopt(runId, NOBODY)), "STOP_APPROVAL_REQUIRED");
  void runPath;
});

// The last of all: whoever keeps journals in a folder is refused from then on.
test("a run is not adopted by a database that is not the pinned one, and no number is taken there", async () => {
  const runId = await draftedRun(setup, app, "another base");
  await lose(setup, runId);
  await using strange = await setup.openApp({
    settings: { database: { systemIdentifier: "7", silenceSeconds: 120 } },
  });
  assert.equal(reasonOf(await strange.adopt(runId, NOBODY)), "STOP_DB_IDENTITY_MISMATCH");
  assert.equal(must(await app.adopt(runId, NOBODY)).state, "awaiting_lifecycle_authorization");
});

test("a run that was begun beside its machine's folder is adopted by a fleet that keeps its journals in the database, once", async () => {
  const runId = await draftedRun(setup, app, "into the fleet");
  const later = await draftedRun(setup, app, "lost in the fleet");
  await lose(setup, runId);
  await lose(setup, later);
  const fleet = async () => {
    machines += 1;
    const root = join(setup.setup.folder, `fleet-${machines}`);
    for (const name of await readdir(setup.setup.root))
      if (!["runs", "reports", "batches", "locks", "backups"].includes(name))
        await cp(join(setup.setup.root, name), join(root, name), { recursive: true });
    return await setup.openApp({ root, settings: { sidecar: "postgresql" } });
  };
  await using one = await fleet();
  await using two = await fleet();
  const both = await Promise.all([one.adopt(runId, NOBODY), two.adopt(runId, NOBODY)]);
  assert.ok(both.map(reasonOf).includes("STOP_APPROVAL_REQUIRED"), JSON.stringify(both));
  assert.notEqual(reasonOf(both[0]), reasonOf(both[1]));
  await setup.approve(runId, SG_2);
  assert.equal(
    must(await two.resume(runId)).state,
    "closeout_reported",
    "whichever has adopted it, any goes on",
  );
  assert.equal(must(await two.adopt(later, NOBODY)).state, "awaiting_lifecycle_authorization");
  must(await one.revert(later, { execute: true }));
  await setup.approve(later, SG_3);
  assert.equal(must(await two.revert(later, { execute: true })).outcome?.state, "voided");

  // A machine that still says folder takes no number from it.
  const documentId = await setup.register(lawOf("under way in the fleet"));
  const begun = must(await one.cut({ documentId, mode: "LIVE" }));
  await using live = await app.openKnowledgeBase();
  const number = await live.readFence(begun.runId);
  assert.equal(reasonOf(await app.adopt(begun.runId, { over: number })), "STOP_SIDECAR_MIXED");
  assert.equal(await live.readFence(begun.runId), number);
});
