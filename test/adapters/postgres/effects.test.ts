import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import { commandFor, makePlan, planOf, registerPlan } from "../../support/knowledge.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import { type OpenScenes, openScenes, reasonOf, type Scenes } from "../../support/knowledge-scene.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let knowledge: KnowledgeBase;
let scenes: Scenes;

before(async () => {
  opened = await openScenes();
  ({ database, knowledge, scenes } = opened);
});
after(() => opened?.[Symbol.asyncDispose]());

test("a source that is fetched in several slices is the one that was stored, byte for byte", async () => {
  const { plan } = makePlan("LONG", 1);
  const source = Buffer.alloc(5 * 1024 * 1024 + 1, "Điều 1. \u{1f9fe} x\n");
  const sha256 = createHash("sha256").update(source).digest("hex");
  const registered = { ...plan.source, sha256, sizeBytes: source.length };
  await registerPlan(database.sql, { plan: { ...plan, source: registered }, source });
  const read = (await knowledge.readSource(plan.source.versionId)) ?? assert.fail();
  assert.equal(read.bytes.length, source.length);
  assert.equal(Buffer.compare(read.bytes, source), 0);
});

test("a whole run changes exactly the rows of docs/system.md section 5, leg by leg", async () => {
  const scene = await scenes.set(4);
  const legA = await scenes.rowChange(async () => {
    assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  });
  assert.deepEqual(legA, {
    "public.information_unit": 4,
    "public.unit_version": 4,
    "public.birth_registry": 4,
    "cutter_governance.write_permit": 1,
    "cutter_governance.approval_use": 1,
    "cutter_governance.phase_receipt": 1,
    "cutter_governance.document_digest": 1,
  });
  const legB = await scenes.rowChange(async () => {
    assert.equal(reasonOf(await knowledge.recordLegB(await scene.command("leg_b_record"))), "ok");
  });
  const {
    "cutter_governance.phase_receipt": receiptB,
    "cutter_governance.document_digest": entryB,
    ...ledgerB
  } = legB;
  assert.deepEqual([receiptB, entryB], [1, 1]);
  assert.equal(
    Object.values(ledgerB).reduce((sum, rows) => sum + rows, 0),
    2 * 4 + 6,
  );
  const facts = await knowledge.probe(scene.made.plan);
  const verify = await scenes.rowChange(async () => {
    assert.equal(
      reasonOf(await knowledge.recordVerification(await scene.command("write_verify"), facts)),
      "ok",
    );
  });
  assert.deepEqual(verify, {
    "cutter_governance.verify_result": 1,
    "cutter_governance.dot_pair_signature": 1,
    "cutter_governance.phase_receipt": 1,
    "cutter_governance.document_digest": 1,
  });
  const enact = await scenes.rowChange(async () => {
    const command = {
      ...(await scene.command("lifecycle_enact")),
      reviewDecisionId: "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7c01",
    };
    assert.equal(reasonOf(await knowledge.enact(command)), "ok");
  });
  assert.deepEqual(enact, {
    "cutter_governance.review_decision": 1,
    "public.iu_lifecycle_log": 4,
    "cutter_governance.write_permit": 1,
    "cutter_governance.approval_use": 1,
    "cutter_governance.phase_receipt": 1,
    "cutter_governance.document_digest": 1,
  });
  const { unitsByStatus, unaccounted, receipts } = await knowledge.committedBy(
    scene.runId,
    scene.made.plan.source.docPrefix,
  );
  assert.deepEqual({ unitsByStatus, unaccounted }, { unitsByStatus: { enacted: 4 }, unaccounted: [] });
  assert.deepEqual(
    receipts.map(({ effect }) => effect),
    ["cut_leg_a", "leg_b_record", "write_verify", "lifecycle_enact"],
  );
});

test("the facts of a sound leg A fit the plan in every count", async () => {
  const scene = await scenes.set(3);
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  assert.deepEqual(await knowledge.probe(scene.made.plan), {
    units: 3,
    versions: 3,
    distinctAddresses: 3,
    versionSeqOne: 3,
    anchorEqualsVersion: 3,
    versionBelongsToUnit: 3,
    bodyHashMatches: 3,
    births: 3,
    publicationTypeMatches: 3,
    createdByExecutor: 3,
    asPlanned: 3,
    recorded: 0,
    drafts: 3,
    enacted: 0,
    histogram: { body: 3 },
    foreignUnits: 0,
    samples: {},
  });
});

test("the ledger is not recorded for units that this run did not write", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  const stranger = await scenes.set();
  await knowledge.cutLegA(await stranger.command("cut_leg_a"));
  const reply = await knowledge.recordLegB(await scene.command("leg_b_record", { runId: stranger.runId }));
  assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
});

test("the ledger is not recorded where a unit is stored with another text than the plan's", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  const units = [...scene.made.plan.units].map((unit) =>
    unit.ordinal === 2 ? { ...unit, contentHash: "0".repeat(64) } : unit,
  );
  const command = await scene.command("leg_b_record", { plan: planOf(scene.made.plan, units) });
  const changed = await scenes.rowChange(async () => {
    const reply = await knowledge.recordLegB(command);
    assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
    const { field, expected, actual } = reply.ok ? {} : reply.refusal;
    assert.deepEqual([field, expected], ["ledger", "3 blocks, 3 affected rows"]);
    assert.match(actual ?? "", /^3 blocks, 2 affected rows /);
  });
  assert.deepEqual(changed, {});
});

test("the same effect cannot be recorded twice under another run", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await knowledge.recordLegB(await scene.command("leg_b_record"));
  const other = await scene.command("leg_b_record", { runId: "ictr-20261121T090000Z-cccccccc" });
  assert.equal(reasonOf(await knowledge.recordLegB(other)), "STOP_INVARIANT_FAILED");
});

test("a verification of other facts than the live ones is not recorded", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await knowledge.recordLegB(await scene.command("leg_b_record"));
  const facts = await knowledge.probe(scene.made.plan);
  for (const wrong of [
    { ...facts, foreignUnits: 1 },
    { ...facts, samples: { units: ["x"] } },
  ]) {
    const reply = await knowledge.recordVerification(await scene.command("write_verify"), wrong);
    assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
  }
});

test("a verification of an incomplete write is not recorded, even where the facts are equal", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await knowledge.recordLegB(await scene.command("leg_b_record"));
  const units = [...scene.made.plan.units].map((unit) => ({ ...unit, contentHash: "0".repeat(64) }));
  const plan = planOf(scene.made.plan, units);
  const reply = await knowledge.recordVerification(
    await scene.command("write_verify", { plan }),
    await knowledge.probe(plan),
  );
  assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
});

test("units that nobody has verified are not enacted", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await knowledge.recordLegB(await scene.command("leg_b_record"));
  const command = {
    ...(await scene.command("lifecycle_enact")),
    reviewDecisionId: "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7c02",
  };
  const reply = await knowledge.enact(command);
  assert.equal(reasonOf(reply), "STOP_ENACT_REFUSED");
  assert.ok(!reply.ok && reply.refusal.details?.[0]?.endsWith("invalid_input"));
  assert.equal((await knowledge.probe(scene.made.plan)).drafts, 3);
});

test("a compensation withdraws the drafts of its run alone, and is done once", async () => {
  const scene = await scenes.set();
  const other = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await knowledge.cutLegA(await other.command("cut_leg_a"));
  const command = await scene.command("compensation");
  const first = await knowledge.compensate(command);
  assert.equal(reasonOf(first), "ok");
  const again = await knowledge.compensate(command);
  assert.ok(again.ok && again.value.already);
  const committed = await knowledge.committedBy(scene.runId, scene.made.plan.source.docPrefix);
  assert.deepEqual(committed.unitsByStatus, { withdrawn: 3 });
  assert.equal((await knowledge.probe(other.made.plan)).drafts, 3);
});

test("a draft that the database does not let go takes the whole compensation back and is named", async () => {
  const scene = await scenes.set();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  const state = (successors: string) =>
    `update public.iu_lifecycle_vocab set successors = '${successors}' where status = 'draft'`;
  await scenes.superuser(state("{enacted}"));
  const reply = await knowledge.compensate(await scene.command("compensation"));
  await scenes.superuser(state("{enacted,withdrawn}"));
  assert.equal(reasonOf(reply), "STOP_WITHDRAW_REFUSED");
  assert.match(!reply.ok ? (reply.refusal.details?.join("\n") ?? "") : "", /article-1: fsm_denied\n/);
  assert.equal((await knowledge.probe(scene.made.plan)).drafts, 3);
  assert.equal(await knowledge.approvalUse(scene.runId, "SG_3_compensation_authz"), null);
});

test("a run that wrote nothing has nothing to compensate", async () => {
  const scene = await scenes.set();
  assert.equal(
    reasonOf(await knowledge.compensate(await scene.command("compensation"))),
    "STOP_NOTHING_TO_REVERT",
  );
});

test("units without a receipt of the run are reported as unaccounted (F-17)", async () => {
  const scene = await scenes.set();
  const { plan, source } = scene.made;
  const [unit] = plan.units;
  const other = { plan: planOf(plan, plan.units.slice(0, 1)), source };
  const runId = "ictr-20261121T090000Z-dddddddd";
  assert.equal(
    reasonOf(await knowledge.cutLegA(await commandFor(knowledge, other, "cut_leg_a", { runId }))),
    "ok",
  );
  const committed = await knowledge.committedBy(scene.runId, scene.made.plan.source.docPrefix);
  assert.deepEqual(committed, { receipts: [], unitsByStatus: {}, unaccounted: [unit?.address] });
});

test("a snapshot does not see what is committed after it was taken", async () => {
  const scene = await scenes.set();
  await using snapshot = await knowledge.openSnapshot();
  await knowledge.cutLegA(await scene.command("cut_leg_a"));
  await using reader = await database.sql.open("verify");
  await reader.query("begin isolation level repeatable read read only");
  await reader.query(`set transaction snapshot '${snapshot.snapshotId}'`);
  const { rows } = await reader.query<{ units: number }>(
    "select count(*)::integer as units from public.information_unit where doc_code = $1",
    [scene.made.plan.source.docPrefix],
  );
  assert.deepEqual(rows, [{ units: 0 }]);
});
