import assert from "node:assert/strict";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { renderPreview } from "../../src/commands/approve-screen.ts";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { composeApprove, previewApproval } from "../../src/compose/approve.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import type { EffectOrder } from "../../src/domain/effect-order.ts";
import type { GateRequest } from "../../src/domain/request.ts";
import type { Result } from "../../src/domain/result.ts";
import { registerVersion } from "../support/amend-document.ts";
import { auditRun } from "../support/audit-run.ts";
import { databaseNow, enactVersion, readDay } from "../support/day-scene.ts";
import { approverOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
let putBack: () => Promise<void>;

const FIRST = ["One.", "Two.", "Three."];
const SECOND = ["One, amended.", "Two, amended.", "Three."];
const OLD = ["ARTICLE-1: One.", "ARTICLE-2: Two.", "ARTICLE-3: Three."];
const NEW = ["ARTICLE-1: One, amended.", "ARTICLE-2: Two, amended.", "ARTICLE-3: Three."];
const LAW = "harbour-law";
const GATE = "SG_2_lifecycle_authz";

type Effect = Partial<EffectOrder> & { readonly from: string };

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const words = { docPrefix: "HARBOUR", title: "Harbour Law", publicationType: "law", owner: "operator" };
  const first = { documentId: LAW, articles: FIRST, effectiveFrom: "2020-01-01" };
  await enactVersion(setup, app, { ...first, ...words });
  await enactVersion(setup, app, { documentId: LAW, articles: SECOND, citation: "Act 12" });
  putBack = await setup.remember();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

function order(effect: Effect, by: App = app, documentId = LAW): Promise<Result<RunOutcome>> {
  return by.setEffect({ documentId, effect: { why: "Order 7", ...effect } });
}

/** Starts a run that waits at SG_2; returns its id. */
async function ask(effect: Effect, by: App = app): Promise<string> {
  const paused = must(await order(effect, by));
  assert.equal(paused.state, "awaiting_lifecycle_authorization", JSON.stringify(paused.refusal));
  return paused.runId;
}

/** Sets the days through SG_2; returns the run. */
async function setDays(effect: Effect): Promise<string> {
  const runId = await ask(effect);
  await setup.approve(runId, GATE);
  const end = must(await app.resume(runId));
  assert.equal(end.state, "closeout_reported", JSON.stringify(end.refusal));
  return runId;
}

async function reasonOf(result: Promise<Result<RunOutcome>>): Promise<string> {
  const ended = await result;
  return ended.ok ? (ended.value.refusal?.reason ?? ended.value.state) : ended.refusal.reason;
}

async function countDays(): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ n: number }>(
    "select count(*)::integer as n from public.version_effect",
  );
  return rows[0]?.n ?? 0;
}

test("a day is set, postponed, brought forward and opened again, and what was known before stays readable", async () => {
  await putBack();
  const steps = [
    { from: "2026-03-01", before: "2026-02-28", after: "2026-03-01" },
    { from: "2027-01-01", version: 2, before: "2026-12-31", after: "2027-01-01" },
    { from: "2025-07-01", version: 2, before: "2025-06-30", after: "2025-07-01" },
  ];
  const known = [await databaseNow(setup)];
  assert.deepEqual(await readDay(setup, LAW, "9999-12-31"), OLD);
  for (const { before, after, ...effect } of steps) {
    await setDays(effect);
    assert.deepEqual(await readDay(setup, LAW, before), OLD, effect.from);
    assert.deepEqual(await readDay(setup, LAW, after), NEW, effect.from);
    known.push(await databaseNow(setup));
  }
  await setDays({ from: "open", version: 2 });
  assert.deepEqual(await readDay(setup, LAW, "9999-12-31"), OLD);
  const then = await Promise.all(known.map((at) => readDay(setup, LAW, "2026-06-01", at)));
  assert.deepEqual(then, [OLD, NEW, OLD, NEW]);
});

test("a part of the units gets a day, the rest stays open and gets another one", async () => {
  await putBack();
  await setDays({ from: "2026-03-01", units: ["HARBOUR/ARTICLE-2"] });
  assert.deepEqual(await readDay(setup, LAW, "2026-03-01"), [OLD[0], NEW[1], OLD[2]]);
  const [open] = must(await app.openDays());
  assert.deepEqual([open?.documentId, open?.versionSeq, open?.units], [LAW, 2, 1]);
  await setDays({ from: "2026-04-01" });
  assert.deepEqual(await readDay(setup, LAW, "2026-03-31"), [OLD[0], NEW[1], OLD[2]]);
  assert.deepEqual(await readDay(setup, LAW, "2026-04-01"), NEW);
  assert.deepEqual(must(await app.openDays()), []);
});

test("an order of which nothing could come is refused before there is a run", async (t) => {
  await putBack();
  await setDays({ from: "2026-03-01", units: ["HARBOUR/ARTICLE-2"] });
  const days = await countDays();
  const runs = (await app.status(null)).length;
  const cases: readonly (readonly [string, Effect, string, string?])[] = [
    ["a document that nobody has registered", { from: "2026-01-01" }, "STOP_DOCUMENT_UNKNOWN", "nobody"],
    ["a version that is not enacted", { from: "2026-01-01", version: 3 }, "STOP_BAD_INPUT"],
    [
      "an address that the version has not changed",
      { from: "2026-01-01", units: ["HARBOUR/ARTICLE-3"] },
      "STOP_BAD_INPUT",
    ],
    [
      "the day that the versions have",
      { from: "2026-03-01", units: ["HARBOUR/ARTICLE-2"] },
      "STOP_NOTHING_CHANGED",
    ],
    [
      "to open what is open",
      { from: "open", version: 2, units: ["HARBOUR/ARTICLE-1"] },
      "STOP_NOTHING_CHANGED",
    ],
    ["to open without a version, where several are enacted", { from: "open" }, "STOP_BAD_INPUT"],
  ];
  for (const [title, effect, reason, documentId] of cases)
    await t.test(title, async () => assert.equal(await reasonOf(order(effect, app, documentId)), reason));
  await t.test("nothing open, and nothing named", async () => {
    await setDays({ from: "2026-03-01" });
    const refused = await order({ from: "2026-05-01" });
    assert.ok(!refused.ok);
    assert.equal(refused.refusal.reason, "STOP_NOTHING_CHANGED");
    assert.match(refused.refusal.wayOut, /cutter source effect harbour-law --version 2 --from DAY/);
  });
  assert.equal(await countDays(), days + 1);
  assert.equal((await app.status(null)).length, runs + 1);
});

test("days in conflict are told by the rehearsal as what they are, and the document is free again", async () => {
  await putBack();
  const failed = must(await order({ from: "2019-12-31" }));
  assert.equal(failed.refusal?.reason, "STOP_EFFECT_CONFLICT");
  assert.match(
    failed.refusal?.actual ?? "",
    /HARBOUR\/ARTICLE-1 would be in force from 2019-12-31, before the version/,
  );
  assert.equal(failed.state, "failed_pre_write_backup");
  await setDays({ from: "2020-01-01" });
  assert.deepEqual(await readDay(setup, LAW, "2020-01-01"), NEW);
});

test("an amendment whose day conflicts is told by the rehearsal as what it is", async () => {
  await putBack();
  const text = `# ${LAW}\n\n# Article 1\n\nOne.\n\n# Article 2\n\nTwo.\n\n# Article 3\n\nThree, amended.\n`;
  const version = { documentId: LAW, text, effectiveFrom: "2019-01-01", citation: "Act 13" };
  must((await registerVersion(await setup.live.openSource(), version)).outcome);
  const failed = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
  assert.equal(failed.refusal?.reason, "STOP_EFFECT_CONFLICT");
  assert.equal(failed.state, "failed_pre_write_backup");
});

test("request, card and list tell which versions get which day, and what is then in force", async () => {
  await putBack();
  const runId = await ask({ from: "2026-03-01", why: "Commencement Order 7" });
  const request = JSON.parse(
    await readFile(runPath(setup.setup, runId, "requests", `${GATE}.request.json`), "utf8"),
  ) as GateRequest;
  const { effect, written, expected_change: change } = request;
  assert.equal(effect?.from, "2026-03-01");
  assert.equal(effect?.why, "Commencement Order 7");
  assert.deepEqual(effect?.was, [{ day: "open", versions: 2 }]);
  assert.deepEqual(
    effect?.named,
    ["HARBOUR/ARTICLE-1", "HARBOUR/ARTICLE-2"].map((address) => ({
      address,
      operation: "amend",
      was: "open",
    })),
  );
  assert.deepEqual(
    effect?.as_of.map(({ day, units }) => [day, units]),
    [["2026-03-01", 3]],
  );
  assert.equal(written, null);
  assert.deepEqual(
    Object.entries(change).filter(([, rows]) => rows !== 0),
    [
      ["cutter_governance.approval_use", 1],
      ["cutter_governance.document_digest", 1],
      ["cutter_governance.phase_receipt", 1],
      ["cutter_governance.review_decision", 1],
      ["public.version_effect", 2],
    ],
  );
  const list = await readFile(runPath(setup.setup, runId, "units", "days-001.md"), "utf8");
  assert.match(list, /HARBOUR\/ARTICLE-2.*amend.*open: not known yet.*2026-03-01/);
  const card = await readFile(join(setup.setup.root, "reports", runId, "run-card.md"), "utf8");
  assert.match(card, /^## Waiting for .* to let the day of 2 versions of `Harbour Law` be set \(SG_2\)\.\n/);
  assert.match(card, /\| counts from \| `2026-03-01` \|\n\| until now from \| `open: not known yet: 2` \|/);
  assert.match(card, /\| then in force on 2026-03-01 \| `3 units, sha256 [0-9a-f]{64}` \|/);
  assert.match(card, /\*\*It stays in the record\*\*/);
  assert.match(card, new RegExp(`cutter orchestrate void ${runId} --why`));
  assert.match(card, /waiting {2}SG_2\nnext {5}5 effect_set, 6 closeout\n/);
  await using parts = must(await composeApprove(approverOf(setup.setup)));
  const answer = { runId, gate: GATE, decision: "approve", person: null, merge: true, push: false } as const;
  const screen = renderPreview(must(await previewApproval(parts, answer)), answer).join("\n");
  assert.match(screen, /set from which day enacted versions count \(cannot be undone\)/);
  assert.match(screen, /counts from +2026-03-01/);
  assert.doesNotMatch(screen, /in force from/);
  assert.match(screen, /HARBOUR\/ARTICLE-1 \(amend; until now open: not known yet\)/);
  assert.match(screen, /Approval: Harbour Law: 2 versions, set from which day/);
});

test("a run that was voided sets nothing, and an approval of it opens nothing", async () => {
  await putBack();
  const days = await countDays();
  const runId = await ask({ from: "2026-03-01" });
  assert.equal(await reasonOf(order({ from: "2026-04-01" })), "STOP_DOCUMENT_BUSY");
  assert.equal(await reasonOf(app.cut({ documentId: LAW, mode: "LIVE" })), "STOP_DOCUMENT_BUSY");
  assert.equal(must(await app.voidRun(runId, "another day")).state, "voided");
  await setup.approve(runId, GATE);
  assert.equal(await reasonOf(app.resume(runId)), "STOP_RUN_VOIDED");
  assert.equal(await countDays(), days);
  await setDays({ from: "2026-04-01" });
});

test("a renewed request voids the approval of the old one", async () => {
  await putBack();
  const runId = await ask({ from: "2026-03-01" });
  await setup.approve(runId, GATE);
  const renewed = must(await app.renew(runId));
  assert.equal(renewed.state, "awaiting_lifecycle_authorization", JSON.stringify(renewed.refusal));
  assert.equal(await reasonOf(app.resume(runId)), "STOP_APPROVAL_PAYLOAD_MISMATCH");
  assert.deepEqual(await readDay(setup, LAW, "2026-03-01"), OLD);
});

test("a closed run is repeated without a change, proves itself, and is not taken back but followed", async () => {
  await putBack();
  const runId = await ask({ from: "2026-03-01" });
  const waiting = join(setup.setup.folder, "waiting");
  await cp(runPath(setup.setup, runId), waiting, { recursive: true });
  await setup.approve(runId, GATE);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  const days = await countDays();
  assert.equal(await reasonOf(app.resume(runId)), "STOP_RUN_CLOSED");
  const verdict = must(await verifyEvidence(runPath(setup.setup, runId)));
  assert.deepEqual(
    verdict.checks.filter(({ passed }) => !passed),
    [],
  );
  const audited = await auditRun(app, verdict.entries);
  assert.deepEqual(
    audited.filter(({ passed }) => !passed),
    [],
  );
  // The journal of before the write knows of no write: the approval is used once for all that.
  await rm(runPath(setup.setup, runId), { recursive: true });
  await cp(waiting, runPath(setup.setup, runId), { recursive: true });
  assert.equal(await reasonOf(app.resume(runId)), "STOP_STATE_BEHIND_DB");
  assert.equal(await reasonOf(app.voidRun(runId, "given up")), "STOP_UNITS_STAND");
  const reverted = must(await app.revert(runId, { execute: true }));
  assert.equal(reverted.outcome?.refusal?.reason, "STOP_NOTHING_TO_REVERT");
  assert.equal(await countDays(), days);
});

test("of two runs that were approved side by side one sets its day, and the other is told", async () => {
  await putBack();
  const root = join(setup.setup.folder, "other-sidecar");
  await cp(setup.setup.root, root, { recursive: true });
  await using other = await setup.openApp({ root });
  const first = await ask({ from: "2026-03-01" });
  const second = await ask({ from: "2026-04-01" }, other);
  await setup.approve(first, GATE);
  await setup.approve(second, GATE);
  assert.equal(await reasonOf(app.resume(first)), "closeout_reported");
  assert.equal(await reasonOf(other.resume(second)), "STOP_DRIFT");
  assert.deepEqual(await readDay(setup, LAW, "2026-03-01"), NEW);
});

test("a day that was ordered before another version was enacted is told that the head has moved, and leads to another run", async () => {
  await putBack();
  const root = join(setup.setup.folder, "slow-sidecar");
  await cp(setup.setup.root, root, { recursive: true });
  await using slow = await setup.openApp({ root });
  const runId = await ask({ from: "2026-03-01" }, slow);
  await setup.approve(runId, GATE);
  await enactVersion(setup, app, {
    documentId: LAW,
    articles: ["One, amended.", "Two, amended.", "Three, new."],
  });
  const moved = must(await slow.resume(runId)).refusal;
  assert.equal(moved?.reason, "STOP_BASE_MOVED");
  assert.match(
    moved?.wayOut ?? "",
    /void .*; then start again: cutter source effect harbour-law --version 2 --from DAY/,
  );
  assert.equal(must(await slow.voidRun(runId, "the head has moved")).state, "voided");
  assert.equal(await reasonOf(order({ from: "2026-03-01" })), "STOP_BAD_INPUT");
  await setDays({ from: "2026-03-01", version: 2 });
  assert.deepEqual(await readDay(setup, LAW, "2026-03-01"), NEW);
});

const WORDS: readonly (readonly [string, readonly string[], string])[] = [
  ["no day", ["--from", "soon"], "--from"],
  ["29 February of a year without it", ["--from", "2026-02-29"], "--from"],
  ["a day of the year 0001", ["--from", "0001-01-01"], "--from"],
  ["an empty address", ["--from", "open", "--units", "HARBOUR/ARTICLE-1,,"], "--units"],
  ["a version that is no number", ["--from", "open", "--version", "two"], "--version"],
  ["a reason without a word", ["--from", "open", "--why", " "], "--why"],
];

for (const [title, words, field] of WORDS) {
  test(`cutter source effect refuses ${title}`, async () => {
    const end = await setup.cutter(["source", "effect", LAW, ...words, "--json"]);
    assert.equal(end.code, 2, end.stderr);
    const { reason, field: told } = JSON.parse(end.stdout);
    assert.deepEqual([reason, told], ["STOP_BAD_INPUT", field]);
  });
}

test("status lists text whose day is open with the command that sets it, and says so where it can't look", async () => {
  await putBack();
  const open = { documentId: LAW, versionSeq: 2, units: 2 };
  const read = async (variables = setup.variables) => {
    const end = await setup.cutter(["status", "--json"], { variables });
    return JSON.parse(end.stdout).effect;
  };
  const told = await setup.cutter(["status"]);
  const next = `cutter source effect ${LAW} --version 2 --from DAY`;
  assert.match(
    told.stdout,
    /effect {2}harbour-law version 2: the day of 2 units is open since \d{4}-\d\d-\d\dT/,
  );
  assert.ok(told.stdout.includes(`effect  next: ${next}\n`), told.stdout);
  const [{ sinceUtc: _sinceUtc, ...row }] = (await read()).open;
  assert.deepEqual(row, { ...open, next });
  const set = await setup.cutter([...next.replace("DAY", "2026-03-01").split(" ").slice(1), "--json"]);
  assert.equal(JSON.parse(set.stdout).state, "awaiting_lifecycle_authorization", set.stderr);
  assert.equal((await read()).open[0].next, null);
  const unread = await read({ ...setup.variables, DOT_CUTTER_DB_PORT: "1" });
  assert.equal(unread.unread.reason, "STOP_DB_UNREACHABLE");
});
