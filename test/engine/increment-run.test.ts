import assert from "node:assert/strict";
import { appendFile, copyFile, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { readSettings, type Settings } from "../../src/config/settings.ts";
import type { BackupEnvelope, IncrementEnvelope } from "../../src/domain/backup-envelope.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { Evidence } from "../../src/domain/evidence.ts";
import type { Result } from "../../src/domain/result.ts";
import { registerVersion } from "../support/amend-document.ts";
import { enactVersion } from "../support/day-scene.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
/** With increments. */
let app: App;
const notes: string[] = [];
/** Every backup is a full one. */
let whole: App;
let backup: Settings["backup"];

const LAW = "harbour-law";
const LAST = ["One, amended.", "Two, amended.", "Three.", "Four."];

before(async () => {
  setup = await makeTestSetup();
  await replaceInFile(join(setup.setup.root, "orchestrator.config.json"), (text) => {
    const settings = JSON.parse(text);
    const increments = { most: 100, maxAgeDays: 7 };
    return JSON.stringify({ ...settings, driftScope: "chain", backup: { ...settings.backup, increments } });
  });
  backup = must(await readSettings(setup.setup.root)).backup;
  app = await setup.openApp({ onNote: (text) => notes.push(text) });
  whole = await setup.openApp({
    settings: { backup: { ...backup, increments: null } as Settings["backup"] },
  });
  const words = { docPrefix: "HARBOUR", title: "Harbour Law", publicationType: "law", owner: "operator" };
  const articles = ["One.", "Two.", "Three."];
  await enactVersion(setup, whole, { documentId: LAW, articles, effectiveFrom: "2020-01-01", ...words });
  await enactVersion(setup, whole, { documentId: LAW, articles: LAST.slice(0, 3), citation: "Act 12" });
  const other = { docPrefix: "OTHER", title: "Another Law", publicationType: "law", owner: "operator" };
  const many = Array.from({ length: 60 }, (_, at) => `Rule number ${at}.`);
  await enactVersion(setup, whole, { documentId: "other-law", articles: many, ...other });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await whole[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function readJson(runId: string, name: string) {
  return JSON.parse(await readFile(runPath(setup.setup, runId, name), "utf8"));
}

async function envelopeOf(runId: string): Promise<BackupEnvelope> {
  return readJson(runId, "backup.json");
}

async function cutTo(title: string, by: App = app): Promise<string> {
  const outcome = must(await by.cut({ documentId: await setup.register(lawOf(title)), mode: "LIVE" }));
  assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
  return outcome.runId;
}

async function finish(runId: string): Promise<void> {
  await setup.approve(runId, "SG_1_cut_authz");
  await finishLast(runId);
}

async function finishLast(runId: string): Promise<void> {
  const written = must(await app.resume(runId));
  assert.equal(written.state, "awaiting_lifecycle_authorization", JSON.stringify(written.refusal));
  await setup.approve(runId, "SG_2_lifecycle_authz");
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
}

function reasonOf(result: Result<RunOutcome>): string {
  return result.ok ? (result.value.refusal?.reason ?? result.value.state) : result.refusal.reason;
}

/** What phase 4 has found on its copy, without what is another in every run: ids, times, and the cluster of the copy. */
async function foundBy(runId: string) {
  const journal = (await readFile(runPath(setup.setup, runId, "journal.jsonl"), "utf8")).trim().split("\n");
  const events = journal.map((line) => JSON.parse(line).event);
  const ended = events.find((event) => event.phase === "pre_write_backup" && event.evidence !== undefined);
  const { rehearsal, compensation, asOf }: Evidence["pre_write_backup"] = ended.evidence;
  const { base, schema } = await readJson(runId, "pre.json");
  const { seen: _seen, ...facts } = base;
  return { rehearsal, compensation, asOf, facts, grants: schema.grants };
}

test("a first cut, an amendment and a run that sets days find on the copy of an increment what they find on the whole copy", async () => {
  must(
    (
      await registerVersion(await setup.live.openSource(), {
        documentId: LAW,
        text: lawText(),
        citation: "Act 13",
      })
    ).outcome,
  );
  const documentId = await setup.register(lawOf("A first cut"));
  const first = await cutTo("what increments rest on");
  assert.equal((await envelopeOf(first)).schema, "iu-cutter/backup/1");
  must(await app.voidRun(first, "test"));
  const orders: readonly (readonly [string, (by: App) => Promise<Result<RunOutcome>>])[] = [
    ["a first cut", (by) => by.cut({ documentId, mode: "LIVE" })],
    ["an amendment", (by) => by.cut({ documentId: LAW, mode: "LIVE" })],
    [
      "a run that sets days",
      (by) => by.setEffect({ documentId: LAW, effect: { from: "2026-03-01", why: "Order 7" } }),
    ],
  ];
  for (const [what, start] of orders) {
    const found = [];
    for (const by of [whole, app]) {
      const paused = must(await start(by));
      assert.equal(
        paused.refusal?.reason,
        "STOP_APPROVAL_REQUIRED",
        `${what}: ${JSON.stringify(paused.refusal)}`,
      );
      found.push(await foundBy(paused.runId));
      assert.equal(
        (await envelopeOf(paused.runId)).schema,
        by === app ? "iu-cutter/backup-increment/1" : "iu-cutter/backup/1",
      );
      must(await app.voidRun(paused.runId, "test"));
    }
    assert.ok((found[0]?.rehearsal.length ?? 0) > 2, what);
    assert.deepEqual(found[1], found[0], what);
  }
});

function lawText(): string {
  return `# ${LAW}\n\n${LAST.map((text, at) => `# Article ${at + 1}\n\n${text}\n`).join("\n")}`;
}

test("a run with an increment goes from its first phase to its last; request, card, report and the list say on what it rests", async () => {
  const runId = await cutTo("an increment");
  const envelope = (await envelopeOf(runId)) as IncrementEnvelope;
  const { restsOn, documents } = envelope.increment;
  const request = await readJson(runId, "requests/SG_1_cut_authz.request.json");
  assert.equal(request.backup.adapter, "pg_dump");
  assert.deepEqual(request.backup.increment, {
    rests_on: {
      file: restsOn.file,
      sha256: restsOn.sha256,
      taken_utc: restsOn.takenUtc,
      proved_utc: restsOn.provedUtc,
      documents_sha256: restsOn.documentsSha256,
    },
    position: envelope.increment.position,
    documents: documents.all,
    held_whole: documents.held,
    documents_sha256: documents.sha256,
    schema_sha256: envelope.increment.schemaSha256,
  });
  const reports = await readdir(join(setup.setup.root, "reports", runId));
  const texts = await Promise.all(
    reports.map((name) => readFile(join(setup.setup.root, "reports", runId, name), "utf8")),
  );
  assert.ok(
    texts.some((text) => text.includes(restsOn.file)),
    "the report of phase 4 names the full backup",
  );
  await finish(runId);
  assert.equal((await setup.cutter(["evidence", "verify", runId, "--database"])).code, 0);
  const listed = JSON.parse((await setup.cutter(["backup", "list", "--json"])).stdout);
  const row = listed.backups.find((each: { runId: string }) => each.runId === runId);
  assert.deepEqual([row.state, row.restsOn], ["sound", restsOn.file]);
  const told = (await setup.cutter(["backup", "list"])).stdout;
  assert.ok(told.includes(`an increment: it rests on ${restsOn.file}`), told);
  assert.match(told, /increments? rests? on it/);
  const full = join(setup.setup.root, "backups", restsOn.file);
  await rename(full, `${full}.away`);
  const verified = (await setup.cutter(["evidence", "verify", runId])).stdout;
  await rename(`${full}.away`, full);
  assert.ok(verified.includes(`The backup ${restsOn.file} is no longer kept.`), verified);
});

test("a full backup that is altered or lost while people decide stops the write; renew takes a full one, and the run goes on (B-19)", async () => {
  const runId = await cutTo("a lost ground");
  const { increment } = (await envelopeOf(runId)) as IncrementEnvelope;
  const file = join(setup.setup.root, "backups", increment.restsOn.file);
  const kept = `${file}.kept`;
  await copyFile(file, kept);
  await setup.approve(runId, "SG_1_cut_authz");
  for (const spoil of [() => appendFile(file, "x"), () => rm(file)]) {
    await spoil();
    assert.equal(reasonOf(await app.resume(runId)), "STOP_BACKUP_UNVERIFIED");
    const { code, stdout } = await setup.cutter(["backup", "list", "--json"]);
    assert.equal(code, 3);
    const row = JSON.parse(stdout).backups.find((each: { runId: string }) => each.runId === runId);
    assert.equal(row.state, "incomplete");
  }
  assert.equal(must(await app.renew(runId)).state, "awaiting_cut_authorization");
  assert.equal((await envelopeOf(runId)).schema, "iu-cutter/backup/1");
  await finish(runId);
  await copyFile(kept, file);
  await rm(kept);
});

test("an envelope that was edited to rest on nothing, or on another full backup, than the request says stops the write (B-21)", async () => {
  const runId = await cutTo("an edited envelope");
  const path = runPath(setup.setup, runId, "backup.json");
  const envelope = (await envelopeOf(runId)) as IncrementEnvelope;
  await setup.approve(runId, "SG_1_cut_authz");
  const { increment, ...rest } = envelope;
  const { restsOn } = increment;
  const onAnother = (change: Partial<typeof restsOn>) => ({
    ...envelope,
    increment: { ...increment, restsOn: { ...restsOn, ...change } },
  });
  const others = [
    [{ ...rest, schema: "iu-cutter/backup/1" }, "STOP_BACKUP_UNVERIFIED"],
    [onAnother({ file: `../${restsOn.file}` }), "STOP_STATE_CORRUPT"],
    [onAnother({ sha256: "0".repeat(64) }), "STOP_BACKUP_UNVERIFIED"],
  ] as const;
  for (const [forged, reason] of others) {
    await writeFile(path, JSON.stringify(forged));
    assert.equal(reasonOf(await app.resume(runId)), reason);
  }
  assert.equal(must(await app.renew(runId)).state, "awaiting_cut_authorization");
  must(await app.voidRun(runId, "test"));
});

test("a backup that is too old is taken again before the write, and says no less than the request: a full one for a full one", async () => {
  const old = { ...backup, maxAgeMinutes: 0 } as Settings["backup"];
  const later = await setup.openApp({ settings: { backup: old } });
  const bound = await cutTo("an old increment");
  const full = await cutTo("an old full one", whole);
  const before = (await envelopeOf(bound)) as IncrementEnvelope;
  for (const runId of [bound, full]) {
    await setup.approve(runId, "SG_1_cut_authz");
    assert.equal(reasonOf(await later.resume(runId)), "STOP_APPROVAL_REQUIRED");
  }
  await later[Symbol.asyncDispose]();
  const renewed = (await envelopeOf(bound)) as IncrementEnvelope;
  assert.equal(renewed.increment.restsOn.sha256, before.increment.restsOn.sha256);
  assert.notEqual(renewed.sha256, before.sha256);
  assert.equal((await envelopeOf(full)).schema, "iu-cutter/backup/1");
  for (const runId of [bound, full]) must(await app.voidRun(runId, "test"));
});

test("the members of a batch share one increment, which holds all of them, and are written", async () => {
  const documentIds = [await setup.register(lawOf("one of two")), await setup.register(lawOf("two of two"))];
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(started.state, "awaiting_SG_1_cut_authz", JSON.stringify(started.refusal));
  const folder = join(setup.setup.root, "batches", started.batchId);
  const envelope: IncrementEnvelope = JSON.parse(await readFile(join(folder, "backup.json"), "utf8"));
  assert.equal(envelope.schema, "iu-cutter/backup-increment/1");
  assert.ok(envelope.increment.documents.held >= documentIds.length);
  const told = notes.find((note) => note.startsWith("one backup for all members: "));
  assert.match(told ?? "", /pg_dump: increment \d+ on .*; it holds \d+ of \d+ documents whole/);
  const request = JSON.parse(await readFile(join(folder, "requests/SG_1_cut_authz.request.json"), "utf8"));
  assert.equal(request.backup.increment.rests_on.sha256, envelope.increment.restsOn.sha256);
  await setup.approve(started.batchId, "SG_1_cut_authz");
  const written = must(await app.batches.resume(started.batchId));
  assert.equal(written.state, "awaiting_SG_2_lifecycle_authz", JSON.stringify(written.refusal));
  must((await app.batches.voidBatch?.(started.batchId, "test")) ?? { ok: true, value: null });
});

test("the doctor says on what the backup of its toy cut would rest, and nothing of it is left", async () => {
  const files = await readdir(join(setup.setup.root, "backups"));
  const checks = await app.doctor();
  const toy = checks.find(({ name }) => name === "a toy cut on a restored copy");
  assert.equal(toy?.passed, true, JSON.stringify(checks));
  assert.match(toy?.found ?? "", /increment \d+ on ictr-.*proved/);
  assert.deepEqual(await readdir(join(setup.setup.root, "backups")), files);
});
