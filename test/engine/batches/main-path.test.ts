import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { RUN_JOURNAL } from "../../../src/domain/journal-order.ts";
import { requestSchema } from "../../../src/domain/request.ts";
import { listMember } from "../../../src/engine/batches/make-request.ts";
import { foldJournal } from "../../../src/engine/session/fold-journal.ts";
import { digestOf } from "../../../src/json/canonical-json.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

test("three documents are cut under one signature a gate, with one backup and one conversation", async () => {
  const documentIds = [];
  for (const name of ["one", "two", "three"]) documentIds.push(await setup.register(lawOf(name)));
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(started.refusal?.reason, "STOP_APPROVAL_REQUIRED", JSON.stringify(started.refusal));
  assert.equal(started.state, "awaiting_SG_1_cut_authz");
  await setup.approve(started.batchId, "SG_1_cut_authz");
  const cut = must(await app.batches.resume(started.batchId));
  assert.equal(cut.refusal?.reason, "STOP_APPROVAL_REQUIRED", JSON.stringify(cut.refusal));
  assert.equal(cut.state, "awaiting_SG_2_lifecycle_authz");
  await setup.approve(started.batchId, "SG_2_lifecycle_authz");
  const done = must(await app.batches.resume(started.batchId));
  assert.equal(done.refusal, null, JSON.stringify(done.refusal));
  assert.equal(done.state, "closed");
  assert.deepEqual(must(await app.findUnexplained(null)), [], "git explains every row of the ledger");
  assert.deepEqual(done.members, { all: 3, open: 0, closed: 3, failed: 0, left: 0, withdrawn: 0 });
});

test("a text of each member is proved by the list that was approved", async () => {
  const [rootKey, repo] = [join(setup.setup.folder, "keys", "root.asc"), setup.setup.repository];
  const [batch] = await app.batches.status(null);
  assert.ok(batch !== undefined && "runs" in batch);
  for (const [at, { runId }] of batch.runs.entries()) {
    const proof = join(setup.setup.folder, `proof-${at}.json`);
    const address = `LAW-${at + 1}/ARTICLE-2`;
    const made = await setup.cutter([
      "kb",
      "prove",
      address,
      "--repo",
      repo,
      "--root-key",
      rootKey,
      "--out",
      proof,
    ]);
    assert.equal(made.code, 0, made.stderr);
    const { stdout } = await setup.cutter(["kb", "verify", proof, "--root-key", rootKey, "--json"]);
    const { verdict, run_id } = JSON.parse(stdout);
    assert.deepEqual({ verdict, run_id }, { verdict: "accepted", run_id: runId });
  }
});

test("of a member a batch that asks keeps what its request says of it, and not its journal", async () => {
  const [batch] = await app.batches.status(null);
  assert.ok(batch !== undefined && "runs" in batch);
  for (const { runId } of batch.runs) {
    const read = (name: string) => readFile(runPath(setup.setup, runId ?? "", name), "utf8");
    const journal = await read("journal.jsonl");
    const lines = journal.trimEnd().split("\n");
    const request = requestSchema.parse(JSON.parse(await read("requests/SG_1_cut_authz.request.json")));
    const listed = listMember({
      position: foldJournal(lines.map((line) => RUN_JOURNAL.entry.parse(JSON.parse(line)))),
      request,
      payloadSha256: digestOf(request),
    });
    assert.equal(listed.member.run_id, runId);
    assert.equal(listed.rehearsalSha256, request.backup.rehearsal_sha256);
    // Of thousands of members it has to fit into memory.
    assert.ok(JSON.stringify(listed).length < 4000 && journal.length > 40_000, `${journal.length}`);
  }
});
