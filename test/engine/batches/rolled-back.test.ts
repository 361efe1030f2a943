import assert from "node:assert/strict";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { verifyBatchEvidence } from "../../../src/compose/batch-evidence.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import { canonicalJson, sha256Hex } from "../../../src/json/canonical-json.ts";
import { readEntries, rewrite, rollBackBefore, type WrittenEntry } from "../../support/rewrite-journal.ts";
import { makeStaleClone } from "../../support/stale-clone.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

let setup: TestSetup;
let app: App;
let batchId: string;
let folder: string;
/** Puts back the moment at which SG_1 is approved, and nothing was done with it. */
let restoreApproved: () => Promise<void>;
/** Puts back the moment at which all drafts are written and SG_2 is asked for. */
let restoreDrafted: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const documentIds = [];
  for (const name of ["first", "second"]) documentIds.push(await setup.register(lawOf(name)));
  batchId = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES })).batchId;
  folder = join(setup.setup.root, "batches", batchId);
  await setup.approve(batchId, SG_1);
  restoreApproved = await setup.remember();
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  restoreDrafted = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

const refusalOf = (result: Result<{ readonly refusal: Refusal | null }>) =>
  result.ok ? result.value.refusal : result.refusal;
const requestFile = () => join(folder, "requests", `${SG_1}.request.json`);
const isRequest = ({ type, gate }: WrittenEntry["event"]) => type === "gate_requested" && gate === SG_1;

const byMallory = (event: WrittenEntry["event"]): WrittenEntry["event"] =>
  event.type === "batch_started"
    ? { ...event, batch: { ...(event["batch"] as object), initiator: "mallory" } as never }
    : event;

/** Gives the journal another history of the same length, and a request, made anew, that names it. */
async function exchange(): Promise<void> {
  const request = JSON.parse(await readFile(requestFile(), "utf8"));
  let text = "";
  await rewrite(folder, ({ event }, journal) => {
    if (!isRequest(event)) return byMallory(event);
    text = canonicalJson({ ...request, journal });
    return { ...event, payloadSha256: sha256Hex(text) };
  });
  await writeFile(requestFile(), text);
}

for (const { title, reason, act } of [
  {
    title: "rolled back to before its request, which is gone as well",
    reason: "STOP_STATE_BEHIND_GIT",
    async act() {
      await rollBackBefore(folder, isRequest);
      await rm(requestFile());
    },
  },
  {
    title: "rolled back to before its last member waited",
    reason: "STOP_STATE_CORRUPT",
    act: () => rollBackBefore(folder, ({ type, index }) => type === "member_ready" && index === 1),
  },
  {
    title: "edited and chained anew by whoever owns the folder",
    reason: "STOP_STATE_CORRUPT",
    act: () => rewrite(folder, ({ event }) => byMallory(event)),
  },
  {
    title: "exchanged for another of the same length, with a request that names that one",
    reason: "STOP_STATE_BEHIND_GIT",
    act: () => exchange(),
  },
] as const)
  test(`the journal of a batch that was ${title} is ${reason} to every command that goes on, and told (F-119)`, async () => {
    await restoreApproved();
    const newest = join(setup.setup.folder, "newest");
    await cp(folder, newest, { recursive: true });
    await act();
    const journal = await readFile(join(folder, "journal.jsonl"), "utf8");
    const reverted = await app.batches.revert(batchId, { execute: true });
    assert.equal(reverted.ok ? "went on" : reverted.refusal.reason, reason);
    for (const result of [await app.batches.resume(batchId), await app.batches.renew(batchId)])
      assert.equal(refusalOf(result)?.reason, reason);
    const [reconciled] = await app.batches.reconcile();
    assert.deepEqual([reconciled?.did, reconciled?.refusal?.reason], ["refused", reason]);
    assert.equal(await readFile(join(folder, "journal.jsonl"), "utf8"), journal);
    const [status] = await app.batches.status(batchId);
    assert.ok(status !== undefined && "next" in status);
    assert.deepEqual([status.refusal?.reason, status.next], [reason, null]);
    const row = (await app.doctor({ quick: true })).find(({ name }) => name.startsWith("journals know"));
    assert.match(row?.found ?? "", new RegExp(`${batchId}: ${reason}`));
    await rm(folder, { recursive: true });
    await cp(newest, folder, { recursive: true });
    await rm(newest, { recursive: true });
    assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  });

for (const { title, act } of [
  {
    title: "asks for a gate anew",
    async act() {
      await rollBackBefore(folder, isRequest);
      await rm(requestFile());
    },
  },
  { title: "opens one", act: () => exchange() },
])
  test(`where the bot's own clone was rolled back with the journal of a batch, what is fetched tells it before it ${title} (F-119)`, async () => {
    await restoreApproved();
    const { control_commit } = JSON.parse(await readFile(requestFile(), "utf8"));
    await using stale = await setup.openApp({ settings: await makeStaleClone(setup, control_commit) });
    await act();
    const [status] = await stale.batches.status(batchId);
    assert.equal(status?.refusal, null, "nothing of it is known yet");
    const stopped = refusalOf(await stale.batches.resume(batchId));
    assert.equal(stopped?.reason, "STOP_STATE_BEHIND_GIT", JSON.stringify(stopped));
  });

test("a batch whose process ended between the request and its opening goes on", async () => {
  await restoreApproved();
  await rollBackBefore(folder, ({ type }) => type === "gate_waiting");
  assert.equal(must(await app.batches.resume(batchId)).refusal?.reason, "STOP_APPROVAL_REQUIRED");
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
});

test("a batch whose round was opened and forgotten finds its members done, and asks for no second time", async () => {
  await restoreDrafted();
  await rollBackBefore(folder, ({ type }) => type === "gate_opened");
  await rm(join(folder, "requests", `${SG_2}.request.json`));
  await rm(join(setup.setup.root, "reports", batchId), { recursive: true });
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
});

/** Rolls the journal of the first member back, with its request of SG_2, does what is to be seen, and puts the newest one back. */
async function withOlderMember(
  isMark: (event: WrittenEntry["event"]) => boolean,
  see: (runId: string) => Promise<void>,
): Promise<void> {
  const [status] = await app.batches.status(batchId);
  assert.ok(status !== undefined && "runs" in status);
  const runId = status.runs[0]?.runId ?? assert.fail();
  const own = runPath(setup.setup, runId);
  const newest = join(setup.setup.folder, "newest-member");
  await cp(own, newest, { recursive: true });
  await rollBackBefore(own, isMark);
  await rm(join(own, "requests", `${SG_2}.request.json`));
  const row = (await app.doctor({ quick: true })).find(({ name }) => name.startsWith("journals know"));
  assert.match(row?.found ?? "", new RegExp(`${runId}: STOP_STATE_BEHIND_DB`));
  await see(runId);
  await rm(own, { recursive: true });
  await rename(newest, own);
}

test("a member whose journal was rolled back to before a commit does not begin with the next round, and with the newest one it does", async () => {
  await restoreDrafted();
  await setup.approve(batchId, SG_2);
  await withOlderMember(
    ({ type, effect }) => type === "commit_intent" && effect === "leg_b_record",
    async (runId) => {
      const stopped = refusalOf(await app.batches.resume(batchId));
      assert.deepEqual([stopped?.reason, stopped?.field], ["STOP_BATCH_MEMBER", runId]);
    },
  );
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
});

test("a batch and its member that were rolled back to before the gate are STOP_STATE_BEHIND_DB, and nothing is written again", async () => {
  await restoreDrafted();
  const newest = join(setup.setup.folder, "newest");
  await cp(folder, newest, { recursive: true });
  await rollBackBefore(folder, ({ type }) => type === "member_settled");
  await rm(join(folder, "requests", `${SG_2}.request.json`));
  await withOlderMember(
    ({ type }) => type === "gate_opened",
    async () => {
      assert.equal(refusalOf(await app.batches.resume(batchId))?.reason, "STOP_STATE_BEHIND_DB");
    },
  );
  await rm(folder, { recursive: true });
  await rename(newest, folder);
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
});

test("evidence of a batch whose journal was edited and chained anew, with a new seal, is not whole", async () => {
  await restoreDrafted();
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
  const progress = { step: () => {}, note: () => {} };
  const failed = async () =>
    must(await verifyBatchEvidence({ folder, progress })).checks.filter(({ passed }) => !passed);
  assert.deepEqual(await failed(), []);
  const seal = JSON.parse(await readFile(join(folder, "evidence.json"), "utf8"));
  await rewrite(folder, ({ event }, head) => {
    if (event.type !== "closed") return byMallory(event);
    seal.journal = head;
    return { ...event, evidenceSha256: sha256Hex(`${canonicalJson(seal)}\n`) };
  });
  await writeFile(join(folder, "evidence.json"), `${canonicalJson(seal)}\n`);
  const names = (await failed()).map(({ name }) => name);
  const named = (await readEntries(folder)).filter(({ event }) => event.type === "report_written").length;
  assert.equal(names.length, named + 2, names.join("\n"));
  assert.ok(names.every((name) => name.endsWith("names a journal that this one goes on")));
});
