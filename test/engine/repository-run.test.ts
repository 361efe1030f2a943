import assert from "node:assert/strict";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { settingsSchema } from "../../src/config/settings.ts";
import type { PgBackRestEnvelope } from "../../src/domain/backup-envelope.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import type { Result } from "../../src/domain/result.ts";
import { type ArchivingServer, startArchivingServer } from "../support/repository-scene.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

let archiving: ArchivingServer;
let setup: TestSetup;
let app: App;

before(async () => {
  archiving = await startArchivingServer();
  setup = await makeTestSetup("postgresql", async () => archiving.cluster);
  await replaceInFile(join(setup.setup.root, "orchestrator.config.json"), (text) =>
    JSON.stringify({ ...JSON.parse(text), backup: backupSettings() }),
  );
  app = await setup.openApp();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
  await archiving[Symbol.asyncDispose]();
});

function backupSettings() {
  const { config, restoreFolder } = archiving;
  return { adapter: "pgbackrest", stanza: "law", config, restoreFolder, fullAfterIncrements: 50 };
}

function reasonOf(result: Result<RunOutcome>): ReasonCode | "none" {
  return result.ok ? (result.value.refusal?.reason ?? "none") : result.refusal.reason;
}

async function readJson(runId: string, name: string) {
  return JSON.parse(await readFile(runPath(setup.setup, runId, name), "utf8"));
}

async function cutTo(title: string): Promise<string> {
  const documentId = await setup.register(lawOf(title));
  const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
  assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
  return outcome.runId;
}

async function finish(runId: string): Promise<void> {
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
}

test("a run goes from its first phase to its last with pgBackRest, and its request says which backup of which repository", async () => {
  const runId = await cutTo("a repository");
  const envelope: PgBackRestEnvelope = await readJson(runId, "backup.json");
  const request = await readJson(runId, "requests/SG_1_cut_authz.request.json");
  const { label, lsnStart, lsnStop, walStop, manifestSha256 } = envelope.repository;
  assert.equal(request.backup.adapter, "pgbackrest");
  assert.equal(request.backup.sha256, manifestSha256);
  assert.deepEqual(
    [
      request.backup.repository.label,
      request.backup.repository.lsn_start,
      request.backup.repository.lsn_stop,
    ],
    [label, lsnStart, lsnStop],
  );
  assert.equal(request.backup.repository.wal_stop, walStop);
  assert.equal(request.backup.repository.cipher, "none");
  assert.match(request.backup.recipient, /no cipher/);
  await finish(runId);
  assert.equal((await setup.cutter(["evidence", "verify", runId, "--database"])).code, 0);
});

test("the next run's backup is incremental on the last, and a dry run has its copy as long as it needs it", async () => {
  const documentId = await setup.register(lawOf("a dry run"));
  const outcome = must(await app.cut({ documentId, mode: "DRYRUN" }));
  assert.equal(outcome.state, "closeout_reported", JSON.stringify(outcome.refusal));
  const envelope: PgBackRestEnvelope = await readJson(outcome.runId, "backup.json");
  assert.equal(envelope.repository.type, "incr");
  assert.notEqual(envelope.repository.prior, null);
});

test("a label that expires while people decide stops the write, renew takes a new backup, and the run goes on (B-15)", async () => {
  const runId = await cutTo("an expired label");
  const { repository }: PgBackRestEnvelope = await readJson(runId, "backup.json");
  await setup.approve(runId, "SG_1_cut_authz");
  await archiving.pgbackrest("expire", "--repo=1", `--set=${repository.label}`);
  assert.equal(reasonOf(await app.resume(runId)), "STOP_BACKUP_UNVERIFIED");
  assert.equal(must(await app.renew(runId)).state, "awaiting_cut_authorization");
  const renewed: PgBackRestEnvelope = await readJson(runId, "backup.json");
  assert.notEqual(renewed.repository.label, repository.label);
  await finish(runId);
});

test("a backup that is too old is taken again before the write, by the same adapter", async () => {
  const runId = await cutTo("an old backup");
  const { repository }: PgBackRestEnvelope = await readJson(runId, "backup.json");
  await setup.approve(runId, "SG_1_cut_authz");
  const { backup } = settingsSchema.shape;
  const later = await setup.openApp({
    settings: { backup: { ...backup.parse(backupSettings()), maxAgeMinutes: 0 } },
  });
  assert.equal(must(await later.resume(runId)).state, "awaiting_lifecycle_authorization");
  await later[Symbol.asyncDispose]();
  const renewed: PgBackRestEnvelope = await readJson(runId, "backup.json");
  assert.notEqual(renewed.repository.label, repository.label);
});

test("a run whose backup was taken with another adapter does not write, and set back it goes on (B-18)", async () => {
  const runId = await cutTo("another adapter");
  await setup.approve(runId, "SG_1_cut_authz");
  const { backup } = settingsSchema.shape;
  const recipientKey = join(setup.setup.folder, "keys", "recipient.asc");
  const other = await setup.openApp({ settings: { backup: backup.parse({ recipientKey }) } });
  const refused = await other.resume(runId);
  await other[Symbol.asyncDispose]();
  assert.equal(reasonOf(refused), "STOP_BACKUP_UNVERIFIED");
  assert.match((refused.ok && refused.value.refusal?.wayOut) || "", /Set it back/);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

test("the command line lists the repository, leaves its retention to pgBackRest, and tests it", async () => {
  const runId = await cutTo("a listed backup");
  const { repository }: PgBackRestEnvelope = await readJson(runId, "backup.json");
  const listed = JSON.parse((await setup.cutter(["backup", "list", "--json"])).stdout);
  const row = listed.repository.find((each: { label: string }) => each.label === repository.label);
  assert.deepEqual([row.state, row.runId, row.openRun], ["sound", runId, "awaiting_cut_authorization"]);
  const told = await setup.cutter(["backup", "list"]);
  assert.ok(told.stdout.includes(repository.label), told.stdout);
  assert.match(told.stdout, /its run is open/);
  const pruned = await setup.cutter(["backup", "prune", repository.label, "--yes"]);
  assert.equal(pruned.code, 2);
  assert.match(pruned.stdout + pruned.stderr, /pgbackrest expire/);
  const tested = await setup.cutter(["backup", "selftest", "--json"]);
  assert.equal(JSON.parse(tested.stdout).newest, repository.label);
  await archiving.pgbackrest("expire", "--repo=1", `--set=${repository.label}`);
  const lost = await setup.cutter(["backup", "list", "--json"]);
  assert.equal(lost.code, 3);
  const missing = JSON.parse(lost.stdout).repository.find((each: { runId: string }) => each.runId === runId);
  assert.equal(missing.state, "missing");
  must(await app.voidRun(runId, "test"));
});

test("the members of a batch rest on one label of the repository, and are written", async () => {
  const documentIds = [await setup.register(lawOf("one of two")), await setup.register(lawOf("two of two"))];
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(started.state, "awaiting_SG_1_cut_authz", JSON.stringify(started.refusal));
  await setup.approve(started.batchId, "SG_1_cut_authz");
  const written = must(await app.batches.resume(started.batchId));
  assert.equal(written.state, "awaiting_SG_2_lifecycle_authz", JSON.stringify(written.refusal));
  const listed = JSON.parse((await setup.cutter(["backup", "list", "--json"])).stdout);
  const rows = listed.repository.filter((each: { runId: string }) => each.runId === started.batchId);
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0].state, rows[0].openRun === null], ["sound", false]);
});

test("the doctor examines repository and archive, and proves a toy cut", async () => {
  const checks = await app.doctor();
  const found = (name: string) => checks.find((check) => check.name === name);
  assert.equal(found("backup repository")?.passed, true, JSON.stringify(checks));
  assert.match(found("pgbackrest and PostgreSQL fit the server")?.found ?? "", /pgBackRest 2\./);
  await archiving.archive(false);
  const failed = (await app.doctor({ quick: true })).find(({ name }) => name === "backup repository");
  await archiving.archive(true);
  assert.equal(failed?.passed, false);
});

test("a process that is killed while it restores leaves no server and no lock, and the run goes on (B-17)", async () => {
  const documentId = await setup.register(lawOf("a kill"));
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  const killed = setup.cutter(["orchestrate", "cut", "--document-id", documentId], {
    onStderr: (_text, end) => {
      kill = end;
    },
  });
  const data = join(archiving.restoreFolder, "data");
  for (let tries = 0; tries < 600 && !(await isServed(data)); tries += 1) await sleep(20);
  assert.ok(await isServed(data), "a server works on the restored cluster");
  kill("SIGKILL");
  assert.equal((await killed).signal, "SIGKILL");
  for (let tries = 0; tries < 250 && (await isServed(data)); tries += 1) await sleep(20);
  assert.equal(await isServed(data), false);
  const [runId = ""] = (await readdir(join(setup.setup.root, "runs"))).toSorted().toReversed();
  const resumed = must(await app.resume(runId));
  assert.equal(resumed.state, "awaiting_cut_authorization", JSON.stringify(resumed.refusal));
  await finish(runId);
});

/** Whether a process works in the folder: every one of a server does. */
async function isServed(folder: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
  return places.includes(folder);
}
