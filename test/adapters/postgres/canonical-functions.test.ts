import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readTableFacts } from "../../../src/adapters/postgres/reads/table-facts.ts";
import { refuseAddress } from "../../../src/document/layout/refuse-address.ts";
import type { Effect } from "../../../src/domain/expected-change.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";
import { createScenes, reasonOf, type Scene } from "../../support/knowledge-scene.ts";
import { otherValues, unguard } from "../../support/other-values.ts";
import { permitCutSql, usedNowSql } from "../../support/permit-sql.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let knowledge: KnowledgeBase;
let scene: Scene;
let compensated: Scene;
const SG2 = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7c03";
const NOWHERE = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7fff";
let changeSet = "";
let revert = "";

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  knowledge = database.knowledge;
  const scenes = createScenes(database);
  scene = await scenes.set(3);
  compensated = await scenes.set(2);
  const { sha256: schemaSha256 } = await knowledge.schemaFacts();
  const command = (one: Scene, effect: Effect) => one.command(effect, { schemaSha256 });
  await knowledge.cutLegA(await command(scene, "cut_leg_a"));
  const legB = await knowledge.recordLegB(await command(scene, "leg_b_record"));
  assert.ok(legB.ok);
  changeSet = legB.value.ids["changeSetId"] ?? "";
  await knowledge.recordVerification(
    await command(scene, "write_verify"),
    await knowledge.probe(scene.made.plan),
  );
  const enacted = { ...(await command(scene, "lifecycle_enact")), reviewDecisionId: SG2 };
  assert.equal(reasonOf(await knowledge.enact(enacted)), "ok");
  await knowledge.cutLegA(await command(compensated, "cut_leg_a"));
  const reverted = await knowledge.compensate(await command(compensated, "compensation"));
  assert.ok(reverted.ok);
  revert = reverted.value.ids["reviewDecisionId"] ?? "";
});
after(() => cluster?.[Symbol.asyncDispose]());

/** The status of a call of the exec lane after the superuser's preparations, in a transaction that is rolled back. */
async function statusOf(call: string, preparations: readonly string[] = []): Promise<string> {
  await using session: SqlSession = await database.openSuperuser();
  await session.query("begin");
  try {
    for (const statement of preparations) await session.query(statement);
    await session.query("set session authorization cutter_exec");
    const { rows } = await session.query<{ status: string }>(`select ${call} ->> 'status' as status`);
    return rows[0]?.status ?? "no row";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await session.query("rollback");
  }
}

type UnitChanges = Readonly<Record<string, string | null>>;

/** The status of a creation for whose document the exec lane has consumed a permit; a prefix that can't be registered is let in for once. */
function createStatus(changes: UnitChanges = {}, preparations: readonly string[] = []): Promise<string> {
  const { address } = { address: "NEW/ARTICLE-1", ...changes };
  const permit = address === null ? [] : permitCutSql(address.split("/")[0] ?? "");
  return statusOf(create(changes), [
    ...preparations,
    "alter table cutter_governance.source_document_registry drop constraint source_document_registry_doc_prefix_check",
    ...permit,
  ]);
}

function create(changes: UnitChanges = {}, name = "fn_iu_create"): string {
  const fields = {
    address: "NEW/ARTICLE-1",
    title: "Title",
    body: "Text",
    actor: "cutter_exec",
    kind: "article",
    section: "body",
    owner: "registry",
    publication: "law",
    parent: null,
    ...changes,
  };
  const literals = Object.values(fields).map((value) => (value === null ? "null" : `'${value}'`));
  return `public.${name}(${literals.join(", ")})`;
}

const OFF = [
  "alter table public.information_unit disable trigger all",
  "alter table public.unit_version disable trigger all",
  "alter table public.birth_registry disable trigger all",
];
const UNIT = "(select id from public.information_unit where canonical_address = 'T1/article-1')";

const HEALTH = [
  { status: "exists_complete", spoil: [] },
  { status: "exists_missing_birth", spoil: [`delete from public.birth_registry where unit_id = ${UNIT}`] },
  { status: "exists_missing_version", spoil: [`delete from public.unit_version where unit_id = ${UNIT}`] },
  {
    status: "exists_anchor_invalid",
    spoil: [
      `update public.information_unit set (content_anchor_ref, version_anchor_ref) = (gen_random_uuid(), gen_random_uuid()) where id = ${UNIT}`,
    ].map((text) =>
      text.replace("(gen_random_uuid(), gen_random_uuid())", "(select g, g from gen_random_uuid() g)"),
    ),
  },
  {
    status: "exists_anchor_invalid",
    spoil: [
      "alter table public.information_unit drop constraint information_unit_one_anchor",
      `update public.information_unit set content_anchor_ref = gen_random_uuid() where id = ${UNIT}`,
    ],
  },
  {
    status: "exists_duplicate_version",
    spoil: [
      "alter table public.unit_version drop constraint unit_version_unit_id_version_seq_key",
      `insert into public.unit_version select gen_random_uuid(), unit_id, body, content_hash, version_seq, lifecycle_status, content_profile,
         created_at, created_by, title, description, review_state, provenance, editor, enacted_at, updated_at
       from public.unit_version where unit_id = ${UNIT}`,
    ],
  },
  {
    status: "exists_unknown_state",
    spoil: [`update public.information_unit set lifecycle_status = 'lost' where id = ${UNIT}`],
  },
];
for (const { status, spoil } of HEALTH) {
  test(`an existing unit is reported as ${status}, by the function and by its dry twin`, async () => {
    const preparations = spoil.length > 0 ? [...OFF, ...spoil] : [];
    const address = "T1/article-1";
    assert.equal(await createStatus({ address }, preparations), status);
    assert.equal(await statusOf(create({ address }, "fn_iu_create_plan"), preparations), status);
  });
}

test("an existing unit is told as such, whatever else is wrong with the call", async () => {
  assert.equal(
    await statusOf(create({ address: "T1/article-1", body: "" }, "fn_iu_create_plan")),
    "exists_complete",
  );
});

test("the address of a unit that was withdrawn is free for another one", async () => {
  const address = "T2/article-1";
  assert.equal(await statusOf(create({ address }, "fn_iu_create_plan")), "plan_ok");
  assert.equal(await createStatus({ address }), "created");
});

test("a unit with an address of 1024 characters is planned and created", async () => {
  const address = `NEW/${"X".repeat(1020)}`;
  assert.equal(await statusOf(create({ address }, "fn_iu_create_plan")), "plan_ok");
  assert.equal(await createStatus({ address }), "created");
});

test("a unit is not its own parent", async () => {
  assert.equal(await statusOf(create({ parent: "NEW/ARTICLE-1" }, "fn_iu_create_plan")), "invalid_input");
  assert.equal(await createStatus({ parent: "NEW/ARTICLE-1" }), "parent_not_found");
});

test("a new unit is planned and created", async () => {
  assert.equal(await statusOf(create({}, "fn_iu_create_plan")), "plan_ok");
  assert.equal(await createStatus(), "created");
});

const UNSOUND: readonly {
  readonly what: string;
  readonly changes: Readonly<Record<string, string | null>>;
  readonly planned: string;
}[] = [
  { what: "an address without a prefix", changes: { address: "ARTICLE-1" }, planned: "invalid_input" },
  { what: "an address with white space", changes: { address: "NEW/ARTICLE 1" }, planned: "invalid_input" },
  { what: "an address with an empty part", changes: { address: "NEW//1" }, planned: "invalid_input" },
  {
    what: "an address of 2000 characters",
    changes: { address: `NEW/${"X".repeat(2000)}` },
    planned: "invalid_input",
  },
  { what: "no address", changes: { address: null }, planned: "invalid_input" },
  { what: "an address that begins in lower case", changes: { address: "xNEW/A" }, planned: "invalid_input" },
  { what: "no kind", changes: { kind: null }, planned: "invalid_input" },
  { what: "no section type", changes: { section: null }, planned: "invalid_input" },
  { what: "no publication type", changes: { publication: null }, planned: "invalid_input" },
  { what: "no text", changes: { body: "" }, planned: "invalid_input" },
  { what: "no title", changes: { title: null }, planned: "invalid_input" },
  { what: "no owner", changes: { owner: "" }, planned: "invalid_input" },
  { what: "no author", changes: { actor: "" }, planned: "invalid_input" },
  { what: "an unknown kind", changes: { kind: "ode" }, planned: "vocabulary_missing" },
  { what: "an unknown section type", changes: { section: "ode" }, planned: "vocabulary_missing" },
  { what: "an unknown publication type", changes: { publication: "ode" }, planned: "vocabulary_missing" },
];
for (const { what, changes, planned } of UNSOUND) {
  test(`${what} is reported by the dry twin and refused at birth`, async () => {
    assert.equal(await statusOf(create(changes, "fn_iu_create_plan")), planned);
    const refused = changes["address"] === null ? /^permit: / : /^birth: |violates not-null constraint/;
    assert.match(await createStatus(changes), refused);
  });
}

test("the document refuses exactly the address that would be too long below the longest prefix", async () => {
  for (const [length, planned] of [
    [991, "plan_ok"],
    [992, "invalid_input"],
  ] as const) {
    const address = "X".repeat(length);
    const call = create({ address: `${"P".repeat(32)}/${address}` }, "fn_iu_create_plan");
    assert.equal(await statusOf(call), planned);
    assert.equal(refuseAddress(address, 1) === null, planned === "plan_ok");
  }
});

test("an address of as many bytes as the document lets through is created", async () => {
  const address = Array.from({ length: 500 }, (_, index) =>
    String.fromCodePoint(0x20000 + ((index * 7919) % 40_000)),
  ).join("");
  assert.equal(refuseAddress(address, 1), null);
  assert.equal(await createStatus({ address: `${"P".repeat(32)}/${address}` }), "created");
});

test("a parent has to be a draft of the same document", async () => {
  assert.equal(await createStatus({ parent: "NEW/NONE" }), "parent_not_found");
  assert.equal(await createStatus({ address: "T1/NEW", parent: "T1/article-1" }), "parent_not_found");
  assert.equal(await createStatus({ parent: "T1/article-1" }), "parent_not_found");
  assert.equal(await statusOf(create({ parent: "T1/article-1" }, "fn_iu_create_plan")), "invalid_input");
});

interface EnactArguments {
  readonly address: string;
  readonly decision: string;
  readonly target: string;
  readonly changeSet: string | null;
  readonly actor: string;
  readonly dryRun: boolean | null;
  readonly reason: string | null;
  readonly tool: string;
}

function enact(changes: Partial<EnactArguments> = {}): string {
  const call = {
    address: "T1/article-1",
    decision: SG2,
    target: "enacted",
    changeSet,
    actor: "cutter_exec",
    dryRun: false,
    reason: "r",
    tool: "exec:1",
    ...changes,
  };
  const quoted = (value: string | null) => (value === null ? "null" : `'${value}'`);
  return `public.fn_iu_enact('${call.address}', '${call.actor}', '${call.decision}', '${call.target}', ${quoted(call.changeSet)}, ${quoted(call.reason)}, '${call.tool}', ${call.dryRun})`;
}

/** The status of a call of the exec lane that consumed SG_2 of the first scene and SG_3 of the second in the same transaction. */
function permittedStatus(call: string, preparations: readonly string[] = []): Promise<string> {
  return statusOf(call, [...preparations, ...usedNow()]);
}

function usedNow(): readonly string[] {
  return [
    ...usedNowSql(scene.runId, "SG_2_lifecycle_authz"),
    ...usedNowSql(compensated.runId, "SG_3_compensation_authz"),
  ];
}

/** Undoes the enactment of the scene, so that the function finds drafts again. */
const DRAFTS_AGAIN = [
  ...OFF,
  "alter table public.iu_lifecycle_log disable trigger all",
  "delete from public.iu_lifecycle_log",
  "update public.information_unit set lifecycle_status = 'draft' where doc_code = 'T1'",
  "update public.unit_version set lifecycle_status = 'draft', enacted_at = null where unit_id in (select id from public.information_unit where doc_code = 'T1')",
  "alter table public.iu_lifecycle_log enable always trigger a_gateway",
  "alter table public.information_unit enable always trigger a_gateway",
  "alter table public.unit_version enable always trigger a_gateway",
];

test("fn_iu_enact reports each state by its status", async () => {
  assert.equal(await permittedStatus(enact()), "already_enacted");
  assert.equal(await permittedStatus(enact({ address: "T1/none" })), "iu_not_found");
  assert.equal(await permittedStatus(enact({ target: "retired" })), "invalid_input");
  assert.equal(await permittedStatus(enact({ actor: "" })), "invalid_input");
  assert.equal(await permittedStatus(enact(), DRAFTS_AGAIN), "enacted");
  assert.equal(await statusOf(enact({ dryRun: true }), DRAFTS_AGAIN), "enacted");
  assert.equal(
    await permittedStatus(enact({ decision: NOWHERE }), DRAFTS_AGAIN),
    "review_decision_not_found",
  );
  assert.equal(await permittedStatus(enact({ decision: revert }), DRAFTS_AGAIN), "review_decision_not_found");
  assert.equal(
    await statusOf(enact({ changeSet: NOWHERE, dryRun: true }), DRAFTS_AGAIN),
    "review_decision_not_found",
  );
  assert.equal(
    await permittedStatus(enact(), [...DRAFTS_AGAIN, ...inState("T1", "withdrawn")]),
    "fsm_denied",
  );
});

for (const [what, changes] of [
  ["no version of the tool", { tool: "" }],
  ["no reason", { reason: null }],
  ["no word on whether it is a trial", { dryRun: null }],
  ["no change set", { changeSet: null, dryRun: true }],
] as const) {
  test(`fn_iu_enact with ${what} is told as invalid_input and enacts nothing`, async () => {
    assert.equal(await permittedStatus(enact(changes), DRAFTS_AGAIN), "invalid_input");
  });
}

test("a trial of fn_iu_enact changes nothing", async () => {
  await using session = await database.openSuperuser();
  await session.query("begin");
  for (const statement of DRAFTS_AGAIN) await session.query(statement);
  await session.query("set session authorization cutter_exec");
  await session.query(`select ${enact({ dryRun: true })}`);
  const { rows } = await session.query<{ status: string }>(
    "select lifecycle_status as status from public.information_unit where canonical_address = 'T1/article-1'",
  );
  await session.query("rollback");
  assert.deepEqual(rows, [{ status: "draft" }]);
});

/** What the owner of a ledger without guards could do to it. */
const spoiled = (table: string, change: string) => [
  `alter table cutter_governance.${table} disable trigger all`,
  `${change.replace("TABLE", `cutter_governance.${table}`)}`,
];

const UNPROVEN: readonly { readonly what: string; readonly spoil: () => readonly string[] }[] = [
  { what: "is in no change set", spoil: () => spoiled("cut_change_set_affected_row", "delete from TABLE") },
  {
    what: "is in another change set",
    spoil: () => spoiled("cut_change_set_affected_row", `update TABLE set change_set_id = '${NOWHERE}'`),
  },
  {
    what: "has lent its version to another unit of the change set",
    spoil: () => spoiled("cut_change_set_affected_row", "update TABLE set unit_id = gen_random_uuid()"),
  },
  { what: "nobody verified", spoil: () => spoiled("verify_result", "delete from TABLE") },
  {
    what: "stands in a change set that nobody verified, while another was",
    spoil: () => spoiled("verify_result", `update TABLE set change_set_id = '${NOWHERE}'`),
  },
];

for (const { what, spoil } of UNPROVEN) {
  test(`fn_iu_enact refuses a unit that ${what}`, async () => {
    assert.equal(await permittedStatus(enact(), [...DRAFTS_AGAIN, ...spoil()]), "invalid_input");
  });
}

const NO_CHECK = "alter table public.unit_version drop constraint unit_version_content_hash";

for (const [what, spoil] of [
  [
    "is in its change set with another version",
    spoiled("cut_change_set_affected_row", "update TABLE set unit_version_id = gen_random_uuid()"),
  ],
  [
    "is in its change set with another text",
    spoiled("cut_change_set_affected_row", "update TABLE set content_hash = repeat('0', 64)"),
  ],
  ["has another text under its digest", [NO_CHECK, "update public.unit_version set body = body || 'x'"]],
  ["has another digest", [NO_CHECK, "update public.unit_version set content_hash = repeat('0', 64)"]],
] as const) {
  test(`fn_iu_enact tells of a unit that ${what} that its text was changed`, async () => {
    assert.equal(await permittedStatus(enact(), [...DRAFTS_AGAIN, ...OFF, ...spoil]), "text_changed");
  });
}

for (const [what, change] of [
  [
    "of another gate",
    () =>
      `update TABLE set review_decision_id = '${NOWHERE}', change_set_id = '${changeSet}'
       where run_id = '${scene.runId}' and gate = 'SG_1_cut_authz'`,
  ],
  [
    "of another run",
    () =>
      `update TABLE set run_id = '${compensated.runId}', review_decision_id = '${NOWHERE}' where review_decision_id = '${SG2}'`,
  ],
] as const) {
  test(`fn_iu_enact takes no decision ${what}`, async () => {
    const decision = spoiled("review_decision", change());
    assert.equal(
      await permittedStatus(enact({ decision: NOWHERE }), [...DRAFTS_AGAIN, ...decision]),
      "review_decision_not_found",
    );
  });
}

/** Puts the units of a document into a state, whatever the state machine says. */
function inState(prefix: string, state: string): readonly string[] {
  return [
    "alter table public.information_unit disable trigger user",
    `update public.information_unit set lifecycle_status = '${state}' where doc_code = '${prefix}'`,
    "alter table public.information_unit enable always trigger a_gateway",
  ];
}

test("no function moves a unit out of a state that the state machine does not have", async () => {
  const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
  assert.equal(await permittedStatus(enact(), [...DRAFTS_AGAIN, ...inState("T1", "lost")]), "fsm_denied");
  assert.equal(
    await permittedStatus(withdraw("T2/article-1", revert), [...again, ...inState("T2", "lost")]),
    "fsm_denied",
  );
});

for (const [state, enacting, withdrawing] of [
  ["lost", "fsm_denied", "fsm_denied"],
  ["withdrawn", "fsm_denied", "already_withdrawn"],
  ["enacted", "already_enacted", "fsm_denied"],
] as const) {
  test(`no function moves a version out of the state ${state}, whatever state its unit is in`, async () => {
    const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
    const moved = [
      "alter table public.unit_version disable trigger all",
      `update public.unit_version set lifecycle_status = '${state}' where address like 'T1/%' or address like 'T2/%'`,
    ];
    assert.equal(await permittedStatus(enact(), [...DRAFTS_AGAIN, ...moved]), enacting);
    assert.equal(await permittedStatus(withdraw("T2/article-1", revert), [...again, ...moved]), withdrawing);
  });
}

function withdraw(address: string, decision: string, set: string | null = null): string {
  return `public.fn_iu_withdraw('${address}', 'cutter_exec', '${decision}', ${set === null ? "null" : `'${set}'`}, 'r')`;
}

test("fn_iu_withdraw reports each state by its status", async () => {
  const draftAgain = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
  assert.equal(await permittedStatus(withdraw("T2/article-1", revert)), "already_withdrawn");
  assert.equal(await permittedStatus(withdraw("T2/none", revert)), "iu_not_found");
  assert.equal(await permittedStatus(withdraw("T2/article-1", revert), draftAgain), "withdrawn");
  assert.equal(await permittedStatus(withdraw("T2/article-1", SG2), draftAgain), "review_decision_not_found");
  assert.equal(
    await permittedStatus(withdraw("T2/article-1", revert, changeSet), draftAgain),
    "review_decision_not_found",
  );
  assert.equal(
    await permittedStatus(withdraw("T2/article-1", revert), [...draftAgain, ...inState("T2", "enacted")]),
    "fsm_denied",
  );
  const empty = "public.fn_iu_withdraw('T2/article-1', '', gen_random_uuid(), null, 'r')";
  assert.equal(await permittedStatus(empty), "invalid_input");
});

for (const [what, call] of [
  ["no author", "public.fn_iu_withdraw('T2/article-1', null, DECISION, null, 'r')"],
  ["no reason", "public.fn_iu_withdraw('T2/article-1', 'cutter_exec', DECISION, null, null)"],
] as const) {
  test(`fn_iu_withdraw with ${what} is told as invalid_input and withdraws nothing`, async () => {
    const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
    assert.equal(await permittedStatus(call.replace("DECISION", `'${revert}'`), again), "invalid_input");
  });
}

for (const [what, spoil] of [
  ["was born in another transaction", "update public.unit_version set born_xact = '1'"],
  [
    "was born at another time",
    "update public.unit_version set created_at = created_at + interval '1 second'",
  ],
  [
    "was written by another phase",
    "update cutter_governance.phase_receipt set phase = 'lifecycle_enact' where phase = 'cut_leg_a' and run_id like '%2'",
  ],
] as const) {
  test(`fn_iu_withdraw does not touch a draft of its run that ${what}`, async () => {
    const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
    const spoiling = ["alter table cutter_governance.phase_receipt disable trigger all", spoil];
    assert.equal(
      await permittedStatus(withdraw("T2/article-1", revert), [...OFF, ...spoiling, ...again]),
      "invalid_input",
    );
  });
}

test("fn_iu_withdraw takes no decision of another run", async () => {
  const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
  const decision = spoiled(
    "review_decision",
    `update TABLE set run_id = '${scene.runId}' where review_decision_id = '${revert}'`,
  );
  assert.equal(
    await permittedStatus(withdraw("T2/article-1", revert), [...again, ...decision]),
    "review_decision_not_found",
  );
});

test("fn_iu_withdraw does not touch a draft that another run wrote", async () => {
  const again = DRAFTS_AGAIN.map((text) => text.replaceAll("'T1'", "'T2'"));
  const bornOfOther = `update public.unit_version v set (born_xact, created_at) = (r.xact, r.recorded_at)
    from cutter_governance.phase_receipt r where r.run_id = '${scene.runId}' and r.phase = 'cut_leg_a' and v.address like 'T2/%'`;
  assert.equal(
    await permittedStatus(withdraw("T2/article-1", revert), [...OFF, bornOfOther, ...again]),
    "invalid_input",
  );
});

const SETS = [
  {
    name: "fn_iu_enact_many",
    call: () =>
      `public.fn_iu_enact_many(array['T1/article-1', 'T1/none'], 'cutter_exec', '${SG2}', 'enacted', '${changeSet}', 'r', 't', false)`,
  },
  {
    name: "fn_iu_withdraw_many",
    call: () =>
      `public.fn_iu_withdraw_many(array['T2/article-1', 'T2/none'], 'cutter_exec', '${revert}', null, 'r')`,
  },
] as const;

for (const { name, call } of SETS) {
  test(`${name} changes nothing of a set in which one unit is missing, and names that one alone`, async () => {
    await using session = await database.openSuperuser();
    await session.query("begin");
    for (const statement of DRAFTS_AGAIN) {
      await session.query(statement);
      await session.query(statement.replaceAll("'T1'", "'T2'"));
    }
    for (const statement of usedNow()) await session.query(statement);
    await session.query("set session authorization cutter_exec");
    const { rows } = await session.query<{ status: string }>(`select address, status from ${call()}`);
    const { rows: counted } = await session.query(
      "select count(*) filter (where lifecycle_status <> 'draft')::int as changed from public.information_unit where doc_code in ('T1', 'T2')",
    );
    await session.query("rollback");
    assert.deepEqual(
      rows.map(({ status }) => status),
      ["iu_not_found"],
    );
    assert.deepEqual(counted, [{ changed: 0 }]);
  });
}

test("an enacted unit has its log row, its time and its review on record", async () => {
  await using session = await database.sql.open("verify");
  const { rows } = await session.query(
    `select l.from_status, l.to_status, v.review_state, v.enacted_at = l.logged_at as same_time, l.content_hash = v.content_hash as same_text,
       l.review_decision_id::text = $1 as same_decision
     from public.iu_lifecycle_log l join public.unit_version v using (unit_id) where l.canonical_address = 'T1/article-1'`,
    [SG2],
  );
  assert.deepEqual(rows, [
    {
      from_status: "draft",
      to_status: "enacted",
      review_state: "approved",
      same_time: true,
      same_text: true,
      same_decision: true,
    },
  ]);
});

test("with a unit its version is withdrawn", async () => {
  await using session = await database.sql.open("verify");
  const { rows } = await session.query(
    `select distinct u.lifecycle_status as unit, v.lifecycle_status as version, v.review_state as review, v.enacted_at as enacted
     from public.information_unit u join public.unit_version v on v.unit_id = u.id where u.doc_code = 'T2'`,
  );
  assert.deepEqual(rows, [{ unit: "withdrawn", version: "withdrawn", review: "withdrawn", enacted: null }]);
});

test("units stand in the order in which they were cut", async () => {
  await using session = await database.sql.open("verify");
  const { rows } = await session.query(
    "select canonical_address as address, sort_order from public.information_unit where doc_code = 'T1' order by sort_order",
  );
  assert.deepEqual(rows, [
    { address: "T1/article-1", sort_order: 1 },
    { address: "T1/article-2", sort_order: 2 },
    { address: "T1/article-3", sort_order: 3 },
  ]);
});

test("every column of a source version counts in the digest of its table", async () => {
  const table = "cutter_governance.source_document_version_registry";
  await using session = await database.openSuperuser();
  const digest = async () => (await readTableFacts(session, [table]))[0]?.digest;
  const columns = await otherValues(session, table);
  assert.ok(columns.length > 0);
  const before = await digest();
  for (const { name, other } of columns) {
    await session.query("begin");
    await unguard(session, table);
    await session.query(`update ${table} set ${name} = ${other}`);
    assert.notEqual(await digest(), before, name);
    await session.query("rollback");
  }
  assert.equal(await digest(), before);
});
