import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Result } from "../../src/domain/result.ts";
import { canonicalJson, sha256Hex } from "../../src/json/canonical-json.ts";
import { readEntries, rewrite, rollBackBefore, type WrittenEntry } from "../support/rewrite-journal.ts";
import { makeStaleClone } from "../support/stale-clone.ts";
import {
  gitEnvironment,
  lawOf,
  makeTestSetup,
  must,
  runPath,
  type TestSetup,
} from "../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";
const SG_3 = "SG_3_compensation_authz";

let setup: TestSetup;
let app: App;
let runId: string;
let folder: string;
/** Puts back the moment at which SG_1 is approved, and nothing was done with it. */
let restoreApproved: () => Promise<void>;
/** Puts back the moment at which the drafts are written and SG_2 is asked for. */
let restoreDrafted: () => Promise<void>;
/** The folder of the run as it was at the first of these moments. */
let older: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const documentId = await setup.register(lawOf("a law with a journal"));
  runId = must(await app.cut({ documentId, mode: "LIVE" })).runId;
  folder = runPath(setup.setup, runId);
  await setup.approve(runId, SG_1);
  older = join(setup.setup.folder, "older");
  await cp(folder, older, { recursive: true });
  restoreApproved = await setup.remember();
  assert.equal(must(await app.resume(runId)).state, `awaiting_lifecycle_authorization`);
  restoreDrafted = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

const refusalOf = (result: Result<RunOutcome>) => (result.ok ? result.value.refusal : result.refusal);
const reasonOf = (result: Result<RunOutcome>) => refusalOf(result)?.reason;
const fileOf = (gate: Gate) => join(folder, "requests", `${gate}.request.json`);
const isRequest = (gate: Gate) => (event: WrittenEntry["event"]) =>
  event.type === "gate_requested" && event["gate"] === gate;

function git(...args: readonly string[]): string {
  return execFileSync("git", ["-C", setup.setup.repository, ...args], {
    env: { ...gitEnvironment(setup.setup) },
    encoding: "utf8",
  });
}

async function countUnits(): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ count: number }>(
    "select count(*)::integer as count from public.information_unit",
  );
  return rows[0]?.count ?? -1;
}

/** The run neither goes on nor is renewed, for this reason; nothing is written, not even into its journal. */
async function refusesToGoOn(reason: string, field: RegExp): Promise<void> {
  const [entries, units] = [await readFile(join(folder, "journal.jsonl"), "utf8"), await countUnits()];
  const branches = git("for-each-ref");
  for (const result of [await app.resume(runId), await app.renew(runId)]) {
    const refusal = refusalOf(result);
    assert.equal(refusal?.reason, reason, JSON.stringify(refusal));
    assert.match(refusal?.field ?? "", field);
  }
  const [row] = (await app.reconcile()).filter((each) => each.runId === runId);
  assert.deepEqual([row?.did, row?.refusal?.reason], ["refused", reason]);
  assert.equal(await readFile(join(folder, "journal.jsonl"), "utf8"), entries);
  assert.equal(await countUnits(), units);
  assert.equal(git("for-each-ref"), branches);
}

/** `status` and the doctor say it too. */
async function isTold(reason: string): Promise<void> {
  const [status] = await app.status(runId);
  assert.ok(status !== undefined && "next" in status);
  assert.deepEqual([status.refusal?.reason, status.next], [reason, null]);
  const row = (await app.doctor({ quick: true })).find(({ name }) => name.startsWith("journals know"));
  assert.equal(row?.passed, false);
  assert.match(row.found, new RegExp(`${runId}: ${reason}`));
}

/** Gives the journal another history of the same length: every entry has another hash, and the request, made anew, names them. */
async function exchange(edit: (event: WrittenEntry["event"]) => WrittenEntry["event"]): Promise<void> {
  const request = JSON.parse(await readFile(fileOf(SG_1), "utf8"));
  let text = "";
  await rewrite(folder, ({ event }, head) => {
    if (!isRequest(SG_1)(event)) return edit(event);
    text = canonicalJson({ ...request, journal: head });
    return { ...event, payloadSha256: sha256Hex(text) };
  });
  await writeFile(fileOf(SG_1), text);
}

const byMallory = (event: WrittenEntry["event"]): WrittenEntry["event"] =>
  event.type === "run_started"
    ? { ...event, run: { ...(event["run"] as object), initiator: "mallory" } as never }
    : event;

test("the requests and reports of a run name the journal as it stood when they were made", async () => {
  await restoreDrafted();
  const entries = await readEntries(folder);
  for (const gate of [SG_1, SG_2] as const) {
    const { journal } = JSON.parse(await readFile(fileOf(gate), "utf8"));
    const at = entries.findIndex(({ event }) => isRequest(gate)(event));
    assert.deepEqual(journal, { entries: at, hash: entries[at - 1]?.hash });
  }
  const report = await readFile(join(folder, "kb", "07-cut_leg_a.md"), "utf8");
  const at = entries.findIndex(
    ({ event }) => event.type === "phase_result" && event["phase"] === "cut_leg_a",
  );
  assert.ok(report.includes(`\njournal_entries: ${at + 1}\njournal_hash: ${entries[at]?.hash}\n`), report);
});

for (const { title, reason, field, act } of [
  {
    title: "rolled back to before its request, which is gone as well",
    reason: "STOP_STATE_BEHIND_GIT",
    field: /^approvals\/.*\/SG_1_cut_authz\.request\.json$/,
    async act() {
      await rollBackBefore(folder, isRequest(SG_1));
      await rm(fileOf(SG_1));
    },
  },
  {
    title: "rolled back to before its request, which lies there as if a process had ended behind it",
    reason: "STOP_STATE_BEHIND_GIT",
    field: /^approvals\//,
    act: () => rollBackBefore(folder, isRequest(SG_1)),
  },
  {
    title: "rolled back to before the moment that the request in the folder names",
    reason: "STOP_STATE_CORRUPT",
    field: /^requests\/SG_1_cut_authz\.request\.json$/,
    act: () =>
      rollBackBefore(folder, ({ type, phase }) => type === "phase_result" && phase === "grant_probe"),
  },
  {
    title: "edited and chained anew by whoever owns the folder",
    reason: "STOP_STATE_CORRUPT",
    field: /^requests\//,
    act: () => rewrite(folder, ({ event }) => byMallory(event)),
  },
  {
    title: "edited and chained anew, with the request taken away that names it",
    reason: "STOP_STATE_BEHIND_GIT",
    field: /^approvals\//,
    async act() {
      await rewrite(folder, ({ event }) => byMallory(event));
      await rm(fileOf(SG_1));
    },
  },
  {
    title: "exchanged for another of the same length, with a request that names that one",
    reason: "STOP_STATE_BEHIND_GIT",
    field: /^approvals\//,
    act: () => exchange(byMallory),
  },
] as const)
  test(`a journal that was ${title} is ${reason}, told and put right (F-119)`, async () => {
    await restoreApproved();
    await act();
    await refusesToGoOn(reason, field);
    await isTold(reason);
    await rm(folder, { recursive: true });
    await cp(older, folder, { recursive: true });
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  });

test("a process that ended between the request and its opening goes on, whatever git has of it", async () => {
  await restoreApproved();
  await rollBackBefore(folder, ({ type }) => type === "gate_waiting");
  const row = (await app.doctor({ quick: true })).find(({ name }) => name.startsWith("journals know"));
  assert.equal(row?.passed, true, row?.found);
  // Whoever opens the request again finds it open, and the answer there.
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_APPROVAL_REQUIRED");
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

for (const [title, isMark] of [
  ["before the gate was opened", (event: WrittenEntry["event"]) => event.type === "gate_opened"],
  [
    "before an effect was about to commit",
    (event: WrittenEntry["event"]) => event.type === "commit_intent" && event["effect"] === "leg_b_record",
  ],
] as const)
  test(`a journal that was rolled back to ${title} is STOP_STATE_BEHIND_DB, and the newest one goes on`, async () => {
    await restoreDrafted();
    const newest = join(setup.setup.folder, "newest");
    await cp(folder, newest, { recursive: true });
    await rollBackBefore(folder, isMark);
    await rm(fileOf(SG_2));
    const units = await countUnits();
    const journal = await readFile(join(folder, "journal.jsonl"), "utf8");
    const stopped = refusalOf(await app.resume(runId));
    assert.equal(stopped?.reason, "STOP_STATE_BEHIND_DB", JSON.stringify(stopped));
    assert.match(stopped?.field ?? "", /^(?:approval_use|phase_receipt) /);
    assert.equal(await countUnits(), units);
    // A gate was opened in it: the database is asked before anything goes on.
    if (journal.includes('"type":"gate_opened"'))
      assert.equal(await readFile(join(folder, "journal.jsonl"), "utf8"), journal);
    const row = (await app.doctor({ quick: true })).find(({ name }) => name.startsWith("journals know"));
    assert.match(row?.found ?? "", new RegExp(`${runId}: STOP_STATE_BEHIND_DB`));
    await rm(folder, { recursive: true });
    await cp(newest, folder, { recursive: true });
    await rm(newest, { recursive: true });
    await setup.approve(runId, SG_2);
    assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  });

for (const { title, act } of [
  {
    title: "asks for a gate anew",
    async act() {
      await rollBackBefore(folder, isRequest(SG_1));
      await rm(fileOf(SG_1));
    },
  },
  { title: "opens one", act: () => exchange(byMallory) },
])
  test(`where the bot's own clone was rolled back with the journal, what is fetched tells it before it ${title} (F-119)`, async () => {
    await restoreApproved();
    const { control_commit } = JSON.parse(await readFile(fileOf(SG_1), "utf8"));
    await using stale = await setup.openApp({ settings: await makeStaleClone(setup, control_commit) });
    await act();
    const branches = git("for-each-ref");
    const [status] = await stale.status(runId);
    assert.equal(status?.refusal, null, "nothing of it is known yet");
    const stopped = refusalOf(await stale.resume(runId));
    assert.equal(stopped?.reason, "STOP_STATE_BEHIND_GIT", JSON.stringify(stopped));
    assert.equal(git("for-each-ref"), branches);
  });

test("a journal from before the plan neither is given up nor says that there is nothing to take back, over drafts that stand", async () => {
  await restoreDrafted();
  for (const phase of ["source_pin", "cutplan"]) {
    await rollBackBefore(folder, (event) => event.type === "phase_result" && event["phase"] === phase);
    const reverted = await app.revert(runId, { execute: false });
    assert.equal(reverted.ok ? reverted.value.outcome?.refusal?.reason : "", "STOP_STATE_BEHIND_DB", phase);
    if (phase === "source_pin")
      assert.equal(reasonOf(await app.voidRun(runId, "lost")), "STOP_STATE_BEHIND_DB");
    await restoreDrafted();
  }
});

test("with an older copy of the journal nothing goes on, but the drafts can be taken back under SG_3, whose requests it has to know (F-13)", async () => {
  await restoreDrafted();
  await setup.approve(runId, SG_2);
  await rm(folder, { recursive: true });
  await cp(older, folder, { recursive: true });
  assert.equal(reasonOf(await app.resume(runId)), "STOP_STATE_BEHIND_GIT");
  assert.equal(
    must(await app.revert(runId, { execute: true })).outcome?.refusal?.reason,
    "STOP_APPROVAL_REQUIRED",
  );
  const [waiting] = await app.status(runId);
  assert.ok(waiting !== undefined && "waiting" in waiting);
  assert.deepEqual([waiting.refusal, waiting.waiting?.gate], [null, SG_3]);
  const asking = join(setup.setup.folder, "asking");
  await cp(folder, asking, { recursive: true });
  await setup.approve(runId, SG_3);
  await rollBackBefore(folder, isRequest(SG_3));
  await rm(fileOf(SG_3));
  const again = await app.revert(runId, { execute: true });
  assert.equal(again.ok ? "went on" : again.refusal.reason, "STOP_STATE_BEHIND_GIT");
  await rm(folder, { recursive: true });
  await cp(asking, folder, { recursive: true });
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
});

test("a request that a stranger brings to the default branch stops the run until it is taken off, and one on a branch does nothing (F-120)", async () => {
  await restoreApproved();
  const forged = canonicalJson({
    ...JSON.parse(await readFile(fileOf(SG_1), "utf8")),
    gate: SG_2,
    journal: { entries: 900, hash: "f".repeat(64) },
  });
  const path = `approvals/${runId}/${SG_2}.request.json`;
  const bring = async () => {
    await mkdir(join(setup.setup.repository, "approvals", runId), { recursive: true });
    await writeFile(join(setup.setup.repository, path), forged);
    git("add", "--", path);
    git("commit", "--quiet", "--no-gpg-sign", "--message", "forged");
  };
  git("checkout", "--quiet", "-b", "cutter/forged");
  await bring();
  git("branch", "--force", `cutter/${runId}/${SG_2}`);
  git("checkout", "--quiet", "main");
  const [calm] = await app.status(runId);
  assert.equal(calm?.refusal, null);
  await bring();
  await refusesToGoOn("STOP_STATE_BEHIND_GIT", /SG_2_lifecycle_authz\.request\.json$/);
  git("rm", "--quiet", "--", path);
  git("commit", "--quiet", "--no-gpg-sign", "--message", "taken off");
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

test("evidence whose journal was edited and chained anew, with a new seal, is not whole: requests and reports name the one that was", async () => {
  await restoreDrafted();
  await setup.approve(runId, SG_2);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  const failed = async () => must(await verifyEvidence(folder)).checks.filter(({ passed }) => !passed);
  assert.deepEqual(await failed(), []);
  await rewrite(folder, ({ event }) => byMallory(event));
  const seal = JSON.parse(await readFile(join(folder, "evidence.json"), "utf8"));
  const { hash } = (await readEntries(folder))[seal.journal.entries - 1] ?? assert.fail();
  await writeFile(
    join(folder, "evidence.json"),
    `${canonicalJson({ ...seal, journal: { ...seal.journal, hash } })}\n`,
  );
  const names = (await failed()).map(({ name }) => name);
  assert.equal(names.length, 15, names.join("\n"));
  assert.ok(names.every((name) => name.endsWith("names a journal that this one goes on")));
  const verified = await setup.cutter(["evidence", "verify", runId, "--database", "--json"]);
  assert.equal(verified.code, 3);
  assert.match(verified.stdout, /"requests in git that the journal does not know"[^}]*"passed": false/);
});
