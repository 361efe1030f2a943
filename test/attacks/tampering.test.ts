import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { makeOnce } from "../support/make-once.ts";
import { psqlNow } from "../support/psql.ts";
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

/** What the owner can do to a table: he switches its triggers off, changes rows, and switches them on again. */
function forge(table: string, change: string): string {
  return `begin; alter table ${table} disable trigger user; ${change};
    do $$ declare t record; begin
      for t in select tgname from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal loop
        execute format('alter table ${table} enable always trigger %I', t.tgname);
      end loop; end $$; commit`;
}

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

test("what an effect has written may not change before the next step, be it no text; mended, the run goes on (D-70)", async (t) => {
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
    await t.test(`${SOURCE.what} before ${step}`, async () => {
      ambush = { step, statements: statementsFor(run, SOURCE.forged) };
      const stopped = must(await app.resume(run.runId));
      assert.equal(reasonOf(stopped), "STOP_SOURCE_CHANGED");
      assert.equal(stopped.state, "stopped_source_changed");
      psqlNow(setup, statementsFor(run, SOURCE.mended));
    });
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
  SOURCE,
];

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

test("a row of the ledger that no approval in git explains is named by the doctor (D-66)", async () => {
  const found = async () =>
    (await app.doctor()).find(({ name }) => name === "the ledger's approvals stand in git") ?? assert.fail();
  const before = await found();
  assert.equal(before.passed, true, before.found);
  const strange = "ictr-20261121T090000Z-0000dead";
  await using verify = await (await setup.live.openSource()).open("verify");
  await verify.query(
    `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
       persons, keys, signed_utc, units_sha256)
     select $1, 'SG_1_cut_authz', document_id, repeat('f', 64), 'f', 'a', 'b', '{p}', '{}', now(), repeat('0', 64)
     from cutter_governance.source_document_registry limit 1`,
    [strange],
  );
  const after = await found();
  assert.equal(after.passed, false);
  assert.match(after.found, new RegExp(strange));
});
