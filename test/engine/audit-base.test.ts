import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import { signNextPolicy } from "../support/new-policy.ts";
import { forgeSql as forge, psqlNow } from "../support/psql.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ settings: { driftScope: "chain" } });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function closeRun(documentId: string): Promise<string> {
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  return runId;
}

const audit = () => setup.cutter(["audit", "--json", "--root", setup.setup.root]);
const readClean = async () =>
  JSON.parse(await readFile(join(setup.setup.root, "reports", "audit-clean.json"), "utf8"));
const edit = (by: string) =>
  forge(
    "public.information_unit",
    `update public.information_unit set updated_by = '${by}' where sort_order = 2`,
  );

const boundAudit = (hours: number | null, where = setup) =>
  signNextPolicy(where, ({ gates }) => {
    for (const rule of Object.values(gates)) {
      delete rule.audit_max_age_hours;
      if (hours !== null) rule.audit_max_age_hours = hours;
    }
  });

test("where the policy bounds the age of the last audit, no request is written before one; then the run goes on, and request and card say how others are seen (D-142)", async () => {
  await boundAudit(24);
  const documentId = await setup.register(lawOf("the bounded law"));
  const stopped = must(await app.cut({ documentId, mode: "LIVE" }));
  assert.equal(stopped.refusal?.reason, "STOP_AUDIT_OLD");
  assert.equal((await audit()).code, 0);
  const waiting = must(await app.resume(stopped.runId));
  assert.equal(waiting.state, "awaiting_cut_authorization");
  const { base } = JSON.parse(
    await readFile(runPath(setup.setup, waiting.runId, "requests", "SG_1_cut_authz.request.json"), "utf8"),
  );
  assert.equal(base.others, "chain");
  assert.equal(base.audited_utc, (await readClean()).taken_utc);
  const card = await readFile(join(setup.setup.root, "reports", waiting.runId, "run-card.md"), "utf8");
  assert.match(
    card,
    /other documents \| 0 documents, seen by the newest entry of their chains: .*last clean audit was at/,
  );
  must(await app.voidRun(waiting.runId, "the test is over"));
  await boundAudit(null);
});

test("an edit past the triggers lets runs of other documents go on, and cutter audit names document, table and run, until it is mended (D-141, D-163)", async () => {
  const runId = await closeRun(await setup.register(lawOf("the audited law")));
  const clean = await audit();
  assert.equal(clean.code, 0, clean.stderr);
  const said = JSON.parse(clean.stdout);
  assert.deepEqual([said.clean, said.documents, said.runs, said.differences], [true, 2, 1, []]);
  const kept = await readClean();
  assert.equal(kept.heads_sha256, said.heads_sha256);

  psqlNow(setup, edit("mallory"));
  await closeRun(await setup.register(lawOf("a neighbour")));
  const hold = join(setup.setup.root, "HOLD");
  await writeFile(hold, "until Monday");
  const examined = (await app.doctor()).filter(({ passed }) => !passed);
  await rm(hold);
  assert.deepEqual(
    examined.map(({ name }) => name),
    ["no HOLD in the sidecar", "every row is as its runs have left it"],
    "a HOLD does not keep the base from being looked at",
  );
  assert.match(examined[1]?.found ?? "", /LAW-2: public\.information_unit: rows were altered/);
  assert.ok(
    examined[1]?.details?.some((line) =>
      /^LAW-2: public\.information_unit: written by transaction \d+, of which the chain has no entry: LAW-2\/ARTICLE-2$/.test(
        line,
      ),
    ),
    examined[1]?.details?.join("\n"),
  );
  const altered = await audit();
  assert.equal(altered.code, 3);
  assert.match(altered.stderr, /^STOP_TAMPERED: The base is not what its runs have left\.$/m);
  assert.match(altered.stderr, /LAW-2: public\.information_unit: rows were altered/);
  assert.match(altered.stderr, new RegExp(`LAW-2: ${runId} has sealed another base`));
  assert.deepEqual(
    [
      ...new Set(
        JSON.parse(altered.stdout).differences.map(({ document }: { document: string }) => document),
      ),
    ],
    ["LAW-2"],
  );
  assert.deepEqual(await readClean(), kept, "the last audit that found nothing is kept");

  psqlNow(setup, edit("cutter_exec"));
  const mended = await audit();
  assert.equal(mended.code, 0, mended.stderr);
  assert.equal((await readClean()).documents, 3);
});

test("where git can't be read the audit fails by that reason and is not kept as clean; a run that waits is named as not compared (D-100, D-162)", async () => {
  const { runId } = must(
    await app.cut({ documentId: await setup.register(lawOf("a law that waits")), mode: "LIVE" }),
  );
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  const plain = await setup.cutter(["audit", "--root", setup.setup.root]);
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /^Not held against sealed evidence: 1 run\.$/m);
  assert.match(
    plain.stdout,
    new RegExp(`^- ${runId}: it is not closed: awaiting_lifecycle_authorization`, "m"),
  );
  const kept = await readClean();
  const settings = join(setup.setup.root, SETTINGS_FILE);
  const text = await readFile(settings, "utf8");
  const changed = JSON.parse(text);
  changed.controlRepository = { ...changed.controlRepository, origin: "/nonexistent" };
  await writeFile(settings, JSON.stringify(changed));
  const unread = await audit();
  await writeFile(settings, text);
  assert.equal(unread.code, 3);
  const said = JSON.parse(unread.stdout);
  assert.deepEqual([said.clean, said.differences, said.unread.reason], [false, [], "STOP_REPO_UNREACHABLE"]);
  assert.deepEqual(
    said.uncompared.map((run: { runId: string }) => run.runId),
    [runId],
  );
  assert.deepEqual(await readClean(), kept);
  must(await app.revert(runId, { execute: true }));
  await setup.approve(runId, "SG_3_compensation_authz");
  must(await app.revert(runId, { execute: true }));
});

const forgetChain = (documentId: string) =>
  psqlNow(
    setup,
    forge(
      "cutter_governance.document_digest",
      `delete from cutter_governance.document_digest where document_id = '${documentId}'`,
    ),
  );

test("an audit founds the chain of a document that was written before there were chains, once", async () => {
  const documentId = await setup.register(lawOf("an early law"));
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  forgetChain(documentId);
  const founded = JSON.parse((await audit()).stdout);
  assert.deepEqual([founded.clean, founded.unchained, founded.founded], [true, 1, ["LAW-5"]]);
  assert.deepEqual(JSON.parse((await audit()).stdout).founded, []);
});

test("the chain of a document whose closed run has sealed it can't be founded anew (D-141)", async () => {
  forgetChain("document-2");
  const { clean, founded, differences } = JSON.parse((await audit()).stdout);
  assert.deepEqual([clean, founded], [false, []]);
  assert.match(differences[0].found, /has sealed another base: .*document_digest/);
});

test("nor is one of a batch, which goes on after an audit (D-142)", async () => {
  await using own = await makeTestSetup();
  await using other = await own.openApp({ settings: { driftScope: "chain" } });
  await boundAudit(24, own);
  const documentIds = [await own.register(lawOf("one of two")), await own.register(lawOf("two of two"))];
  const stopped = must(await other.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(stopped.refusal?.reason, "STOP_AUDIT_OLD");
  assert.equal((await own.cutter(["audit"])).code, 0);
  const asked = must(await other.batches.resume(stopped.batchId));
  assert.equal(asked.state, "awaiting_SG_1_cut_authz", JSON.stringify(asked.refusal));
});
