import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { joinPlace } from "../../src/domain/backup-copies.ts";
import type { FullEnvelope } from "../../src/domain/backup-envelope.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { Result } from "../../src/domain/result.ts";
import { type DavServer, startDav } from "../support/dav-server.ts";
import { makeRcloneScene, type RcloneScene } from "../support/rclone.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let far: RcloneScene;
let dav: DavServer;
let nas: string;
/** For backups alone. */
let sealed: string;
let app: App;
const notes: string[] = [];

before(async () => {
  [setup, far, dav] = await Promise.all([makeTestSetup(), makeRcloneScene(), startDav()]);
  nas = await far.folder("nas");
  sealed = await far.folder("sealed");
  await far.add("off", { type: "webdav", url: dav.url, vendor: "other" });
  await replaceInFile(join(setup.setup.root, "orchestrator.config.json"), (text) => {
    const settings = JSON.parse(text);
    const copies = [
      { place: nas },
      { place: "off:law", timeoutMinutes: 5 },
      { place: sealed, evidence: false },
    ];
    return JSON.stringify({ ...settings, backup: { ...settings.backup, copies } });
  });
  app = await open();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
  await dav[Symbol.asyncDispose]();
  await far[Symbol.asyncDispose]();
});

/** As another process would: it has not given up on any place. */
const open = () =>
  setup.openApp({ environment: { RCLONE_CONFIG: far.config }, onNote: (text) => notes.push(text) });

const cutter = (...args: readonly string[]) =>
  setup.cutter(args, { variables: { ...setup.variables, RCLONE_CONFIG: far.config } });

async function readJson(runId: string, name: string) {
  return JSON.parse(await readFile(runPath(setup.setup, runId, name), "utf8"));
}

async function cutTo(title: string): Promise<string> {
  const outcome = must(await app.cut({ documentId: await setup.register(lawOf(title)), mode: "LIVE" }));
  assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
  return outcome.runId;
}

async function finish(runId: string, by: App = app): Promise<RunOutcome> {
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await by.resume(runId)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  return must(await by.resume(runId));
}

function reasonOf(result: Result<RunOutcome>): string {
  return result.ok ? (result.value.refusal?.reason ?? result.value.state) : result.refusal.reason;
}

/** Refuses what is put below a path, until it is called. */
function refusePuts(below: string, status = 507): () => void {
  dav.answer = ({ method, url = "" }, response) => {
    if (method !== "PUT" || !url.startsWith(below)) return false;
    response.writeHead(status).end();
    return true;
  };
  return () => {
    dav.answer = () => false;
  };
}

/** Command lines of processes that name a file. */
async function runningWith(file: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(file));
}

/** Fetches what lies at a place below a name, as a person would. */
async function fetch(from: string, name: string): Promise<string> {
  const folder = await far.folder(name);
  // Not in the way of the server, which is in this process.
  await promisify(execFile)("rclone", [`--config=${far.config}`, "copy", from, folder]);
  return folder;
}

test("the request binds and shows where the copies lie; the evidence of the closed run follows, and is whole where it was fetched to", async () => {
  const runId = await cutTo("a law that is copied");
  const envelope: FullEnvelope = await readJson(runId, "backup.json");
  const { sha256, sizeBytes } = envelope;
  const object = `backups/${sha256}/${basename(envelope.file)}`;
  const request = await readJson(runId, "requests/SG_1_cut_authz.request.json");
  assert.deepEqual(
    request.backup.copies,
    [nas, "off:law", sealed].map((place) => ({ place, object, size_bytes: sizeBytes, sha256 })),
  );
  const texts = await Promise.all(
    (await readdir(join(setup.setup.root, "reports", runId))).map((name) =>
      readFile(join(setup.setup.root, "reports", runId, name), "utf8"),
    ),
  );
  assert.ok(texts.some((text) => text.includes(joinPlace(nas, object))));
  const listed = await cutter("backup", "list");
  assert.ok(listed.stdout.includes(`  a copy: ${joinPlace("off:law", object)}`), listed.stdout);
  const row = JSON.parse((await cutter("backup", "list", "--json")).stdout).backups[0];
  assert.deepEqual(row.copies, envelope.copies);
  const outcome = await finish(runId);
  assert.deepEqual([outcome.state, outcome.refusal], ["closeout_reported", null]);
  for (const place of [nas, "off:law"]) {
    const folder = await fetch(
      joinPlace(place, `evidence/runs/${runId}`),
      `fetched-${place.replaceAll(/\W/g, "")}`,
    );
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: folder });
    const verified = await setup.cutter(["evidence", "verify", folder]);
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    await writeFile(join(folder, "pre.json"), "{}");
    assert.equal((await setup.cutter(["evidence", "verify", folder])).code, 3);
  }
  assert.equal(
    (await cutter("evidence", "verify", runId, "--database")).code,
    0,
    "the own one is whole still",
  );
  assert.deepEqual(await readdir(sealed), ["backups"], "no evidence where none is wanted");
  const before = dav.asked.length;
  await app.reconcile();
  assert.equal(dav.asked.length, before, "nothing is owed any more");
});

test("a place that has no room stops the run before anybody is asked, and the run goes on when it has (B-26)", async () => {
  const letIn = refusePuts("/law/backups");
  const cut = must(await app.cut({ documentId: await setup.register(lawOf("no room")), mode: "LIVE" }));
  assert.equal(cut.refusal?.reason, "STOP_COPY_FULL");
  assert.equal(cut.waiting, null);
  letIn();
  const resumed = must(await app.resume(cut.runId));
  assert.equal(resumed.state, "awaiting_cut_authorization", JSON.stringify(resumed.refusal));
  must(await app.voidRun(cut.runId, "test"));
});

test("a dry run puts nothing anywhere", async () => {
  const [far1, far2] = [dav.files.size, (await readdir(nas, { recursive: true })).length];
  const run = must(await app.cut({ documentId: await setup.register(lawOf("dry")), mode: "DRYRUN" }));
  assert.equal(run.state, "closeout_reported", JSON.stringify(run.refusal));
  assert.deepEqual([dav.files.size, (await readdir(nas, { recursive: true })).length], [far1, far2]);
});

test("a backup that is lost while people decide is fetched back before the write; without a copy it stops the write as ever (B-27)", async () => {
  const runId = await cutTo("a lost disk");
  const { file, copies = [] }: FullEnvelope = await readJson(runId, "backup.json");
  await rm(file);
  const [kept = "", , other = ""] = copies.map(({ place, object }) => joinPlace(place, object));
  await rename(kept, join(nas, "moved"));
  await rm(other);
  dav.give = (content) => Buffer.alloc(content.length, "x");
  await setup.approve(runId, "SG_1_cut_authz");
  const lost = must(await app.resume(runId));
  assert.equal(lost.refusal?.reason, "STOP_BACKUP_UNVERIFIED");
  assert.match(JSON.stringify(lost.refusal?.details), /STOP_COPY_MISSING.*STOP_COPY_DIFFERS/);
  dav.give = (content) => content;
  const written = must(await app.resume(runId));
  assert.equal(written.state, "awaiting_lifecycle_authorization", JSON.stringify(written.refusal));
  assert.equal((await readFile(file)).length > 0, true);
  await rename(join(nas, "moved"), kept);
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).refusal, null);
});

test("copies that were edited in the envelope, so that it would be fetched from elsewhere, stop the write (B-28)", async () => {
  const runId = await cutTo("an edited place");
  const path = runPath(setup.setup, runId, "backup.json");
  await replaceInFile(path, (text) => text.replaceAll('"off:law"', '"evil:law"'));
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(reasonOf(await app.resume(runId)), "STOP_BACKUP_UNVERIFIED");
  await replaceInFile(path, (text) => text.replaceAll('"evil:law"', '"off:law"'));
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  must(await app.revert(runId, { execute: false }));
});

test("a place that does not take the evidence leaves the run closed; it is told, and the next reconcile makes up for it (B-31)", async () => {
  const letIn = refusePuts("/law/evidence");
  const runId = await cutTo("late evidence");
  await using first = await open();
  const outcome = await finish(runId, first);
  assert.equal(outcome.state, "closeout_reported");
  assert.equal(outcome.refusal?.reason, "STOP_COPY_FULL");
  assert.match(outcome.refusal?.message ?? "", /^The run is closed, but a copy of its evidence is missing\./);
  assert.match(outcome.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate resume ${runId}`));
  assert.equal(outcome.exitCode, 3);
  assert.equal((await cutter("evidence", "verify", runId, "--database")).code, 0);
  const rowOf = async (by: App) => (await by.reconcile()).find((each) => each.runId === runId);
  const asked = dav.asked.length;
  const refused = await rowOf(first);
  assert.equal(dav.asked.length, asked, "a process that has met a full place asks it no more");
  assert.deepEqual([refused?.did, refused?.refusal?.reason], ["refused", "STOP_COPY_FULL"]);
  letIn();
  await using later = await open();
  const done = await rowOf(later);
  assert.deepEqual([done?.did, done?.refusal, done?.state], ["nothing", null, "closeout_reported"]);
  assert.ok(notes.includes(`the evidence of ${runId} lies at off:law`));
  assert.ok(dav.files.has(`/law/evidence/runs/${runId}/evidence.json`));
  const stood = dav.asked.length;
  assert.deepEqual([(await rowOf(later))?.did, dav.asked.length], ["nothing", stood]);
});

test("evidence of other content under the name of a run's is never written over, and is told at each resume (B-31)", async () => {
  const runId = await cutTo("taken evidence");
  const name = `/law/evidence/runs/${runId}/evidence.json`;
  dav.files.set(name, Buffer.from("forged"));
  const outcome = await finish(runId);
  assert.deepEqual([outcome.state, outcome.refusal?.reason], ["closeout_reported", "STOP_COPY_NAME_TAKEN"]);
  assert.equal(reasonOf(await app.resume(runId)), "STOP_COPY_NAME_TAKEN");
  assert.equal(String(dav.files.get(name)), "forged");
  dav.files.delete(name);
  assert.equal(reasonOf(await app.resume(runId)), "STOP_RUN_CLOSED");
  assert.notEqual(dav.files.get(name), undefined);
});

test("a process that is killed between the copy and the envelope goes on: the run takes another backup under another name (B-30)", async () => {
  const documentId = await setup.register(lawOf("killed"));
  const stood = new Set(dav.files.keys());
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  dav.answer = ({ method, url = "" }) => {
    const isReadBack = method === "GET" && url.startsWith("/law/backups/") && !stood.has(url);
    if (isReadBack) kill("SIGKILL");
    return isReadBack;
  };
  const end = await setup.cutter(["orchestrate", "cut", "--document-id", documentId], {
    variables: { ...setup.variables, RCLONE_CONFIG: far.config },
    onStderr: (_text, killIt) => {
      kill = killIt;
    },
  });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  // The kernel ends it with its parent, a moment later.
  for (let tries = 0; tries < 100 && (await runningWith(far.config)).length > 0; tries += 1) await sleep(20);
  assert.deepEqual(await runningWith(far.config), [], "rclone has ended with the bot");
  dav.answer = () => false;
  const orphans = [...dav.files.keys()].filter((name) => !stood.has(name));
  assert.equal(orphans.length, 1);
  const runId = (await readdir(join(setup.setup.root, "runs"))).sort().at(-1) ?? "";
  const resumed = must(await app.resume(runId));
  assert.equal(resumed.state, "awaiting_cut_authorization", JSON.stringify(resumed.refusal));
  const { copies = [] }: FullEnvelope = await readJson(runId, "backup.json");
  assert.ok(!orphans.includes(`/law/${copies[1]?.object}`));
  assert.equal((await finish(runId)).refusal, null);
});

for (const point of ["close:after_closed", "close:after_copies"]) {
  test(`a process that is killed at ${point} leaves evidence that the next reconcile puts there, or finds there (B-31)`, async () => {
    const runId = await cutTo(`killed at ${point}`);
    await setup.approve(runId, "SG_1_cut_authz");
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    await setup.approve(runId, "SG_2_lifecycle_authz");
    const variables = { ...setup.variables, RCLONE_CONFIG: far.config, CUTTER_CRASH_AT: point };
    const end = await setup.cutter(["orchestrate", "resume", runId], { variables });
    assert.equal(end.signal, "SIGKILL", end.stderr);
    const name = `/law/evidence/runs/${runId}/SHA256SUMS`;
    assert.equal(dav.files.has(name), point === "close:after_copies");
    const rowOf = async () => (await app.reconcile()).find((each) => each.runId === runId);
    assert.deepEqual([(await rowOf())?.did, dav.files.has(name)], ["nothing", true]);
    const asked = dav.asked.length;
    assert.deepEqual([(await rowOf())?.state, dav.asked.length], ["closeout_reported", asked]);
    assert.equal((await cutter("evidence", "verify", runId)).code, 0);
  });
}

test("the one backup of a batch is copied, and its evidence follows with that of its members, also late", async () => {
  const documentIds = [await setup.register(lawOf("one of two")), await setup.register(lawOf("two of two"))];
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(started.state, "awaiting_SG_1_cut_authz", JSON.stringify(started.refusal));
  const { batchId } = started;
  const own = join(setup.setup.root, "batches", batchId);
  const request = JSON.parse(await readFile(join(own, "requests/SG_1_cut_authz.request.json"), "utf8"));
  assert.deepEqual(
    request.backup.copies.map(({ place }: { place: string }) => place),
    [nas, "off:law", sealed],
  );
  // Lost with the disk: it is fetched back once for all members.
  const { file } = JSON.parse(await readFile(join(own, "backup.json"), "utf8"));
  await rm(file);
  await setup.approve(batchId, "SG_1_cut_authz");
  const written = must(await app.batches.resume(batchId));
  assert.equal(written.state, "awaiting_SG_2_lifecycle_authz", JSON.stringify(written.refusal));
  await setup.approve(batchId, "SG_2_lifecycle_authz");
  const letIn = refusePuts("/law/evidence");
  await using first = await open();
  const closed = must(await first.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.refusal?.reason], ["closed", "STOP_COPY_FULL"]);
  assert.match(closed.refusal?.wayOut ?? "", new RegExp(`resume ${batchId}`));
  letIn();
  await using later = await open();
  const row = (await later.batches.reconcile()).find((each) => each.batchId === batchId);
  assert.deepEqual([row?.did, row?.state, row?.refusal], ["nothing", "closed", null]);
  for (const place of [nas, "off:law"]) {
    const folder = await fetch(joinPlace(place, "evidence"), `batch-${place.replaceAll(/\W/g, "")}`);
    const verified = await setup.cutter(["evidence", "verify", join(folder, "batches", batchId)]);
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    assert.match(verified.stdout, /its 2 closed members is whole/);
  }
  const asked = dav.asked.length;
  await later.batches.reconcile();
  assert.equal(dav.asked.length, asked, "nothing is owed any more");
});

test("the doctor tries each place", async () => {
  const { stdout } = await cutter("doctor", "--quick");
  assert.match(stdout, /copies at off:law +passed/);
  assert.match(stdout.replaceAll(/\s+/g, " "), /WARNING/);
  assert.deepEqual(
    [...dav.files.keys()].filter((name) => name.startsWith("/law/probe/")),
    [],
  );
});
