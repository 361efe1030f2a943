import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { WriteCommand } from "../../src/ports/knowledge-base.ts";
import { commandFor, planOf } from "../support/knowledge.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../support/knowledge-cluster.ts";
import { createScenes, reasonOf, type Scene, type Scenes } from "../support/knowledge-scene.ts";
import {
  createSql,
  decisionSql,
  enactSql,
  type UnitArguments,
  unitsOf,
  withdrawSql,
} from "../support/lane-sql.ts";
import { chainedReceiptSql, consumePermitSql, type UseChanges } from "../support/permit-sql.ts";
import { attemptAs } from "../support/written-ledger.ts";

/** A run and the command of its next effect, for which a permit stands ready. */
interface Ready {
  readonly scene: Scene;
  readonly command: WriteCommand;
  readonly permitId: string;
  readonly units: readonly UnitArguments[];
  readonly addresses: readonly string[];
  /** The change set; empty where the run has no ledger. */
  readonly changeSet: string;
}

interface Story {
  /** Nothing is written; SG_1 is permitted. */
  readonly fresh: Ready;
  /** Cut; SG_3 is permitted. */
  readonly cut: Ready;
  /** Cut, recorded and verified; SG_2 is permitted, and nobody has consumed it. */
  readonly waiting: Ready;
  /** Enacted: its permit was consumed. */
  readonly enacted: Ready;
  /** As the waiting one; the owner edits it and puts it back. */
  readonly edited: Ready;
  /** The run of the waiting one; SG_3 is permitted as well. */
  readonly withdrawable: Ready;
  /** A draft of the waiting document that another run wrote. */
  readonly stray: string;
  /** A third run of the waiting document; SG_1 is permitted for one more unit. */
  readonly beside: Ready;
}

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let scenes: Scenes;
let story: Story;

const DECISION = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7d01";
const ENACTED = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7d02";
const SECOND = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7d03";
const NOWHERE = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7fff";
const OTHER_REQUEST = "9".repeat(64);
const SG1 = "SG_1_cut_authz";
const SG2 = "SG_2_lifecycle_authz";
const SG3 = "SG_3_compensation_authz";

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  scenes = createScenes(database);
  const { knowledge } = database;
  const fresh = await readyFor(await scenes.set(), "cut_leg_a");
  const cutScene = await scenes.set();
  assert.equal(reasonOf(await knowledge.cutLegA(await cutScene.command("cut_leg_a"))), "ok");
  const cut = await readyFor(cutScene, "compensation");
  const waiting = await makeWaiting();
  const enacted = await makeWaiting();
  const enactment = { ...enacted.command, reviewDecisionId: ENACTED };
  assert.equal(reasonOf(await knowledge.enact(enactment)), "ok");
  const edited = await makeWaiting();
  const withdrawable = await readyFor(waiting.scene, "compensation", waiting.changeSet);
  const strayRun = await oneMore(waiting.scene, {
    name: "stray",
    runId: "ictr-20261121T090000Z-aaaa0001",
    place: 4,
  });
  assert.equal(reasonOf(await knowledge.cutLegA(strayRun.command)), "ok");
  const beside = await oneMore(waiting.scene, {
    name: "beside",
    runId: "ictr-20261121T090000Z-aaaa0002",
    place: 5,
  });
  story = { fresh, cut, waiting, enacted, edited, withdrawable, stray: strayRun.addresses.join(), beside };
});
after(() => cluster?.[Symbol.asyncDispose]());

async function readyFor(
  scene: Scene,
  effect: Parameters<Scene["command"]>[0],
  changeSet = "",
): Promise<Ready> {
  const command = await scene.command(effect);
  const units = unitsOf(command);
  const permitId = command.approval?.permitId ?? assert.fail(`no permit for ${effect}`);
  return { scene, command, permitId, units, addresses: units.map(({ address }) => address), changeSet };
}

async function makeWaiting(): Promise<Ready> {
  const scene = await scenes.set();
  const { knowledge } = database;
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  const ledger = await knowledge.recordLegB(await scene.command("leg_b_record"));
  assert.ok(ledger.ok);
  const facts = await knowledge.probe(scene.made.plan);
  assert.equal(
    reasonOf(await knowledge.recordVerification(await scene.command("write_verify"), facts)),
    "ok",
  );
  return readyFor(scene, "lifecycle_enact", ledger.value.ids["changeSetId"]);
}

/** Another run of the same document, to which one more unit is permitted, at a place behind the others. */
async function oneMore(
  { made }: Scene,
  { name, runId, place }: { readonly name: string; readonly runId: string; readonly place: number },
): Promise<Ready> {
  const [first] = made.plan.units;
  assert.ok(first);
  const units = [{ ...first, address: `${made.plan.source.docPrefix}/${name}` }];
  const plan = planOf(made.plan, units);
  const changes = [...plan.changes].map((change) => ({ ...change, position: String(place) }));
  const other = { plan: { ...plan, changes }, source: made.source };
  const command: Scene["command"] = (effect, changes) =>
    commandFor(database.knowledge, other, effect, { runId, ...changes });
  return readyFor({ made: other, runId, command }, "cut_leg_a");
}

const consume = (ready: Ready, changes?: UseChanges) => consumePermitSql(ready.permitId, changes);

function decide({ scene, changeSet }: Ready, gate = SG2, runId = scene.runId): string {
  const { documentId } = scene.made.plan.source;
  return decisionSql({ id: DECISION, runId, gate, documentId, changeSet: changeSet || null });
}

const create = (ready: Ready, units = ready.units) => createSql(units);
const enact = ({ addresses, changeSet }: Ready, some = addresses) =>
  enactSql(some, { decision: DECISION, changeSet });
const withdraw = ({ addresses, changeSet }: Ready, some = addresses) =>
  withdrawSql(some, { decision: DECISION, changeSet: changeSet || null });
const receipt = ({ scene, command }: Ready, phase: string) =>
  chainedReceiptSql(scene.runId, phase, command.payloadSha256);

/** Each effect as the bot does it. */
const cutting = (ready: Ready) => [consume(ready), create(ready), receipt(ready, "cut_leg_a")];
const enactment = (ready: Ready) => [
  consume(ready),
  decide(ready),
  enact(ready),
  receipt(ready, "lifecycle_enact"),
];
const withdrawal = (ready: Ready) => [
  consume(ready),
  decide(ready, SG3),
  withdraw(ready),
  receipt(ready, "compensation"),
];

const NOT_PERMITTED = /permit: the verify lane has not permitted /;
const ENDED = /permit: that of \w+ of \S+ has ended at /;
const NOT_CONSUMED = /^permit: no approval was consumed in this transaction /;
const NOT_FULFILLED = /^permit: what was done for \w+ of \S+ is not what was permitted$/;
const NO_RECEIPT = /^permit: \w+ of \S+ was consumed without the receipt of its effect$/;
const NO_RIGHT = /^permission denied for /;
const OK = /^ok$/;

interface Attack {
  readonly what: string;
  readonly run: (story: Story) => readonly string[];
  readonly told: RegExp;
}

/** D-50: the exec lane uses an approval that nobody has permitted. */
const USES: readonly Attack[] = [
  ["run_id", "'ictr-20261121T090000Z-aaaa0009'"],
  ["gate", `'${SG2}'`],
  ["payload_sha256", "repeat('9', 64)"],
  ["nonce", "'9'"],
  ["approval_commit", "'9'"],
  ["execution_commit", "'9'"],
  ["persons", "'{somebody}'"],
  ["keys", "'{}'"],
  ["signed_utc", "now()"],
  ["permit_id", "null"],
  ["permit_id", `'${NOWHERE}'`],
].map(([column = "", value = ""]) => ({
  what: `an approval whose ${column} is ${value} and not the permit's`,
  run: ({ fresh }) => [consume(fresh, { [column]: value })],
  told: NOT_PERMITTED,
}));

/** D-51: the exec lane consumes again what is consumed. */
const REPLAYS: readonly Attack[] = [
  {
    what: "a permit that was consumed",
    run: ({ enacted }) => [consume(enacted)],
    told: /^duplicate key value violates unique constraint "approval_use_/,
  },
  {
    what: "a second decision under the consumed SG_2 of the run",
    run: ({ enacted }) => [decide(enacted)],
    told: /"review_decision_one_per_gate"$/,
  },
  {
    what: "a decision about a waiting run under the consumed SG_2 of another run",
    run: ({ waiting, enacted }) => [decide(waiting, SG2, enacted.scene.runId)],
    told: /"review_decision_one_per_gate"$/,
  },
  {
    what: "a decision about a waiting run under its consumed SG_1",
    run: ({ waiting }) => [decide(waiting, SG1)],
    told: /"review_decision_one_per_gate"$/,
  },
  {
    what: "a decision without a consumed approval",
    run: ({ waiting }) => [decide(waiting)],
    told: /"review_decision_run_id_gate_fkey"$/,
  },
  {
    what: "a creation in a document whose SG_1 was consumed earlier",
    run: ({ cut }) => [create(cut)],
    told: NOT_CONSUMED,
  },
  {
    what: "an enactment of a run whose SG_2 was consumed earlier",
    run: ({ enacted }) => [enactSql(enacted.addresses, { decision: ENACTED, changeSet: enacted.changeSet })],
    told: NOT_CONSUMED,
  },
  { what: "an enactment without an approval", run: ({ waiting }) => [enact(waiting)], told: NOT_CONSUMED },
  { what: "a creation without an approval", run: ({ fresh }) => [create(fresh)], told: NOT_CONSUMED },
  { what: "a withdrawal without an approval", run: ({ cut }) => [withdraw(cut)], told: NOT_CONSUMED },
];

/** D-52: a permit is turned to another effect, document or change set. */
const TURNED: readonly Attack[] = [
  {
    what: "units of another document under the permit of this one",
    run: ({ fresh, cut }) => [
      consume(fresh),
      createSql([{ ...unitOf(fresh), address: `${cut.scene.made.plan.source.docPrefix}/more` }]),
    ],
    told: NOT_CONSUMED,
  },
  {
    what: "units under the permit to enact",
    run: ({ waiting }) => [consume(waiting), create(waiting, [more(waiting)])],
    told: NOT_CONSUMED,
  },
  {
    what: "units under the permit to withdraw",
    run: ({ cut }) => [consume(cut), create(cut, [more(cut)])],
    told: NOT_CONSUMED,
  },
  {
    what: "an enactment under the permit to cut",
    run: ({ fresh, waiting }) => [consume(fresh), enact(waiting)],
    told: NOT_CONSUMED,
  },
  {
    what: "an enactment of another change set",
    run: ({ waiting, enacted }) => [
      consume(waiting),
      decide(waiting),
      enactSql(waiting.addresses, { decision: DECISION, changeSet: enacted.changeSet }),
    ],
    told: NOT_CONSUMED,
  },
  {
    what: "an enactment of another document",
    run: ({ waiting, cut }) => [consume(waiting), decide(waiting), enact(waiting, cut.addresses)],
    told: NOT_CONSUMED,
  },
  {
    what: "a withdrawal under the permit to enact",
    run: ({ waiting }) => [consume(waiting), withdraw(waiting)],
    told: NOT_CONSUMED,
  },
  {
    what: "a withdrawal under the permit to cut",
    run: ({ fresh, cut }) => [consume(fresh), withdraw(cut)],
    told: NOT_CONSUMED,
  },
  {
    what: "a withdrawal in another document",
    run: ({ cut, waiting }) => [consume(cut), decide(cut, SG3), withdraw(waiting)],
    told: NOT_CONSUMED,
  },
];

function unitOf({ units }: Ready, position = 0): UnitArguments {
  return units[position] ?? assert.fail("no such unit");
}

function more(ready: Ready): UnitArguments {
  return { ...unitOf(ready), address: `${ready.scene.made.plan.source.docPrefix}/more`, body: "More.\n" };
}

/** The units of a plan in which the last one is changed. */
function withLast(ready: Ready, change: Partial<UnitArguments>): readonly UnitArguments[] {
  return [...ready.units.slice(0, -1), { ...unitOf(ready, ready.units.length - 1), ...change }];
}

/** Consumes the permit, creates other units than the permitted ones, and leaves the receipt. */
const otherUnits = (
  what: string,
  units: (ready: Ready) => readonly UnitArguments[],
  common?: Parameters<typeof createSql>[1],
): Attack => ({
  what,
  run: ({ fresh }) => [consume(fresh), createSql(units(fresh), common), receipt(fresh, "cut_leg_a")],
  told: NOT_FULFILLED,
});
const COMMON = { actor: "cutter_exec", owner: "registry", publicationType: "law" };

/** D-53: under a permit, something else is done than what it names. */
const OTHERWISE: readonly Attack[] = [
  otherUnits("another text", (ready) => withLast(ready, { body: "Forged.\n" })),
  otherUnits("another title", (ready) => withLast(ready, { title: "Forged" })),
  otherUnits("another kind", (ready) => withLast(ready, { kind: "rule" })),
  otherUnits("another section type", (ready) => withLast(ready, { sectionType: "annex" })),
  otherUnits("another address", (ready) => withLast(ready, { address: more(ready).address })),
  otherUnits("a parent that is none", (ready) => withLast(ready, { parent: unitOf(ready).address })),
  otherUnits("a parent that is missing", (ready) => ready.units.map((unit) => ({ ...unit, parent: null }))),
  otherUnits("another order", ({ units }) => [...units.slice(0, 1), ...units.slice(1).reverse()]),
  otherUnits("a unit less", ({ units }) => units.slice(0, -1)),
  otherUnits("a unit more", (ready) => [...ready.units, more(ready)]),
  otherUnits("another owner", ({ units }) => units, { ...COMMON, owner: "mallory" }),
  otherUnits("another author", ({ units }) => units, { ...COMMON, actor: "mallory" }),
  otherUnits("another publication type", ({ units }) => units, { ...COMMON, publicationType: "other" }),
  {
    what: "a unit more in a second call",
    run: ({ fresh }) => [
      consume(fresh),
      create(fresh),
      create(fresh, [more(fresh)]),
      receipt(fresh, "cut_leg_a"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a unit more when the receipt is written",
    run: ({ fresh }) => [
      consume(fresh),
      create(fresh),
      receipt(fresh, "cut_leg_a"),
      create(fresh, [more(fresh)]),
    ],
    told: NOT_CONSUMED,
  },
  {
    what: "a unit more when every constraint was brought forward",
    run: ({ fresh }) => [
      consume(fresh),
      create(fresh),
      "set constraints all immediate",
      create(fresh, [more(fresh)]),
    ],
    told: NO_RECEIPT,
  },
  {
    what: "a creation without a receipt",
    run: ({ fresh }) => [consume(fresh), create(fresh)],
    told: NO_RECEIPT,
  },
  {
    what: "a creation with the receipt of another effect",
    run: ({ fresh }) => [consume(fresh), create(fresh), receipt(fresh, "leg_b_record")],
    told: NO_RECEIPT,
  },
  {
    what: "a receipt of another request",
    run: ({ fresh }) => [
      consume(fresh),
      create(fresh),
      chainedReceiptSql(fresh.scene.runId, "cut_leg_a", OTHER_REQUEST),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a receipt of a cut in which nothing was created",
    run: ({ fresh }) => [consume(fresh), receipt(fresh, "cut_leg_a")],
    told: NOT_FULFILLED,
  },
  {
    what: "an enactment of a part of the change set",
    run: ({ waiting }) => [
      consume(waiting),
      decide(waiting),
      enact(waiting, waiting.addresses.slice(1)),
      receipt(waiting, "lifecycle_enact"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "an enactment of a unit that the exec lane has added to the verified change set",
    run: ({ waiting, stray }) => [
      addToChangeSet(waiting, stray),
      consume(waiting),
      decide(waiting),
      enact(waiting, [...waiting.addresses, stray]),
      receipt(waiting, "lifecycle_enact"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "an enactment without a receipt",
    run: ({ waiting }) => [consume(waiting), decide(waiting), enact(waiting)],
    told: NO_RECEIPT,
  },
  {
    what: "a withdrawal of a part of the drafts",
    run: ({ cut }) => [
      consume(cut),
      decide(cut, SG3),
      withdraw(cut, cut.addresses.slice(1)),
      receipt(cut, "compensation"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a withdrawal without a receipt",
    run: ({ cut }) => [consume(cut), decide(cut, SG3), withdraw(cut)],
    told: NO_RECEIPT,
  },
  ...(["cut_leg_a", "lifecycle_enact", "compensation"] as const).map((phase) => ({
    what: `a forged receipt of ${phase}`,
    run: () => [chainedReceiptSql("ictr-20261121T090000Z-aaaa0009", phase, OTHER_REQUEST)],
    told: NOT_FULFILLED,
  })),
  {
    what: "a forged receipt of the enactment of a waiting run",
    run: ({ waiting }) => [receipt(waiting, "lifecycle_enact")],
    told: NOT_FULFILLED,
  },
  {
    what: "a receipt of another run beside the permitted cut",
    run: ({ fresh, beside }) => [
      ...cutting(fresh),
      chainedReceiptSql(beside.scene.runId, "cut_leg_a", fresh.command.payloadSha256),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a receipt of an enactment beside the permitted withdrawal",
    run: ({ cut }) => [...withdrawal(cut), receipt(cut, "lifecycle_enact")],
    told: NOT_FULFILLED,
  },
  {
    what: "a receipt of the permitted enactment where every unit was withdrawn",
    run: ({ withdrawable, waiting }) => [
      ...withdrawal(withdrawable),
      consume(waiting),
      receipt(waiting, "lifecycle_enact"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a permit that is consumed for nothing beside the permitted cut of another run",
    run: ({ fresh, beside }) => [...cutting(fresh), consume(beside)],
    told: NO_RECEIPT,
  },
];

function addToChangeSet({ changeSet }: Ready, address: string): string {
  return `insert into cutter_governance.cut_change_set_affected_row
      (change_set_id, unit_id, unit_version_id, operation, canonical_address, content_hash)
    select '${changeSet}', u.id, v.id, 'create', u.canonical_address, v.content_hash
    from public.information_unit u join public.unit_version v on v.id = u.version_anchor_ref
    where u.canonical_address = '${address}'`;
}

const PERMIT_COLUMNS =
  "run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, units_sha256, change_set_id";

/** D-54: one lane alone takes the part of the other. */
const EXEC_AS_VERIFY: readonly Attack[] = [
  {
    what: "a permit of its own",
    run: () => [
      `insert into cutter_governance.write_permit (${PERMIT_COLUMNS})
       select ${PERMIT_COLUMNS} from cutter_governance.write_permit limit 1`,
    ],
    told: NO_RIGHT,
  },
  {
    what: "a longer life of a permit",
    run: () => ["update cutter_governance.write_permit set expires_at = now() + interval '1 year'"],
    told: NO_RIGHT,
  },
  {
    what: "a look at what is permitted from the inside",
    run: () => [`select * from public.fn_permitted('${SG1}', null)`],
    told: NO_RIGHT,
  },
];
const VERIFY_AS_EXEC: readonly Attack[] = [
  { what: "the consumption of a permit", run: ({ fresh }) => [consume(fresh)], told: NO_RIGHT },
  { what: "a decision", run: ({ enacted }) => [decide(enacted)], told: NO_RIGHT },
  { what: "a creation", run: ({ fresh }) => [create(fresh)], told: NO_RIGHT },
  { what: "an enactment", run: ({ waiting }) => [enact(waiting)], told: NO_RIGHT },
  { what: "a withdrawal", run: ({ cut }) => [withdraw(cut)], told: NO_RIGHT },
  {
    what: "the receipt of an enactment",
    run: ({ waiting }) => [receipt(waiting, "lifecycle_enact")],
    told: /"phase_receipt_lane"$/,
  },
  {
    what: "a permit that never ends",
    run: () => [
      `insert into cutter_governance.write_permit (${PERMIT_COLUMNS}, expires_at)
       select ${PERMIT_COLUMNS}, 'infinity' from cutter_governance.write_permit limit 1`,
    ],
    told: NO_RIGHT,
  },
];

/** What a permit is for goes through, so that the refusals are the guards' and not the statements'. */
const HONEST: readonly Attack[] = [
  {
    what: "the permitted cut",
    run: ({ fresh }) => cutting(fresh),
    told: OK,
  },
  {
    what: "the permitted cut in two calls",
    run: ({ fresh }) => [
      consume(fresh),
      create(fresh, fresh.units.slice(0, 1)),
      create(fresh, fresh.units.slice(1)),
      receipt(fresh, "cut_leg_a"),
    ],
    told: OK,
  },
  {
    what: "the permitted enactment",
    run: ({ waiting }) => enactment(waiting),
    told: OK,
  },
  {
    what: "the permitted enactment of a change set to which a row was added",
    run: ({ waiting, stray }) => [addToChangeSet(waiting, stray), ...enactment(waiting)],
    told: OK,
  },
  {
    what: "the permitted withdrawal",
    run: ({ cut }) => withdrawal(cut),
    told: OK,
  },
  {
    what: "the permitted cuts of two documents at once",
    run: ({ beside, fresh }) => [...cutting(beside), ...cutting(fresh)],
    told: OK,
  },
  {
    what: "the permitted enactment, and a draft of another run of the document stays one,",
    run: ({ waiting, stray }) => [...enactment(waiting), staysDraft(stray)],
    told: OK,
  },
  {
    what: "the permitted withdrawal, and a draft of another run of the document stays one,",
    run: ({ withdrawable, stray }) => [...withdrawal(withdrawable), staysDraft(stray)],
    told: OK,
  },
  {
    what: "the permitted enactment beside a cut of another run of the document",
    run: ({ beside, waiting }) => [...cutting(beside), ...enactment(waiting)],
    told: OK,
  },
  {
    what: "two permitted enactments at once",
    run: ({ waiting, edited }) => [
      ...enactment(waiting),
      ...enactment(edited).map((statement) => statement.replaceAll(DECISION, SECOND)),
    ],
    told: OK,
  },
  {
    what: "the permitted withdrawal where other runs of the document have left drafts",
    run: ({ beside, withdrawable }) => [...cutting(beside), ...withdrawal(withdrawable)],
    told: OK,
  },
];

/** Fails where the unit or its version is no draft. */
const staysDraft = (address: string) =>
  `do $$ begin if (select count(*) from public.information_unit u join public.unit_version v on v.unit_id = u.id
     where u.canonical_address = '${address}' and u.lifecycle_status = 'draft' and v.lifecycle_status = 'draft') <> 1
   then raise '${address} is no draft'; end if; end $$`;

for (const [id, lane, verdict, attacks] of [
  ["D-50", "exec", "can't use", USES],
  ["D-51", "exec", "can't bring in", REPLAYS],
  ["D-52", "exec", "can't bring in", TURNED],
  ["D-53", "exec", "can't commit", OTHERWISE],
  ["D-54", "exec", "can't bring in", EXEC_AS_VERIFY],
  ["D-54", "verify", "can't bring in", VERIFY_AS_EXEC],
  ["D-53", "exec", "can commit", HONEST],
] as const) {
  for (const { what, run, told } of attacks) {
    test(`the ${lane} lane alone ${verdict} ${what} (${id})`, async () => {
      await using session = await database.sql.open(lane);
      assert.match(await attemptAs(session, run(story)), told);
    });
  }
}

const AS_EXEC = "set session authorization cutter_exec";
const AS_SUPERUSER = "reset session authorization";
const USE = "cutter_governance.approval_use";
const RECEIPT = "cutter_governance.phase_receipt";
const VERSION = "public.unit_version";
const BIRTH = "public.birth_registry";
const TIMES: Readonly<Record<string, string>> = {
  [USE]: "used_at",
  [RECEIPT]: "recorded_at",
  [VERSION]: "created_at",
  [BIRTH]: "born_at",
  "public.iu_lifecycle_log": "logged_at",
};

/** Half of a row's moment: the number of its transaction or the time at which that began. */
type Half = "transaction" | "time";
const HALVES: readonly Half[] = ["transaction", "time"];

const unlock = (table: string) =>
  `alter table ${table} ${table === VERSION ? "disable trigger a_gateway, disable trigger b_transition" : "disable trigger d_immutable"}`;
const halfOf = (table: string, half: Half) => {
  if (half === "time") return TIMES[table];
  return table === VERSION ? "born_xact" : "xact";
};
/** Moves half of the moment of the rows that `which` names, to that of this transaction or to one long ago. */
const move = (
  table: string,
  half: Half,
  { to, which }: { readonly to: "now" | "past"; readonly which: string },
) => {
  const value = {
    now: { transaction: "pg_current_xact_id()", time: "now()" },
    past: { transaction: "'1'", time: "'epoch'" },
  }[to][half];
  return `update ${table} set ${halfOf(table, half)} = ${value} where ${which}`;
};
/** Gives the birth of the stray half of the moment of the run's cut. */
const bear = (half: Half, { stray }: Story, { scene }: Ready) =>
  `update ${VERSION} set ${halfOf(VERSION, half)} = (select ${halfOf(RECEIPT, half)} from ${RECEIPT}
     where run_id = '${scene.runId}' and phase = 'cut_leg_a') where address = '${stray}'`;
const ofRun = ({ scene }: Ready) => `run_id = '${scene.runId}'`;

/**
 * A transaction's number comes again in a restored base, and two transactions may begin at one time: a row is of this transaction where
 * both agree.
 */
const MOMENTS: readonly {
  readonly what: string;
  readonly run: (story: Story, half: Half) => readonly string[];
  readonly told: RegExp;
}[] = [
  {
    what: "a consumption at another moment closes no receipt",
    run: ({ fresh }, half) => [
      unlock(USE),
      AS_EXEC,
      consume(fresh),
      create(fresh),
      AS_SUPERUSER,
      move(USE, half, { to: "past", which: ofRun(fresh) }),
      AS_EXEC,
      receipt(fresh, "cut_leg_a"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a unit that was born at another moment was not cut under the permit",
    run: ({ fresh }, half) => [
      unlock(VERSION),
      AS_EXEC,
      consume(fresh),
      create(fresh),
      AS_SUPERUSER,
      move(VERSION, half, { to: "past", which: `address = '${fresh.addresses[0]}'` }),
      AS_EXEC,
      receipt(fresh, "cut_leg_a"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a unit that was enacted at another moment was not enacted under the permit",
    run: ({ waiting }, half) => [
      unlock("public.iu_lifecycle_log"),
      AS_EXEC,
      ...enactment(waiting).slice(0, -1),
      AS_SUPERUSER,
      move("public.iu_lifecycle_log", half, {
        to: "past",
        which: `canonical_address = '${waiting.addresses[0]}'`,
      }),
      AS_EXEC,
      receipt(waiting, "lifecycle_enact"),
    ],
    told: NOT_FULFILLED,
  },
  {
    what: "a receipt of another moment closes no consumption",
    run: ({ fresh }, half) => [
      unlock(RECEIPT),
      AS_EXEC,
      ...cutting(fresh),
      AS_SUPERUSER,
      move(RECEIPT, half, { to: "past", which: ofRun(fresh) }),
    ],
    told: NO_RECEIPT,
  },
  {
    what: "a consumption of another moment permits nothing",
    run: ({ enacted }, half) => [
      unlock(USE),
      move(USE, half, { to: "now", which: `${ofRun(enacted)} and gate = '${SG2}'` }),
      AS_EXEC,
      enactSql(enacted.addresses, { decision: ENACTED, changeSet: enacted.changeSet }),
    ],
    told: NOT_CONSUMED,
  },
  {
    what: "an earlier receipt of the run ends no permit",
    run: ({ waiting }, half) => [
      unlock(RECEIPT),
      move(RECEIPT, half, { to: "now", which: `${ofRun(waiting)} and phase = 'cut_leg_a'` }),
      AS_EXEC,
      ...enactment(waiting),
    ],
    told: OK,
  },
  {
    what: "a draft of another run that was born at another moment is none of the run's",
    run: (told, half) => [
      unlock(VERSION),
      bear(half, told, told.withdrawable),
      AS_EXEC,
      ...withdrawal(told.withdrawable),
    ],
    told: OK,
  },
];

for (const { what, run, told } of MOMENTS) {
  for (const half of HALVES) {
    test(`${what}, where its ${half} alone was moved (D-53)`, async () => {
      await using session = await database.openSuperuser();
      assert.match(await attemptAs(session, run(story, half)), told);
    });
  }
}

/** Makes drafts of those that an earlier release has left: the version says nothing of what its unit says. */
const asEarlier = (...addresses: readonly string[]) =>
  `update ${VERSION} set (address, unit_kind, section_type, parent_unit_id, position, change_kind, born_xact) = (null, null, null, null, null, null, null)
     where address in (${addresses.map((address) => `'${address}'`).join(", ")})`;
const noDraftIsLeft = (addresses: readonly string[]) =>
  `do $$ begin if exists (select from public.information_unit where canonical_address in (${addresses
    .map((address) => `'${address}'`)
    .join(", ")}) and lifecycle_status = 'draft') then raise 'a draft is left'; end if; end $$`;

const EARLIER: readonly Attack[] = [
  {
    what: "drafts of an earlier release are enacted by their run",
    run: ({ waiting }) => [
      unlock(VERSION),
      asEarlier(...waiting.addresses),
      AS_EXEC,
      ...enactment(waiting),
      noDraftIsLeft(waiting.addresses),
    ],
    told: OK,
  },
  {
    what: "drafts of an earlier release are withdrawn by their run, and those of other runs of the document stay",
    run: ({ withdrawable, stray }) => [
      unlock(VERSION),
      asEarlier(...withdrawable.addresses, stray),
      AS_EXEC,
      ...withdrawal(withdrawable),
      noDraftIsLeft(withdrawable.addresses),
    ],
    told: OK,
  },
  {
    what: "a part of the drafts of an earlier release is not withdrawn alone",
    run: ({ withdrawable }) => [
      unlock(VERSION),
      asEarlier(...withdrawable.addresses),
      AS_EXEC,
      consume(withdrawable),
      decide(withdrawable, SG3),
      withdraw(withdrawable, withdrawable.addresses.slice(1)),
      receipt(withdrawable, "compensation"),
    ],
    told: NOT_FULFILLED,
  },
  ...HALVES.map(
    (half): Attack => ({
      what: `a draft of an earlier release that another run bore at another ${half} is none of the run's`,
      run: ({ withdrawable, stray }) => [
        unlock(VERSION),
        unlock(BIRTH),
        asEarlier(stray),
        bearUnit(half, withdrawable, stray),
        AS_EXEC,
        ...withdrawal(withdrawable),
      ],
      told: OK,
    }),
  ),
  {
    what: "a draft of an earlier release that was born with another receipt of the run than that of its cut is none of the run's",
    run: ({ withdrawable, stray }) => [
      unlock(VERSION),
      unlock(BIRTH),
      asEarlier(stray),
      ...HALVES.map((half) => bearUnit(half, withdrawable, stray, "write_verify")),
      AS_EXEC,
      ...withdrawal(withdrawable),
    ],
    told: OK,
  },
];

/** Gives the birth of the stray's unit half of the moment of a receipt of the run. */
function bearUnit(half: Half, { scene }: Ready, stray: string, phase = "cut_leg_a"): string {
  return `update ${BIRTH} set ${halfOf(BIRTH, half)} = (select ${halfOf(RECEIPT, half)} from ${RECEIPT}
     where run_id = '${scene.runId}' and phase = '${phase}') where canonical_address = '${stray}'`;
}

for (const { what, run, told } of EARLIER) {
  test(what, async () => {
    await using session = await database.openSuperuser();
    assert.match(await attemptAs(session, run(story)), told);
  });
}

test("a draft of another document is none of the run's, even where it was born at the same moment (D-53)", async () => {
  await using session = await database.openSuperuser();
  const born = HALVES.map((half) => bear(half, story, story.cut));
  assert.match(await attemptAs(session, [unlock(VERSION), ...born, AS_EXEC, ...withdrawal(story.cut)]), OK);
});

test("a permit ends by the clock, for a transaction that began before as well (D-55)", async () => {
  const late = await readyFor(await scenes.set(), "cut_leg_a");
  await using exec = await database.sql.open("exec");
  await exec.query("begin");
  await exec.query("select now()");
  await scenes.superuser(
    "alter table cutter_governance.write_permit disable trigger d_immutable",
    `update cutter_governance.write_permit set expires_at = clock_timestamp() where permit_id = '${late.permitId}'`,
    "alter table cutter_governance.write_permit enable always trigger d_immutable",
  );
  await assert.rejects(exec.query(consume(late)), ENDED);
  await exec.query("rollback");
  assert.equal(reasonOf(await database.knowledge.cutLegA(late.command)), "STOP_PERMIT_ENDED");
  assert.equal(await scenes.countUnits(late.scene), 0);
});

test("a permit that is not there, and a decision's id that was used before, stop an effect that can be tried again (D-102)", async () => {
  const { fresh, waiting } = story;
  const { approval } = fresh.command;
  assert.ok(approval);
  const elsewhere = { ...fresh.command, approval: { ...approval, permitId: NOWHERE } };
  assert.equal(reasonOf(await database.knowledge.cutLegA(elsewhere)), "STOP_TAMPERED");
  const facts = await database.knowledge.baseFacts(waiting.scene.made.plan.source.docPrefix, "all");
  const base = { ...waiting.command.base, facts };
  const known = { ...waiting.command, base, reviewDecisionId: ENACTED };
  assert.equal(reasonOf(await database.knowledge.enact(known)), "STOP_APPROVAL_MALFORMED");
});

const LAST = (prefix: string) =>
  `(select id from public.information_unit where canonical_address = '${prefix}/article-3')`;
const updateUnit = (prefix: string, change: string) =>
  `update public.information_unit set ${change} where canonical_address = '${prefix}/article-3'`;
const FORGED = "body = 'Forged.', content_hash = encode(sha256(convert_to('Forged.', 'UTF8')), 'hex')";
const forge = (prefix: string) => `update public.unit_version set ${FORGED} where unit_id = ${LAST(prefix)}`;
const FORGED_HASH = "content_hash = encode(sha256(convert_to('Forged.', 'UTF8')), 'hex')";
const inLedger = (table: string, prefix: string, change: string) =>
  `update cutter_governance.${table} set ${change} where unit_id = ${LAST(prefix)}`;

/** D-56: what the owner can do to a verified draft while the run waits. `seen`: the database itself sees it, whoever enacts. */
const EDITS: readonly {
  readonly what: string;
  readonly seen: boolean;
  readonly edit: (prefix: string) => readonly string[];
}[] = [
  { what: "its text and digest", seen: true, edit: (p) => [forge(p)] },
  {
    what: "its text and every digest of it",
    seen: true,
    edit: (p) => [
      forge(p),
      inLedger("cut_change_set_affected_row", p, FORGED_HASH),
      inLedger("manifest_unit_block", p, FORGED_HASH),
    ],
  },
  {
    what: "its title",
    seen: true,
    edit: (p) => [`update public.unit_version set title = 'Forged' where unit_id = ${LAST(p)}`],
  },
  { what: "its kind", seen: true, edit: (p) => [updateUnit(p, "unit_kind = 'rule'")] },
  { what: "its section type", seen: true, edit: (p) => [updateUnit(p, "section_type = 'annex'")] },
  {
    what: "its parent",
    seen: true,
    edit: (p) => [
      updateUnit(
        p,
        `parent_or_container_ref = (select id from public.information_unit where canonical_address = '${p}/article-1')`,
      ),
    ],
  },
  { what: "its owner", seen: true, edit: (p) => [updateUnit(p, "owner_ref = 'mallory'")] },
  { what: "its author", seen: true, edit: (p) => [updateUnit(p, "created_by = 'mallory'")] },
  {
    what: "its publication type",
    seen: true,
    edit: (p) => [updateUnit(p, `identity_profile = '{"publication_type": "other"}'`)],
  },
  { what: "its place", seen: true, edit: (p) => [updateUnit(p, "sort_order = 0")] },
  {
    what: "its version for another",
    seen: true,
    edit: (p) => [
      `insert into public.unit_version (id, unit_id, body, content_hash, version_seq, content_profile, created_by, title, provenance, editor)
       select '${NOWHERE}', unit_id, 'Forged.', encode(sha256(convert_to('Forged.', 'UTF8')), 'hex'), 2, content_profile, created_by,
         title, provenance, editor from public.unit_version where unit_id = ${LAST(p)}`,
      updateUnit(p, `content_anchor_ref = '${NOWHERE}', version_anchor_ref = '${NOWHERE}'`),
    ],
  },
  {
    what: "its text for that of its neighbour",
    seen: true,
    edit: (p) => [
      `update public.unit_version v set body = other.body, content_hash = other.content_hash from public.unit_version other
       join public.information_unit a on a.id = other.unit_id, public.information_unit b
       where b.id = v.unit_id and a.doc_code = '${p}' and b.doc_code = '${p}' and a.id <> b.id
         and a.canonical_address <> '${p}/article-1' and b.canonical_address <> '${p}/article-1'`,
    ],
  },
  {
    what: "the digest of its affected row",
    seen: true,
    edit: (p) => [inLedger("cut_change_set_affected_row", p, FORGED_HASH)],
  },
  {
    what: "the digest of its block",
    seen: false,
    edit: (p) => [inLedger("manifest_unit_block", p, FORGED_HASH)],
  },
  {
    what: "the place of its block",
    seen: false,
    edit: (p) => [inLedger("manifest_unit_block", p, "ordinal = 9")],
  },
];

/** Rows that no plan names, in tables that the enactment adds to or updates. */
const BESIDE: readonly (readonly [what: string, edit: (ready: Ready) => string])[] = [
  [
    "a description",
    ({ scene }) =>
      `update public.unit_version set description = 'x' where unit_id = ${LAST(scene.made.plan.source.docPrefix)}`,
  ],
  ["a mark of deletion", ({ scene }) => updateUnit(scene.made.plan.source.docPrefix, "deleted_at = now()")],
  [
    "the persons of its use",
    ({ scene }) =>
      `update cutter_governance.approval_use set persons = '{mallory}' where run_id = '${scene.runId}'`,
  ],
  [
    "its decision",
    ({ scene }) =>
      `update cutter_governance.review_decision set reason = 'x' where run_id = '${scene.runId}'`,
  ],
  [
    "a receipt",
    ({ scene }) => `update cutter_governance.phase_receipt set ids = '{}' where run_id = '${scene.runId}'`,
  ],
  [
    "the permit that it has used",
    ({ scene }) =>
      `update cutter_governance.write_permit set persons = '{mallory}' where run_id = '${scene.runId}' and gate = '${SG1}'`,
  ],
];

const LEDGER = ["approval_use", "review_decision", "phase_receipt", "write_permit"].map(
  (name) => `cutter_governance.${name}`,
);

for (const [what, edit] of BESIDE) {
  test(`${what} that the owner changes between the gate and the enactment stops it, and is not taken for what it writes (D-120)`, async () => {
    const ready = await makeWaiting();
    const { base } = ready.command;
    const command = {
      ...ready.command,
      base: { ...base, holds: ["cut_leg_a"] as const },
      reviewDecisionId: randomUUID(),
    };
    await scenes.superuser(...unguarded([edit(ready)], [...EDITED, ...LEDGER]));
    const stopped = await database.knowledge.enact(command);
    assert.equal(reasonOf(stopped), "STOP_TAMPERED", JSON.stringify(stopped));
  });
}

/** Edits that an effect would meet itself, and what tells of them first. */
const MET: readonly (readonly [what: string, reason: string, edit: (ready: Scene) => string])[] = [
  [
    "a unit under another address",
    "STOP_TAMPERED",
    ({ made }) => updateUnit(made.plan.source.docPrefix, "canonical_address = canonical_address || 'x'"),
  ],
  [
    "a birth that is deleted",
    "STOP_TAMPERED",
    ({ made }) => `delete from public.birth_registry where unit_id = ${LAST(made.plan.source.docPrefix)}`,
  ],
  [
    "a stored version that is deleted",
    "STOP_SOURCE_CHANGED",
    ({ made }) =>
      `delete from cutter_governance.source_document_version_registry where document_id = '${made.plan.source.documentId}'`,
  ],
];

for (const effect of ["leg_b_record", "write_verify"] as const) {
  for (const [what, reason, edit] of MET) {
    test(`${what} right before ${effect} is told as that, and the run is not failed for it (D-123)`, async () => {
      const { knowledge } = database;
      const scene = await scenes.set();
      assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
      if (effect === "write_verify")
        assert.equal(reasonOf(await knowledge.recordLegB(await scene.command("leg_b_record"))), "ok");
      const command = await scene.command(effect);
      const facts = await knowledge.probe(scene.made.plan);
      const tables = [
        ...EDITED,
        "public.birth_registry",
        "cutter_governance.source_document_version_registry",
      ];
      await scenes.superuser(...unguarded([edit(scene)], tables));
      const stopped =
        effect === "leg_b_record"
          ? await knowledge.recordLegB(command)
          : await knowledge.recordVerification(command, facts);
      assert.equal(reasonOf(stopped), reason, JSON.stringify(stopped));
    });
  }
}

const EDITED = [
  "public.information_unit",
  "public.unit_version",
  "cutter_governance.manifest_unit_block",
  "cutter_governance.cut_change_set_affected_row",
];
const saved = (table: string) => `saved_${table.split(".")[1]}`;

/** Statements that no trigger of ours and no foreign key stops; every trigger is put back as it was. */
function unguarded(statements: readonly string[], tables: readonly string[] = EDITED): readonly string[] {
  const each = (change: string) => `do $$ declare v_trigger record; begin
    for v_trigger in select t.tgname, t.tgrelid::regclass as relation from pg_trigger t
      where not t.tgisinternal and t.tgrelid in (${tables.map((table) => `'${table}'::regclass`).join(", ")})
    loop execute format('alter table %s ${change} trigger %I', v_trigger.relation, v_trigger.tgname); end loop; end $$`;
  const asReplica = "set local session_replication_role = replica";
  return ["begin", asReplica, each("disable"), ...statements, each("enable always"), "commit"];
}

for (const { what, seen, edit } of EDITS) {
  test(`a verified draft of which the owner has changed ${what} is not enacted (D-56)`, async () => {
    const { scene, command } = story.edited;
    await using owner = await database.openSuperuser();
    const run = async (statements: readonly string[]) => {
      for (const statement of statements) await owner.query(statement);
    };
    await run(EDITED.map((table) => `create temporary table ${saved(table)} as table ${table}`));
    await run(unguarded(edit(scene.made.plan.source.docPrefix)));
    const reply = await database.knowledge.enact({ ...command, reviewDecisionId: DECISION });
    await using exec = await database.sql.open("exec");
    const alone = await attemptAs(exec, enactment(story.edited));
    await run(
      unguarded(
        EDITED.flatMap((table) => [`delete from ${table}`, `insert into ${table} table ${saved(table)}`]),
      ),
    );
    assert.equal(reasonOf(reply), "STOP_TAMPERED");
    assert.match(alone, seen ? NOT_FULFILLED : OK);
    assert.equal((await database.knowledge.probe(scene.made.plan)).enacted, 0);
    assert.equal(await database.knowledge.approvalUse(scene.runId, SG2), null);
  });
}

test("what the owner has put back is enacted, so that the refusals are those of the edits (D-56)", async () => {
  await using exec = await database.sql.open("exec");
  assert.match(await attemptAs(exec, enactment(story.edited)), OK);
  const { command } = story.edited;
  const fresh = { ...(await story.edited.scene.command("lifecycle_enact")), approval: command.approval };
  assert.equal(reasonOf(await database.knowledge.enact({ ...fresh, reviewDecisionId: DECISION })), "ok");
});
