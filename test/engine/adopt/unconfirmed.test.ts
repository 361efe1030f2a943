import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { requestBranch } from "../../../src/domain/run-paths.ts";
import { canonicalJson } from "../../../src/json/canonical-json.ts";
import { openControlRepo } from "../../support/control-repo.ts";
import { draftedRun, lose, NOBODY, SG_1, SG_2, SG_3 } from "../../support/lost-machine.ts";
import { makeOnce } from "../../support/make-once.ts";
import { forgeSql, psqlNow } from "../../support/psql.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

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

/** A drafted run whose folder is gone. */
const lost = makeOnce({
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp();
    };
  },
  async make() {
    const runId = await draftedRun(setup, app, "the lost run");
    await lose(setup, runId);
    return runId;
  },
});

const repo = () => openControlRepo(setup.setup.repository, "sha1");

/** Commits on a branch, unsigned, as somebody who may push there. */
async function push(branch: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  const git = repo();
  const tip = (await git.git(["rev-parse", `refs/heads/${branch}`])).trim();
  const author = { name: "Mallory", email: "mallory@demo.invalid" };
  const pushed = await git.commit({ files, parents: [tip], author, message: "Change" });
  await git.git(["update-ref", `refs/heads/${branch}`, pushed]);
  await git.git(["reset", "--quiet", "--hard"]);
}

/** The control repository as it was before anything was asked: what the run had there is gone. */
async function loseRequests(): Promise<void> {
  const git = repo();
  const log = await git.git([
    "log",
    "--reverse",
    "--format=%H",
    "--first-parent",
    "--",
    "approvals/policy.json",
  ]);
  const first = log.trim().split("\n").at(-1) ?? "";
  const branches = await git.git(["for-each-ref", "--format=delete %(refname)", "refs/heads/cutter"]);
  await git.git(["update-ref", "--stdin"], { input: `update refs/heads/main ${first}\n${branches}` });
  await git.git(["reset", "--quiet", "--hard"]);
  await git.git(["reflog", "expire", "--expire=now", "--all"]);
  await git.git(["gc", "--quiet", "--prune=now"]);
}

const forge = (table: string, change: string) => async (): Promise<void> =>
  psqlNow(setup, forgeSql(table, change));

interface Case {
  readonly title: string;
  readonly change: (runId: string) => Promise<void>;
  /** One of the reasons why nothing is confirmed. */
  readonly why: RegExp;
}

const LEDGER = "cutter_governance";

const CASES: readonly Case[] = [
  {
    title: "the approval was taken away",
    change: (runId) => push("main", { [`approvals/${runId}/${SG_1}.md`]: null }),
    why: /^the approval of SG_1_cut_authz does not hold: STOP_APPROVAL_WITHDRAWN/,
  },
  {
    title: "the bytes of the source were exchanged",
    change: forge(
      `${LEDGER}.source_document_version_registry`,
      `update ${LEDGER}.source_document_version_registry set content = replace(convert_from(content, 'UTF8'), 'Text', 'Tent')::bytea, sha256 = encode(sha256(replace(convert_from(content, 'UTF8'), 'Text', 'Tent')::bytea), 'hex')`,
    ),
    why: /^source of the request: expected [0-9a-f]{64}, found/,
  },
  {
    title: "a title was changed",
    change: forge("public.unit_version", "update public.unit_version set title = 'Another'"),
    why: /^title, kind, type, parent and owner are the plan's: expected 3, found 0/,
  },
  {
    title: "the chain of the document does not say its rows",
    change: forge("public.unit_version", "update public.unit_version set description = 'another'"),
    why: /^tables that differ from the chain: expected none, found public.unit_version/,
  },
  {
    title: "a receipt was changed",
    change: forge(
      `${LEDGER}.phase_receipt`,
      `update ${LEDGER}.phase_receipt set result_digest = repeat('a', 64) where phase = 'leg_b_record'`,
    ),
    why: /^receipt of leg_b_record, recomputed: expected a{64}/,
  },
  {
    title: "the facts of the verification were changed",
    change: forge(
      `${LEDGER}.verify_result`,
      `update ${LEDGER}.verify_result set facts = facts || '{"units": 4}'`,
    ),
    why: /^receipt of write_verify, recomputed/,
  },
  {
    title: "a receipt names another request",
    change: forge(
      `${LEDGER}.phase_receipt`,
      `update ${LEDGER}.phase_receipt set payload_sha256 = repeat('b', 64) where phase = 'write_verify'`,
    ),
    why: /^request of write_verify: expected [0-9a-f]{64}, found b{64}/,
  },
];

/** It is adopted, goes on in no way, and is taken back. */
async function isTakenBack(runId: string, why: RegExp): Promise<void> {
  const adopted = must(await app.adopt(runId, NOBODY));
  assert.deepEqual([adopted.refusal?.reason, adopted.exitCode], ["STOP_ADOPTION_UNCONFIRMED", 3]);
  assert.ok(
    adopted.refusal?.details?.some((line) => why.test(line)),
    JSON.stringify(adopted.refusal?.details, null, 1),
  );
  assert.match(adopted.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate revert ${runId} --execute`));
  for (const go of [() => app.resume(runId), () => app.renew(runId)])
    assert.equal(must(await go()).refusal?.reason, "STOP_ADOPTION_UNCONFIRMED");
  assert.match(
    await readFile(runPath(setup.setup, runId, "kb", "00-adopted-a1.md"), "utf8"),
    /^# adopted: stopped$/m,
  );
  const asked = must(await app.revert(runId, { execute: true })).outcome;
  assert.deepEqual([asked?.refusal?.reason, asked?.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_3]);
  const renewed = must(await app.renew(runId));
  assert.deepEqual([renewed.refusal?.reason, renewed.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_3]);
  await setup.approve(runId, SG_3);
  const back = must(await app.revert(runId, { execute: true })).outcome;
  assert.equal(back?.state, "voided", JSON.stringify(back?.refusal));
}

for (const { title, change, why } of CASES)
  test(`F-132: where ${title}, an adopted run can only be taken back, and is`, async () => {
    const runId = await lost();
    await change(runId);
    await isTakenBack(runId, why);
  });

test("where the rows are put right again, the run is compared again and goes on", async () => {
  const runId = await lost();
  psqlNow(setup, forgeSql("public.unit_version", "update public.unit_version set title = title || '!'"));
  assert.equal(must(await app.adopt(runId, NOBODY)).refusal?.reason, "STOP_ADOPTION_UNCONFIRMED");
  psqlNow(setup, forgeSql("public.unit_version", "update public.unit_version set title = rtrim(title, '!')"));
  const again = must(await app.adopt(runId, NOBODY));
  assert.deepEqual([again.refusal?.reason, again.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_2]);
  await setup.approve(runId, SG_2);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
});

test("F-132: a request that somebody has exchanged on the default branch, or pushed to the run's branch, is not believed", async () => {
  const runId = await lost();
  const path = `approvals/${runId}/${SG_1}.request.json`;
  const request = JSON.parse(await repo().git(["show", `main:${path}`]));
  const forged = canonicalJson({
    ...request,
    initiator: "os:nobody",
    plan: { ...request.plan, writer_digest: "f".repeat(64) },
  });
  await push("main", { [path]: forged });
  await push(requestBranch({ runId, gate: SG_2 }), {
    [`approvals/${runId}/${SG_2}.request.json`]: canonicalJson({
      ...request,
      gate: SG_2,
      nonce: "0".repeat(32),
    }),
  });
  const adopted = must(await app.adopt(runId, NOBODY));
  assert.deepEqual(
    [adopted.refusal?.reason, adopted.refusal?.field],
    ["STOP_APPROVAL_REQUIRED", SG_2],
    JSON.stringify(adopted.refusal),
  );
  const told = await readFile(runPath(setup.setup, runId, "kb", "00-adopted-a1.md"), "utf8");
  assert.equal(told.match(/nothing confirms it/g)?.length, 2);
  const asked = JSON.parse(
    await readFile(runPath(setup.setup, runId, "requests", `${SG_2}.request.json`), "utf8"),
  );
  assert.equal(asked.plan.writer_digest, request.plan.writer_digest);
  assert.match(
    asked.initiator,
    /os:nobody/,
    "who is named by a request that nothing confirms may not approve, either",
  );
});

test("a run that another version of the code has cut can only be taken back", async () => {
  const runId = await lost();
  await using other = await setup.openApp({ toolSha256: "9".repeat(64) });
  const adopted = must(await other.adopt(runId, NOBODY));
  assert.equal(adopted.refusal?.reason, "STOP_ADOPTION_UNCONFIRMED");
  assert.match(adopted.refusal?.actual ?? "", /another version of the code/);
  must(await other.revert(runId, { execute: true }));
  await setup.approve(runId, SG_3);
  assert.equal(must(await other.revert(runId, { execute: true })).outcome?.state, "voided");
});

// The last of all: what is gone from the repository can't be put back for another test.
test("where the request that was approved is nowhere in git, an adopted run can only be taken back, and is", async () => {
  const runId = await lost();
  await loseRequests();
  await isTakenBack(runId, /^the request of SG_1_cut_authz that was approved is not in git$/);
});
