import assert from "node:assert/strict";
import { appendFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import type { BatchOutcome } from "../../../src/engine/batches/batch-outcome.ts";
import { exchangeDoubts } from "../../support/exchange-doubts.ts";
import { signNextPolicy } from "../../support/new-policy.ts";
import { forgeSql, psqlNow } from "../../support/psql.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";
const SG_3 = "SG_3_compensation_authz";

let setup: TestSetup;
let app: App;
let batchId: string;
/** Puts back the moment at which all members wait at SG_1. */
let restoreAsked: () => Promise<void>;
/** Puts back the moment at which a member's leg was cut off behind its first write. */
let restoreCut: () => Promise<void>;
/** Puts back the moment at which all members wait at SG_2. */
let restoreDrafted: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const ids = [];
  for (const name of ["first", "second", "third"]) ids.push(await setup.register(lawOf(name)));
  batchId = must(await app.batches.start({ documentIds: ids, rules: DEFAULT_RULES })).batchId;
  restoreAsked = await setup.remember();
  await setup.approve(batchId, SG_1);
  const variables = { ...setup.variables, CUTTER_CRASH_AT: "cut_leg_a:after_effect" };
  const end = await setup.cutter(["orchestrate", "resume", batchId], { variables });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  restoreCut = await setup.remember();
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  restoreDrafted = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function unitsBy(status: string): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ count: string }>(
    "select count(*)::text as count from public.information_unit where lifecycle_status = $1",
    [status],
  );
  return Number(rows[0]?.count);
}

async function runs() {
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  return row.runs;
}

test("a batch that was cut off in the middle of a member is not given up in part", async () => {
  await restoreCut();
  const refused = must(await app.batches.voidBatch(batchId, "no longer wanted"));
  assert.equal(refused.refusal?.reason, "STOP_UNITS_STAND");
  assert.deepEqual(
    (await runs()).map(({ result }) => result),
    ["open", "open", "open"],
  );
  for (const { runId } of await runs()) {
    const [status] = await app.status(runId);
    assert.ok(status !== undefined && "state" in status);
    assert.notEqual(status.state, "voided");
    assert.match(status.next ?? "", new RegExp(batchId), "what leads a member on is a command on its batch");
  }
});

test("what was drafted before the process was killed is taken back under SG_3, and the rest can be given up", async () => {
  await restoreCut();
  const planned = must(await app.batches.revert(batchId, { execute: false }));
  assert.deepEqual(
    planned.plan
      .map(({ action, units }) => [action, units])
      .filter(([action]) => action === "withdraw_drafts"),
    [["withdraw_drafts", 3]],
  );
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await setup.approve(batchId, SG_3);
  const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(taken?.members.withdrawn, 1, JSON.stringify(taken?.refusal));
  assert.deepEqual([await unitsBy("draft"), await unitsBy("withdrawn")], [0, 3]);
  const given = must(await app.batches.voidBatch(batchId, "taken back"));
  assert.equal(given.state, "voided");
  assert.equal(given.waiting, null);
  assert.equal(given.members.open, 0);
});

test("renewing changes nothing while a member has begun, and says what comes first", async () => {
  await restoreCut();
  const refused = must(await app.batches.renew(batchId));
  assert.equal(refused.refusal?.reason, "STOP_GATE_NOT_OPEN");
  assert.match(refused.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate resume ${batchId}`));
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  assert.equal(await unitsBy("draft"), 9);
});

/** Gives the units of the second document another text, as the owner of the schema can. */
function writeSecond(text: string): void {
  psqlNow(
    setup,
    forgeSql(
      "public.unit_version",
      `update public.unit_version v set body = ${text}, content_hash = encode(sha256(convert_to(${text}, 'UTF8')), 'hex')
       from public.information_unit u join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
       where v.unit_id = u.id and d.document_id = 'document-2'`,
    ),
  );
}

test("back from SG_3 the batch asks for SG_2 again", async () => {
  await restoreDrafted();
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  const back = must(await app.batches.renew(batchId));
  assert.equal(back.state, `awaiting_${SG_2}`, JSON.stringify(back.refusal));
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.equal(closed.state, "closed", JSON.stringify(closed.refusal));
  assert.equal(await unitsBy("enacted"), 9);
  const verified = await setup.cutter(["evidence", "verify", batchId, "--database"]);
  assert.equal(
    verified.code,
    0,
    `a request of SG_3 that was given up damages no evidence: ${verified.stderr}`,
  );
  const members = await runs();
  const toldOf = (stdout: string) => stdout.match(/^ictr-\S+ in the database +holds$/gm)?.length;
  assert.equal(toldOf(verified.stdout), 3);
  writeSecond("body || 'FORGED'");
  const altered = await setup.cutter(["evidence", "verify", batchId, "--database"]);
  assert.equal(altered.code, 3, altered.stdout);
  assert.equal(toldOf(altered.stdout), 2);
  assert.match(altered.stderr, new RegExp(`^STOP_TAMPERED: [^]*at +${members[1]?.runId}: `, "m"));
  const damaged = join(setup.setup.root, "runs", members[2]?.runId ?? "", "evidence.json");
  await appendFile(damaged, " ");
  const both = await setup.cutter(["evidence", "verify", batchId, "--database"]);
  assert.match(both.stderr, new RegExp(`^STOP_STATE_CORRUPT: [^]*at +seal of ${members[2]?.runId}\n`, "m"));
  assert.match(both.stdout, new RegExp(`^${members[1]?.runId}: .*FAILED`, "m"));
});

test("where the document of a neighbour was changed past the cutter, the way out is one of the batch and leads to its end", async () => {
  await restoreDrafted();
  must(await app.batches.renew(batchId));
  await setup.approve(batchId, SG_2);
  writeSecond("body || 'FORGED'");
  const stopped = must(await app.batches.resume(batchId)).refusal;
  assert.equal(stopped?.reason, "STOP_DRIFT", JSON.stringify(stopped));
  assert.match(stopped?.wayOut ?? "", new RegExp(`cutter orchestrate renew ${batchId}`));
  writeSecond("replace(body, 'FORGED', '')");
  assert.equal(must(await app.batches.renew(batchId)).state, `awaiting_${SG_2}`);
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 3], JSON.stringify(closed.refusal));
});

test("a member whose folder is gone is left behind by renewing, and so by taking back", async () => {
  await restoreDrafted();
  const [lost] = await runs();
  await rm(join(setup.setup.root, "runs", lost?.runId ?? ""), { recursive: true });
  const renewed = must(await app.batches.renew(batchId));
  assert.equal(renewed.state, `awaiting_${SG_2}`, JSON.stringify(renewed.refusal));
  assert.equal(renewed.members.left, 1);
  await restoreDrafted();
  await rm(join(setup.setup.root, "runs", lost?.runId ?? ""), { recursive: true });
  const asked = must(await app.batches.revert(batchId, { execute: true }));
  assert.equal(asked.outcome?.state, `awaiting_${SG_3}`, JSON.stringify(asked.outcome?.refusal));
  assert.equal(asked.outcome?.members.left, 1);
});

test("what was enacted before the process was killed is closed, and only the drafts beside it are taken back", async () => {
  await restoreDrafted();
  await setup.approve(batchId, SG_2);
  const variables = { ...setup.variables, CUTTER_CRASH_AT: "lifecycle_enact:after_effect" };
  const end = await setup.cutter(["orchestrate", "resume", batchId], { variables });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  assert.equal((await runs()).filter(({ result }) => result === "closed").length, 1);
  await setup.approve(batchId, SG_3);
  const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(taken?.state, "closed", JSON.stringify(taken?.refusal));
  assert.deepEqual([taken?.members.closed, taken?.members.withdrawn], [1, 2]);
  assert.deepEqual([await unitsBy("enacted"), await unitsBy("withdrawn")], [3, 6]);
});

test("a member that was cut off and waits to be taken back is asked about SG_3 anew, and can be taken back", async () => {
  await restoreCut();
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await setup.approve(batchId, SG_3);
  const renewed = must(await app.batches.renew(batchId));
  assert.equal(renewed.state, `awaiting_${SG_3}`, JSON.stringify(renewed.refusal));
  const old = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(old?.refusal?.reason, "STOP_APPROVAL_PAYLOAD_MISMATCH", "an approval of the old request");
  await setup.approve(batchId, SG_3);
  const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(taken?.members.withdrawn, 1, JSON.stringify(taken?.refusal));
  assert.deepEqual([await unitsBy("draft"), await unitsBy("withdrawn")], [0, 3]);
});

test("a renewal of SG_3 that was killed is gone on with, also where a member was cut off; taking back asks about SG_3 again", async () => {
  const scenes = [
    [restoreCut, SG_3, "resume"],
    [restoreCut, SG_3, "revert"],
    [restoreDrafted, SG_2, "revert"],
  ] as const;
  for (const [restore, killedAt, goOn] of scenes) {
    await restore();
    must(await app.batches.revert(batchId, { execute: true }));
    const variables = { ...setup.variables, CUTTER_CRASH_AT: `${killedAt}:after_request` };
    const end = await setup.cutter(["orchestrate", "renew", batchId], { variables });
    assert.equal(end.signal, "SIGKILL", end.stderr);
    const asked =
      goOn === "resume"
        ? must(await app.batches.resume(batchId))
        : must(await app.batches.revert(batchId, { execute: true })).outcome;
    assert.equal(asked?.state, `awaiting_${SG_3}`, JSON.stringify(asked?.refusal));
    const drafts = await unitsBy("draft");
    await setup.approve(batchId, SG_3);
    const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
    assert.equal(taken?.members.withdrawn, drafts / 3, JSON.stringify(taken?.refusal));
    assert.deepEqual([await unitsBy("draft"), await unitsBy("withdrawn")], [0, drafts]);
  }
});

test("taking back that was killed while members were asked is gone on with, unless it is renewed", async () => {
  const kill = async (command: readonly string[], at: string) => {
    const variables = { ...setup.variables, CUTTER_CRASH_AT: at };
    const end = await setup.cutter(["orchestrate", ...command, batchId], { variables });
    assert.equal(end.signal, "SIGKILL", end.stderr);
  };
  const killed = () => kill(["revert", "--execute"], `${SG_3}:after_request`);
  for (const goOn of ["resume", "reconcile", "revert", "void"] as const) {
    await restoreDrafted();
    if (goOn === "revert") await kill(["renew"], `${SG_2}:after_request`);
    await killed();
    const [status] = await app.batches.status(batchId);
    assert.ok(status !== undefined && "waiting" in status);
    assert.deepEqual(
      [status.state, status.waiting, status.next],
      ["taking_back", null, `cutter orchestrate resume ${batchId}`],
    );
    if (goOn === "void") {
      const stands = await app.batches.voidBatch(batchId, "no more");
      assert.match(JSON.stringify(stands), /STOP_UNITS_STAND/);
    }
    if (goOn === "reconcile") await app.batches.reconcile();
    if (goOn === "resume") await app.batches.resume(batchId);
    const asked = must(await app.batches.revert(batchId, { execute: true })).outcome;
    assert.equal(asked?.state, `awaiting_${SG_3}`, JSON.stringify(asked?.refusal));
    await setup.approve(batchId, SG_3);
    const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
    assert.equal(taken?.members.withdrawn, 3, JSON.stringify(taken?.refusal));
  }
  await restoreDrafted();
  await killed();
  const renewed = must(await app.batches.renew(batchId));
  assert.equal(renewed.state, `awaiting_${SG_2}`, JSON.stringify(renewed.refusal));
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
});

test("taking back that was killed ends where every member was given up by itself meanwhile", async () => {
  await restoreDrafted();
  const variables = { ...setup.variables, CUTTER_CRASH_AT: `${SG_3}:after_request` };
  await setup.cutter(["orchestrate", "revert", "--execute", batchId], { variables });
  for (const { runId } of await runs())
    await rm(join(setup.setup.root, "runs", runId ?? ""), { recursive: true });
  const ended = must(await app.batches.resume(batchId));
  assert.deepEqual([ended.state, ended.members.left], ["closed", 3], JSON.stringify(ended.refusal));
});

test("where a member fails to be taken back, the rest is asked about SG_3 again, and not whether it is to be enacted", async () => {
  await restoreDrafted();
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await setup.approve(batchId, SG_3);
  await exchangeDoubts(setup, ["document-1"]);
  const halted = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(halted?.refusal?.reason, "STOP_BATCH_HALTED");
  const way = `cutter orchestrate revert ${batchId} --execute`;
  assert.equal(halted?.refusal?.wayOut.includes(way), true, halted?.refusal?.wayOut);
  const [status] = await app.batches.status(batchId);
  assert.ok(status !== undefined && "next" in status);
  assert.equal(status.next, way);
  assert.equal(await unitsBy("withdrawn"), 0);
  const again = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(again?.state, `awaiting_${SG_3}`, JSON.stringify(again?.refusal));
  assert.equal(
    await unitsBy("withdrawn"),
    0,
    "nothing is taken back under the decision of a round that has ended",
  );
  await setup.approve(batchId, SG_3);
  const taken = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.deepEqual([taken?.members.withdrawn, taken?.members.failed], [2, 1], JSON.stringify(taken?.refusal));
});

test("where the one member with drafts fails to be taken back, those that have none go on", async () => {
  await restoreAsked();
  await setup.approve(batchId, SG_1);
  await exchangeDoubts(setup, ["document-2"]);
  const first = must(await app.batches.resume(batchId)).refusal;
  assert.equal(first?.reason, "STOP_BATCH_HALTED");
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await setup.approve(batchId, SG_3);
  await exchangeDoubts(setup, ["document-1"]);
  const halted = must(await app.batches.revert(batchId, { execute: true })).outcome;
  const way = `cutter orchestrate renew ${batchId}`;
  assert.deepEqual(
    [halted?.refusal?.reason, halted?.refusal?.wayOut.includes(way)],
    ["STOP_BATCH_HALTED", true],
  );
  const nothing = must(await app.batches.revert(batchId, { execute: true })).outcome?.refusal;
  assert.deepEqual([nothing?.reason, nothing?.wayOut.includes(way)], ["STOP_NOTHING_TO_REVERT", true]);
  const asked = must(await app.batches.renew(batchId));
  assert.equal(asked.state, `awaiting_${SG_1}`, JSON.stringify(asked.refusal));
  await setup.approve(batchId, SG_1);
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed, closed.members.failed], ["closed", 1, 2]);
});

test("a renewal that was cut off or stopped leaves no member behind: resumed or renewed again, all of them wait", async () => {
  await restoreDrafted();
  const cutOff = async () => {
    const variables = { ...setup.variables, CUTTER_CRASH_AT: `${SG_2}:after_request` };
    const end = await setup.cutter(["orchestrate", "renew", batchId], { variables });
    assert.equal(end.signal, "SIGKILL", end.stderr);
    const [status] = await app.batches.status(batchId);
    assert.ok(status !== undefined && "waiting" in status);
    assert.deepEqual(
      [status.state.replace(/_SG_.*/, ""), status.waiting, status.next],
      ["renewing", null, `cutter orchestrate resume ${batchId}`],
    );
  };
  const asked = ({ state, members, refusal: found }: BatchOutcome, gate: string) =>
    assert.deepEqual([state, members.open, members.left], [`awaiting_${gate}`, 3, 0], JSON.stringify(found));
  await cutOff();
  asked(must(await app.batches.resume(batchId)), SG_2);
  must(await app.batches.revert(batchId, { execute: true }));
  await cutOff();
  asked(must(await app.batches.renew(batchId)), SG_2);
  await cutOff();
  const reverted = must(await app.batches.revert(batchId, { execute: true })).outcome;
  asked(reverted ?? assert.fail(), SG_3);
  asked(must(await app.batches.renew(batchId)), SG_2);
  await signNextPolicy(setup, ({ gates }) => {
    for (const rule of Object.values(gates)) rule.audit_max_age_hours = 1;
  });
  const old = must(await app.batches.renew(batchId)).refusal;
  assert.equal(old?.reason, "STOP_AUDIT_OLD");
  assert.match(old?.wayOut ?? "", new RegExp(`cutter audit.*cutter orchestrate renew ${batchId}`));
  assert.equal((await app.batches.reconcile())[0]?.did, "nothing");
  assert.equal((await setup.cutter(["audit"])).code, 0);
  assert.equal(must(await app.batches.renew(batchId)).members.left, 0);
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 3], JSON.stringify(closed.refusal));
});

test("the schedule does not ask again for the others while a person has to settle what a renewal has stopped at", async () => {
  await restoreAsked();
  await exchangeDoubts(setup, ["document-2"]);
  assert.equal(must(await app.batches.renew(batchId)).refusal?.reason, "STOP_BATCH_MEMBER");
  const backups = () => readdir(join(setup.setup.root, "backups"));
  const kept = await backups();
  assert.equal((await app.batches.reconcile())[0]?.did, "nothing");
  assert.deepEqual(await backups(), kept);
  const { state, members, refusal: found } = must(await app.batches.renew(batchId));
  assert.deepEqual([state, members.open, members.left], [`awaiting_${SG_1}`, 2, 1], JSON.stringify(found));
});

test("before the first write all members are rehearsed on one backup again where a renewal was cut off", async () => {
  await restoreAsked();
  for (const [at, goOn] of [
    ["pre_write_backup:after_result", "resume"],
    [`${SG_1}:after_request`, "renew"],
  ] as const) {
    const variables = { ...setup.variables, CUTTER_CRASH_AT: at };
    const end = await setup.cutter(["orchestrate", "renew", batchId], { variables });
    assert.equal(end.signal, "SIGKILL", end.stderr);
    const renewed = must(await app.batches[goOn](batchId));
    assert.equal(renewed.state, `awaiting_${SG_1}`, JSON.stringify(renewed.refusal));
  }
  await setup.approve(batchId, SG_1);
  const cut = must(await app.batches.resume(batchId));
  assert.deepEqual([cut.state, cut.members.open], [`awaiting_${SG_2}`, 3], JSON.stringify(cut.refusal));
});

test("what is told and signed of a batch at SG_3 speaks of its members, and not of one run", async () => {
  await restoreDrafted();
  const { stdout } = await setup.cutter(["orchestrate", "revert", batchId, "--execute"]);
  assert.match(stdout, /waits +for SG_3_compensation_authz \(withdraw the drafts of the members\)/);
  const signed: string[] = [];
  await setup.approve(batchId, SG_3, (files) => {
    signed.push(...Object.values(files));
    return files;
  });
  assert.match(signed.join("\n"), /3 documents: 9 units, withdraw the drafts of the members/);
  assert.doesNotMatch(signed.join("\n"), /of this run/);
});
