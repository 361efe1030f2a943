import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { makeOnce } from "../support/make-once.ts";
import { forgeSql as forge, psqlNow } from "../support/psql.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
/** What happens when a run reports this step, once. */
let ambush: { readonly step: string; readonly statements: string } | null = null;

function spring(step: string): void {
  if (ambush === null || !step.includes(ambush.step)) return;
  const { statements } = ambush;
  ambush = null;
  psqlNow(setup, statements);
}

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ onProgress: spring });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

const UNIT = "(select id from public.information_unit where canonical_address = 'PREFIX/ARTICLE-1')";
const setUnit = (change: string) =>
  forge("public.information_unit", `update public.information_unit set ${change} where id = ${UNIT}`);
const setVersion = (change: string) =>
  forge("public.unit_version", `update public.unit_version set ${change} where unit_id = ${UNIT}`);
/** A text with the hash that belongs to it; ORIGINAL stands for the text that was cut. */
const setText = (text: string) =>
  setVersion(`body = ${text}, content_hash = encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`);
const setLedgerText = (text: string) =>
  forge(
    "cutter_governance.cut_change_set_affected_row",
    `update cutter_governance.cut_change_set_affected_row
     set content_hash = encode(sha256(convert_to(${text}, 'UTF8')), 'hex') where unit_id = ${UNIT}`,
  );
const setDecision = (reason: string) =>
  forge(
    "cutter_governance.review_decision",
    `update cutter_governance.review_decision set reason = '${reason}' where document_id =
     (select document_id from cutter_governance.source_document_registry where doc_prefix = 'PREFIX')`,
  );
const FORGED_TEXT = setText("'Forged.'");
const MENDED_TEXT = setText("ORIGINAL");

const ofDocument = (table: string, change: string) =>
  forge(
    `cutter_governance.${table}`,
    `update cutter_governance.${table} set ${change} where document_id =
     (select document_id from cutter_governance.source_document_registry where doc_prefix = 'PREFIX')`,
  );
const BYTES = "substr(content, 1, size_bytes::integer - 1)";

interface Forgery {
  readonly what: string;
  readonly forged: string;
  readonly mended: string;
}

const PERMIT: Forgery = {
  what: "the persons of a permit that was used",
  forged: ofDocument("write_permit", "persons = persons || '{mallory}'::text[]"),
  mended: ofDocument("write_permit", "persons = array_remove(persons, 'mallory')"),
};

/** Rows of the run that name no text: what the units carry beside it, who allowed what, and where the document comes from. */
const BESIDE: readonly Forgery[] = [
  {
    what: "a description",
    forged: setVersion("description = 'forged'"),
    mended: setVersion("description = null"),
  },
  {
    what: "a mark of deletion",
    forged: setUnit("deleted_at = now()"),
    mended: setUnit("deleted_at = null"),
  },
  { what: "the order", forged: setUnit("sort_order = 99"), mended: setUnit("sort_order = 1") },
  {
    what: "a decision",
    forged: ofDocument("review_decision", "reason = reason || ', forged'"),
    mended: ofDocument("review_decision", "reason = replace(reason, ', forged', '')"),
  },
  {
    what: "the persons of an approval",
    forged: forge(
      "cutter_governance.approval_use",
      "update cutter_governance.approval_use set persons = persons || '{mallory}'::text[] where run_id = 'RUN'",
    ),
    mended: forge(
      "cutter_governance.approval_use",
      "update cutter_governance.approval_use set persons = array_remove(persons, 'mallory') where run_id = 'RUN'",
    ),
  },
  PERMIT,
  {
    what: "the owner of the document",
    forged: ofDocument("source_document_registry", "owner_ref = 'mallory'"),
    mended: ofDocument("source_document_registry", "owner_ref = 'operator'"),
  },
];

const SOURCE: Forgery = {
  what: "the stored source",
  forged: ofDocument(
    "source_document_version_registry",
    "content = content || ' '::bytea, sha256 = encode(sha256(content || ' '::bytea), 'hex'), size_bytes = size_bytes + 1",
  ),
  mended: ofDocument(
    "source_document_version_registry",
    `content = ${BYTES}, sha256 = encode(sha256(${BYTES}), 'hex'), size_bytes = size_bytes - 1`,
  ),
};

/** The number alone says which version was cut: the text does not. */
const NUMBER: Forgery = {
  what: "the number of the stored version",
  forged: ofDocument("source_document_version_registry", "version_seq = version_seq + 1"),
  mended: ofDocument("source_document_version_registry", "version_seq = version_seq - 1"),
};

const setStored = (change: string): string => ofDocument("source_document_version_registry", change);

/** What was registered about the cut: whoever adds to it silences the judge, or the publisher's count, at a later cut. */
const ABOUT_CUT: readonly Forgery[] = [
  {
    what: "a doubt that the registration accepts",
    forged: setStored("accepted_doubts = '{EMPTY_UNITS}'"),
    mended: setStored("accepted_doubts = '{}'"),
  },
  {
    what: "the count that the registration expects",
    forged: setStored("expected_count = 3"),
    mended: setStored("expected_count = null"),
  },
  {
    what: "the labels that the registration expects",
    forged: setStored("expected_count = 3, expected_labels_sha256 = repeat('0', 64)"),
    mended: setStored("expected_count = null, expected_labels_sha256 = null"),
  },
];

/** As one that is deleted: no version has the id that the run names. Of the ledger's rows the server itself keeps it, by a foreign key. */
const MISSING: Pick<Forgery, "what" | "forged"> = {
  what: "the id of the stored version",
  forged: ofDocument("source_document_version_registry", "version_id = gen_random_uuid()"),
};

interface Waiting {
  readonly runId: string;
  readonly prefix: string;
  readonly text: string;
}

let laws = 0;

async function remember(): Promise<() => Promise<void>> {
  const putBack = await setup.remember();
  return async () => {
    await app[Symbol.asyncDispose]();
    await putBack();
    app = await setup.openApp({ onProgress: spring });
  };
}

async function cut(): Promise<Waiting> {
  laws += 1;
  const prefix = `FORGE-${laws}`;
  const title = `law ${laws}`;
  const documentId = await setup.register(lawOf(title), { prefix });
  const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
  assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
  return { runId: outcome.runId, prefix, text: `## Article 1\n\nText 1 of ${title}.\n\n` };
}

async function approveAndResume({ runId }: Waiting, gate: Gate): Promise<RunOutcome> {
  await setup.approve(runId, gate);
  return must(await app.resume(runId));
}

/** The run that waits for SG_1. */
const planned = makeOnce({ make: cut, remember });

/** The run that waits for SG_2. */
const drafted = makeOnce({
  remember,
  async make() {
    const run = await planned();
    const outcome = await approveAndResume(run, "SG_1_cut_authz");
    assert.equal(outcome.state, "awaiting_lifecycle_authorization", JSON.stringify(outcome.refusal));
    return run;
  },
});

/** The run that is closed. */
const closed = makeOnce({
  remember,
  async make() {
    const run = await drafted();
    assert.equal((await approveAndResume(run, "SG_2_lifecycle_authz")).state, "closeout_reported");
    return run;
  },
});

function statementsFor({ runId, prefix, text }: Waiting, statements: string): string {
  return statements
    .replaceAll("RUN", runId)
    .replaceAll("PREFIX", prefix)
    .replaceAll("ORIGINAL", `$t$${text}$t$`);
}

async function statusesOf(prefix: string): Promise<Readonly<Record<string, number>>> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ status: string; units: number }>(
    "select lifecycle_status as status, count(*)::integer as units from public.information_unit where doc_code = $1 group by 1",
    [prefix],
  );
  return Object.fromEntries(rows.map(({ status, units }) => [status, units]));
}

async function revertAll({ runId, prefix }: Waiting): Promise<void> {
  const asked = must(await app.revert(runId, { execute: true }));
  assert.equal(
    asked.outcome?.refusal?.reason,
    "STOP_APPROVAL_REQUIRED",
    JSON.stringify(asked.outcome?.refusal),
  );
  await setup.approve(runId, "SG_3_compensation_authz");
  const reverted = must(await app.revert(runId, { execute: true }));
  assert.equal(reverted.outcome?.refusal, null, JSON.stringify(reverted.outcome?.refusal));
  assert.deepEqual(await statusesOf(prefix), { withdrawn: 3 });
}

const reasonOf = (outcome: RunOutcome): ReasonCode | "none" => outcome.refusal?.reason ?? "none";

async function requestOf({ runId }: Waiting): Promise<string | undefined> {
  const [row] = await app.status(runId);
  return row !== undefined && "waiting" in row ? row.waiting?.payloadSha256 : undefined;
}

const FORGERIES: readonly Forgery[] = [
  { what: "a text with its hash", forged: FORGED_TEXT, mended: MENDED_TEXT },
  {
    what: "a text, and the ledger about it",
    forged: `${FORGED_TEXT}; ${setLedgerText("'Forged.'")}`,
    mended: `${MENDED_TEXT}; ${setLedgerText("ORIGINAL")}`,
  },
  { what: "a title", forged: setVersion("title = 'Forged'"), mended: setVersion("title = ''") },
  { what: "a kind", forged: setUnit("unit_kind = 'annex'"), mended: setUnit("unit_kind = 'article'") },
  { what: "an owner", forged: setUnit("owner_ref = 'forger'"), mended: setUnit("owner_ref = 'operator'") },
  { what: "the order", forged: setUnit("sort_order = 99"), mended: setUnit("sort_order = 1") },
  { what: "a decision", forged: setDecision("forged"), mended: setDecision("cut") },
];

test("what the owner changes while people decide is never taken in (D-60)", async (t) => {
  const run = await drafted();
  const request = await requestOf(run);
  await setup.approve(run.runId, "SG_2_lifecycle_authz");
  for (const { what, forged, mended } of FORGERIES) {
    await t.test(`${what} stops the gate and the renewal, and no new request is written`, async () => {
      psqlNow(setup, statementsFor(run, forged));
      assert.equal(reasonOf(must(await app.resume(run.runId))), "STOP_TAMPERED");
      assert.equal(reasonOf(must(await app.renew(run.runId))), "STOP_TAMPERED");
      assert.equal(await requestOf(run), request);
      assert.deepEqual(await statusesOf(run.prefix), { draft: 3 });
      psqlNow(setup, statementsFor(run, mended));
    });
  }
  await t.test("the way out withdraws the drafts, whatever has become of them", async () => {
    psqlNow(setup, statementsFor(run, FORGED_TEXT));
    await revertAll(run);
  });
});

test("a text that changes between the verification and the request is not asked about (D-61)", async () => {
  const run = await planned();
  ambush = { step: "request SG_2", statements: statementsFor(run, FORGED_TEXT) };
  const outcome = await approveAndResume(run, "SG_1_cut_authz");
  assert.equal(reasonOf(outcome), "STOP_TAMPERED");
  assert.equal(outcome.waiting, null);
  assert.match(
    outcome.refusal?.details?.join("\n") ?? "",
    new RegExp(`bodyHashMatches: ${run.prefix}/ARTICLE-1`),
  );
  psqlNow(setup, statementsFor(run, MENDED_TEXT));
  assert.equal(
    must(await app.resume(run.runId)).state,
    "awaiting_lifecycle_authorization",
    "mended, it is asked",
  );
});

test("a text that changes as the gate opens is not enacted, one that changes afterwards is not closed (D-62)", async () => {
  const run = await drafted();
  ambush = { step: "lifecycle_enact", statements: statementsFor(run, FORGED_TEXT) };
  assert.equal(reasonOf(await approveAndResume(run, "SG_2_lifecycle_authz")), "STOP_TAMPERED");
  assert.deepEqual(await statusesOf(run.prefix), { draft: 3 });
  psqlNow(setup, statementsFor(run, MENDED_TEXT));

  ambush = { step: "closeout", statements: statementsFor(run, FORGED_TEXT) };
  const stopped = must(await app.resume(run.runId));
  assert.equal(reasonOf(stopped), "STOP_TAMPERED");
  assert.equal(stopped.state, "stopped_tampered");
  assert.deepEqual(await statusesOf(run.prefix), { enacted: 3 });
  psqlNow(setup, statementsFor(run, MENDED_TEXT));
  assert.equal(must(await app.resume(run.runId)).state, "closeout_reported", "mended, it is closed");
});

test("what an effect has written may not change before the next step, be it no text; mended, the run goes on (D-70, D-126)", async (t) => {
  const run = await planned();
  await setup.approve(run.runId, "SG_1_cut_authz");
  const steps = [
    { step: "request SG_2", stops: "awaiting_lifecycle_authorization" },
    { step: "closeout", stops: "closeout_reported" },
  ] as const;
  for (const { step, stops } of steps) {
    for (const { what, forged, mended } of BESIDE) {
      await t.test(`${what} before ${step}`, async () => {
        ambush = { step, statements: statementsFor(run, forged) };
        assert.equal(reasonOf(must(await app.resume(run.runId))), "STOP_TAMPERED");
        psqlNow(setup, statementsFor(run, mended));
      });
    }
    for (const { what, forged, mended } of [SOURCE, NUMBER, ...ABOUT_CUT]) {
      await t.test(`${what} before ${step}`, async () => {
        ambush = { step, statements: statementsFor(run, forged) };
        const stopped = must(await app.resume(run.runId));
        assert.equal(reasonOf(stopped), "STOP_SOURCE_CHANGED");
        assert.equal(stopped.state, "stopped_source_changed");
        psqlNow(setup, statementsFor(run, mended));
      });
    }
    assert.equal(must(await app.resume(run.runId)).state, stops);
    if (step === "request SG_2") await setup.approve(run.runId, "SG_2_lifecycle_authz");
  }
});

const ALTERED: readonly Forgery[] = [
  { what: "a text with its hash", forged: FORGED_TEXT, mended: MENDED_TEXT },
  { what: "a title", forged: setVersion("title = 'Forged'"), mended: setVersion("title = ''") },
  { what: "an owner", forged: setUnit("owner_ref = 'forger'"), mended: setUnit("owner_ref = 'operator'") },
  { what: "an order", forged: setUnit("sort_order = 99"), mended: setUnit("sort_order = 1") },
  {
    what: "the owner of the document",
    forged: ofDocument("source_document_registry", "owner_ref = 'mallory'"),
    mended: ofDocument("source_document_registry", "owner_ref = 'operator'"),
  },
  PERMIT,
  SOURCE,
  NUMBER,
  ...ABOUT_CUT,
];

test("rows that change after the request to withdraw them stop it, and people can be asked about the rows as they are (D-125)", async () => {
  const run = await drafted();
  must(await app.revert(run.runId, { execute: true }));
  await setup.approve(run.runId, "SG_3_compensation_authz");
  psqlNow(setup, statementsFor(run, setVersion("description = 'forged'")));
  const { outcome } = must(await app.revert(run.runId, { execute: true }));
  assert.equal(outcome?.refusal?.reason, "STOP_TAMPERED");
  assert.match(outcome.refusal.wayOut, /orchestrate renew .*, then .*orchestrate revert/);
  must(await app.renew(run.runId));
  await revertAll(run);
});

for (const { what, forged } of [NUMBER, MISSING, ...ABOUT_CUT]) {
  test(`${what} that changes before the first write stops the run by name, and nothing is written (D-124, D-126)`, async () => {
    const run = await planned();
    await setup.approve(run.runId, "SG_1_cut_authz");
    psqlNow(setup, statementsFor(run, forged));
    assert.equal(reasonOf(must(await app.resume(run.runId))), "STOP_SOURCE_CHANGED");
    assert.deepEqual(await statusesOf(run.prefix), {});
  });
}

test("a closed run can be held against the database at any time (D-65)", async (t) => {
  const run = await closed();
  const verify = () =>
    setup.cutter(["evidence", "verify", run.runId, "--root", setup.setup.root, "--database", "--json"]);
  const whole = await verify();
  assert.equal(whole.code, 0, whole.stdout + whole.stderr);
  for (const { what, forged, mended } of ALTERED) {
    await t.test(`${what} that was changed after closeout is named`, async () => {
      psqlNow(setup, statementsFor(run, forged));
      const found = await verify();
      psqlNow(setup, statementsFor(run, mended));
      assert.equal(found.code, 3);
      assert.match(found.stderr, /STOP_TAMPERED/);
    });
  }
  const mended = await verify();
  assert.equal(mended.code, 0, mended.stdout + mended.stderr);
});

const EDGES: readonly {
  readonly step: string;
  readonly gate: Gate;
  readonly units: Readonly<Record<string, number>>;
}[] = [
  { step: "cut_leg_a", gate: "SG_1_cut_authz", units: {} },
  { step: "structural_verify", gate: "SG_1_cut_authz", units: { draft: 3 } },
  { step: "leg_b_record", gate: "SG_1_cut_authz", units: { draft: 3 } },
  { step: "request SG_2", gate: "SG_1_cut_authz", units: { draft: 3 } },
  { step: "lifecycle_enact", gate: "SG_2_lifecycle_authz", units: { draft: 3 } },
  { step: "closeout", gate: "SG_2_lifecycle_authz", units: { enacted: 3 } },
];

test("a text of another document that changes meanwhile stops the run at the next step, which goes on when it is mended (D-63)", async (t) => {
  const other = await drafted();
  const run = await cut();
  for (const { step, gate, units } of EDGES) {
    await t.test(`at ${step}`, async () => {
      if (step === "cut_leg_a") await setup.approve(run.runId, gate);
      if (step === "lifecycle_enact") {
        assert.equal(must(await app.resume(run.runId)).state, "awaiting_lifecycle_authorization");
        await setup.approve(run.runId, gate);
      }
      ambush = { step, statements: statementsFor(other, FORGED_TEXT) };
      const stopped = must(await app.resume(run.runId));
      assert.equal(ambush, null, "the step was reached");
      assert.equal(reasonOf(stopped), "STOP_DRIFT", JSON.stringify(stopped.refusal));
      assert.equal(stopped.refusal?.field, `document ${other.prefix}`);
      assert.deepEqual(await statusesOf(run.prefix), units);
      psqlNow(setup, statementsFor(other, MENDED_TEXT));
    });
  }
  assert.equal(must(await app.resume(run.runId)).state, "closeout_reported");
});

const STRANGE = "ictr-20261121T090000Z-0000dead";
const DOCUMENT = "(select document_id from cutter_governance.source_document_registry order by 1 limit 1)";
const VERSION =
  "(select version_id from cutter_governance.source_document_version_registry order by document_id limit 1)";

/** Rows about a run that nobody has approved, by whoever may or can write them. */
const STRANGE_ROWS: readonly (readonly [
  table: string,
  lane: "verify" | "exec" | "owner",
  statement: string,
])[] = [
  [
    "write_permit",
    "verify",
    `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
       persons, keys, signed_utc, units_sha256)
     values ('${STRANGE}', 'SG_1_cut_authz', ${DOCUMENT}, repeat('f', 64), 'f', 'a', 'b', '{p}', '{}', now(), repeat('0', 64))`,
  ],
  [
    "decision_backlog_entry",
    "exec",
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     values (gen_random_uuid(), '${STRANGE}', ${DOCUMENT}, ${VERSION}, 'forged', 'decided')`,
  ],
  [
    "phase_receipt",
    "owner",
    forge(
      "cutter_governance.phase_receipt",
      `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids, recorded_by)
       values ('${STRANGE}', 'leg_b_record', repeat('f', 64), repeat('0', 64), '{}', 'cutter_exec')`,
    ),
  ],
  [
    "approval_use",
    "owner",
    forge(
      "cutter_governance.approval_use",
      `insert into cutter_governance.approval_use (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys,
         signed_utc, used_by) values ('${STRANGE}', 'SG_1_cut_authz', repeat('f', 64), 'f', 'a', 'b', '{p}', '{}', now(), 'cutter_exec')`,
    ),
  ],
];

test("rows of the ledger that no approval in git explains are named by doctor, status and audit (D-66)", async (t) => {
  const { runId } = await closed();
  const found = async () =>
    (await app.doctor({ quick: true })).find(({ name }) => name === "the ledger's approvals stand in git") ??
    assert.fail();
  const run = (...args: readonly string[]) => setup.cutter([...args, "--root", setup.setup.root]);
  assert.deepEqual(must(await app.findUnexplained(null)), []);
  assert.equal((await found()).passed, true);
  for (const [table, lane, statement] of STRANGE_ROWS) {
    await t.test(`a row of ${table} that the ${lane} lane wrote`, async () => {
      if (lane === "owner") psqlNow(setup, statement);
      else {
        await using session = await (await setup.live.openSource()).open(lane);
        await session.query(statement);
      }
      const tables = must(await app.findUnexplained(null)).map((claim) => `${claim.table} ${claim.runId}`);
      assert.ok(tables.includes(`${table} ${STRANGE}`), tables.join("; "));
      assert.deepEqual(must(await app.findUnexplained(runId)), []);
    });
  }
  const named = new RegExp(`write_permit ${STRANGE} SG_1_cut_authz request ffffffffffff`);
  const examined = await found();
  assert.equal(examined.passed, false);
  assert.match(examined.found, named);
  const status = await run("status");
  assert.equal(status.code, 3, status.stderr);
  assert.match(status.stdout, named);
  assert.match(status.stdout, new RegExp(`${runId} .*closeout_reported`));
  const audit = await run("evidence", "verify", runId, "--database");
  assert.equal(audit.code, 3);
  assert.match(audit.stderr, /STOP_TAMPERED/);
  assert.match(audit.stdout, named);
});

const UNREAD = [
  {
    what: "the database",
    reason: "STOP_DB_UNREACHABLE",
    variables: { DOT_CUTTER_DB_HOST: "/nonexistent" },
    origin: null,
  },
  {
    what: "the address of the database",
    reason: "STOP_CONFIG_INVALID",
    variables: { DOT_CUTTER_DB_HOST: "" },
    origin: null,
  },
  { what: "the origin", reason: "STOP_REPO_UNREACHABLE", variables: {}, origin: "/nonexistent" },
] as const;

for (const { what, reason, variables, origin } of UNREAD) {
  test(`without ${what} status names ${reason} and shows the runs (D-100)`, async () => {
    const settings = join(setup.setup.root, SETTINGS_FILE);
    const text = await readFile(settings, "utf8");
    const changed = JSON.parse(text);
    if (origin !== null) changed.controlRepository = { ...changed.controlRepository, origin };
    await writeFile(settings, JSON.stringify(changed));
    const end = await setup.cutter(["status", "--root", setup.setup.root, "--json"], {
      variables: { ...setup.variables, ...variables },
    });
    await writeFile(settings, text);
    assert.equal(end.code, 0, end.stderr);
    const told = JSON.parse(end.stdout);
    assert.equal(told.ledger.unread.reason, reason);
    assert.ok(told.runs.some(({ state }: { state: string }) => state === "closeout_reported"));
  });
}
