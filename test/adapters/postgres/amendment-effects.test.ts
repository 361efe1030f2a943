import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import {
  type Made,
  makeAmendment,
  registerAmendment,
  type Step,
  type Written,
  write,
} from "../../support/amendment.ts";
import { commandFor } from "../../support/knowledge.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import { type OpenScenes, openScenes, reasonOf, type Scenes } from "../../support/knowledge-scene.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let knowledge: KnowledgeBase;
let scenes: Scenes;
let runs = 0;

before(async () => {
  opened = await openScenes();
  ({ database, knowledge, scenes } = opened);
});
after(() => opened?.[Symbol.asyncDispose]());

const nextRun = () => `ictr-20261122T090000Z-${(++runs).toString(16).padStart(8, "0")}`;

/** A document of `units` units that is enacted. */
async function enacted(units = 4): Promise<Written & { readonly prefix: string }> {
  const { made } = await scenes.set(units);
  const first = await write(knowledge, made, { runId: nextRun(), reviewDecisionId: randomUUID() });
  return { ...first, prefix: made.plan.source.docPrefix };
}

let sequence = 1;

/** An amendment of the document with these steps, whose units are named by their numbers, registered. */
async function amendment(
  from: Written & { readonly prefix: string },
  steps: readonly Step[],
  options: Parameters<typeof makeAmendment>[3] = {},
): Promise<Made> {
  const at = (address: string) => `${from.prefix}/${address}`;
  const named = steps.map((step) => ({
    ...step,
    unit: at(step.unit),
    ...(step.address === undefined ? {} : { address: at(step.address) }),
  }));
  const made = makeAmendment(from.made, from, named, {
    effectiveFrom: "2027-01-01",
    versionSeq: ++sequence,
    ...options,
  });
  await registerAmendment(database.sql, made);
  return made;
}

const STEPS: readonly Step[] = [
  { operation: "amend", unit: "article-1" },
  { operation: "retire", unit: "article-2" },
  { operation: "create", unit: "article-9", position: "9" },
];

test("an amendment of three of four units changes exactly the rows of three, leg by leg", async () => {
  const from = await enacted();
  const made = await amendment(from, STEPS, {
    lineage: [{ from: `${from.prefix}/article-2`, to: `${from.prefix}/article-9`, relation: "replaced_by" }],
  });
  const runId = nextRun();
  const command = (effect: Parameters<typeof commandFor>[2]) =>
    commandFor(knowledge, made, effect, { runId });
  const legs = [
    await scenes.rowChange(async () =>
      assert.equal(reasonOf(await knowledge.cutLegA(await command("cut_leg_a"))), "ok"),
    ),
    await scenes.rowChange(async () =>
      assert.equal(reasonOf(await knowledge.recordLegB(await command("leg_b_record"))), "ok"),
    ),
  ];
  const facts = await knowledge.probe(made.plan);
  assert.equal(reasonOf(await knowledge.recordVerification(await command("write_verify"), facts)), "ok");
  legs.push(
    await scenes.rowChange(async () => {
      const enact = { ...(await command("lifecycle_enact")), reviewDecisionId: randomUUID() };
      assert.equal(reasonOf(await knowledge.enact(enact)), "ok");
    }),
  );
  assert.deepEqual(legs, [
    {
      "public.information_unit": 1,
      "public.unit_version": 3,
      "public.birth_registry": 1,
      "cutter_governance.write_permit": 1,
      "cutter_governance.approval_use": 1,
      "cutter_governance.phase_receipt": 1,
      "cutter_governance.document_digest": 1,
    },
    {
      "cutter_governance.decision_backlog_entry": 1,
      "cutter_governance.decision_backlog_history": 1,
      "cutter_governance.manifest_envelope": 1,
      "cutter_governance.manifest_unit_block": 2,
      "cutter_governance.review_decision": 1,
      "cutter_governance.cut_change_set": 1,
      "cutter_governance.cut_change_set_affected_row": 3,
      "cutter_governance.dot_pair_signature": 1,
      "cutter_governance.phase_receipt": 1,
      "cutter_governance.document_digest": 1,
    },
    {
      "cutter_governance.review_decision": 1,
      "public.iu_lifecycle_log": 5,
      "public.version_effect": 3,
      "public.unit_lineage": 1,
      "cutter_governance.write_permit": 1,
      "cutter_governance.approval_use": 1,
      "cutter_governance.phase_receipt": 1,
      "cutter_governance.document_digest": 1,
    },
  ]);
  const head = await knowledge.documentHead(
    (await knowledge.documentBase(made.plan.source.documentId))?.changeSetId ?? "",
  );
  assert.deepEqual(
    [...head.units].map(({ unit, effectiveFrom }) => `${unit} ${effectiveFrom}`),
    ["article-1 2027-01-01", "article-3 -infinity", "article-4 -infinity", "article-9 2027-01-01"].map(
      (line) => `${from.prefix}/${line}`,
    ),
  );
  assert.deepEqual(head.retired, [`${from.prefix}/article-2`]);
  assert.deepEqual(await knowledge.alteredUnits(from.prefix), []);
});

test("the facts of a sound leg A of an amendment fit the plan in every count, and the rest of the document is not foreign to it", async () => {
  const from = await enacted();
  const made = await amendment(from, STEPS);
  const runId = nextRun();
  assert.equal(
    reasonOf(await knowledge.cutLegA(await commandFor(knowledge, made, "cut_leg_a", { runId }))),
    "ok",
  );
  const {
    samples,
    histogram,
    recorded,
    enacted: done,
    foreignUnits,
    ...counts
  } = await knowledge.probe(made.plan);
  assert.deepEqual(
    { samples, histogram, recorded, done, foreignUnits },
    { samples: {}, histogram: { body: 3 }, recorded: 0, done: 0, foreignUnits: 0 },
  );
  assert.deepEqual([...new Set(Object.values(counts))], [3]);
});

test("an amendment that is taken back leaves the head as it was, and another one follows it", async () => {
  const from = await enacted();
  const made = await amendment(from, STEPS);
  const runId = nextRun();
  await write(knowledge, made, { runId, enact: false, reviewDecisionId: randomUUID() });
  assert.equal(
    reasonOf(await knowledge.compensate(await commandFor(knowledge, made, "compensation", { runId }))),
    "ok",
  );
  assert.deepEqual(await knowledge.documentHead(from.changeSetId), from.head);
  const { documentId } = made.plan.source;
  assert.deepEqual(await knowledge.documentBase(documentId), {
    changeSetId: from.changeSetId,
    versionId: from.made.plan.source.versionId,
    reverted: 1,
  });
  const again = await write(knowledge, await amendment(from, STEPS), {
    runId: nextRun(),
    reviewDecisionId: randomUUID(),
  });
  assert.equal(again.head.units.length, 4);
  assert.deepEqual(await knowledge.alteredUnits(from.prefix), []);
});

test("a cut that is taken back gives its addresses back, and the document is cut again", async () => {
  const { made } = await scenes.set(3);
  const { docPrefix } = made.plan.source;
  const runId = nextRun();
  await knowledge.cutLegA(await commandFor(knowledge, made, "cut_leg_a", { runId }));
  assert.equal(
    reasonOf(await knowledge.compensate(await commandFor(knowledge, made, "compensation", { runId }))),
    "ok",
  );
  const again = await write(knowledge, made, { runId: nextRun(), reviewDecisionId: randomUUID() });
  assert.equal(again.head.units.length, 3);
  assert.deepEqual(await knowledge.alteredUnits(docPrefix), []);
  assert.deepEqual((await knowledge.committedBy(runId, docPrefix)).unitsByStatus, { withdrawn: 3 });
});

test("of two amendments of one head the second is STOP_BASE_MOVED, whether it is drafted or enacted after the first", async () => {
  const from = await enacted();
  const [first, second, third] = [
    await amendment(from, [{ operation: "amend", unit: "article-1" }]),
    await amendment(from, [{ operation: "amend", unit: "article-3" }]),
    await amendment(from, [{ operation: "amend", unit: "article-4" }]),
  ];
  const runId = nextRun();
  await write(knowledge, second, { runId, enact: false, reviewDecisionId: randomUUID() });
  await write(knowledge, first, { runId: nextRun(), reviewDecisionId: randomUUID() });
  const enactment = await commandFor(knowledge, second, "lifecycle_enact", { runId });
  assert.equal(
    reasonOf(await knowledge.enact({ ...enactment, reviewDecisionId: randomUUID() })),
    "STOP_BASE_MOVED",
  );
  const draft = await commandFor(knowledge, third, "cut_leg_a", { runId: nextRun() });
  assert.equal(reasonOf(await knowledge.cutLegA(draft)), "STOP_BASE_MOVED");
  assert.equal(
    reasonOf(await knowledge.compensate(await commandFor(knowledge, second, "compensation", { runId }))),
    "ok",
  );
  assert.deepEqual(await knowledge.alteredUnits(from.prefix), []);
});

test("days that contradict each other are STOP_EFFECT_CONFLICT, and the drafts stay", async () => {
  const from = await enacted();
  const made = await amendment(from, [{ operation: "renumber", unit: "article-1", address: "article-2" }]);
  const runId = nextRun();
  await write(knowledge, made, { runId, enact: false, reviewDecisionId: randomUUID() });
  const enactment = await commandFor(knowledge, made, "lifecycle_enact", { runId });
  const reply = await knowledge.enact({ ...enactment, reviewDecisionId: randomUUID() });
  assert.equal(reasonOf(reply), "STOP_EFFECT_CONFLICT");
  assert.equal(
    !reply.ok && reply.refusal.actual,
    `${from.prefix}/article-2 would name two units on 2027-01-01`,
  );
  assert.equal((await knowledge.probe(made.plan)).drafts, 1);
});

test("a change set that names another head than its plan is not verified", async () => {
  const from = await enacted();
  const made = await amendment(from, [{ operation: "amend", unit: "article-1" }]);
  const runId = nextRun();
  const command = (effect: Parameters<typeof commandFor>[2]) =>
    commandFor(knowledge, made, effect, { runId });
  assert.equal(reasonOf(await knowledge.cutLegA(await command("cut_leg_a"))), "ok");
  assert.equal(reasonOf(await knowledge.recordLegB(await command("leg_b_record"))), "ok");
  await scenes.superuser(
    "alter table cutter_governance.cut_change_set disable trigger d_immutable",
    `update cutter_governance.cut_change_set set base_change_set_id = null where run_id = '${runId}'`,
    "alter table cutter_governance.cut_change_set enable always trigger d_immutable",
  );
  const verify = async () =>
    await knowledge.recordVerification(await command("write_verify"), await knowledge.probe(made.plan));
  assert.equal(reasonOf(await verify()), "STOP_TAMPERED", "the chain tells it first");
  await scenes.superuser(
    "alter table cutter_governance.document_digest disable trigger d_immutable",
    `delete from cutter_governance.document_digest where document_id = '${made.plan.source.documentId}'`,
    "alter table cutter_governance.document_digest enable always trigger d_immutable",
  );
  const reply = await verify();
  assert.equal(reasonOf(reply), "STOP_INVARIANT_FAILED");
  assert.deepEqual(!reply.ok && reply.refusal.details, ["recorded: expected 1, found 0"]);
});
