import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import type { App } from "../../src/compose/app.ts";
import { compareEvidence } from "../../src/compose/drill/compare-evidence.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import type { FullEnvelope } from "../../src/domain/backup-envelope.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { DrillReport } from "../../src/domain/drill.ts";
import { accepted } from "../../src/domain/result.ts";
import { begunUtcOf } from "../../src/domain/run.ts";
import { startTestCluster } from "../support/knowledge-cluster.ts";
import { draftedRun, SG_1, SG_2, startRun } from "../support/lost-machine.ts";
import { makeRcloneScene, type RcloneScene } from "../support/rclone.ts";
import { makeRecipient } from "../support/recipient-keys.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let far: RcloneScene;
let fresh: Awaited<ReturnType<typeof makeTempFolder>>;
/** Runs as they stood when the machine and its server were lost. */
const runs = { closed: "", drafts: "", waiting: "", ahead: "", closedLater: "", newest: "" };
let batchId: string;
/** The backup of `newest`, which was approved last, and what the machine had of evidence. */
let backup: FullEnvelope;
let evidence: string;

before(async () => {
  let server: Cluster | null = null;
  const start = async () => {
    server = await startTestCluster();
    return server;
  };
  [setup, far, fresh] = await Promise.all([
    makeTestSetup("postgresql", start),
    makeRcloneScene(),
    makeTempFolder(),
  ]);
  await far.add("off", { type: "alias", remote: await far.folder("off") });
  const { root, repository, folder } = setup.setup;
  await replaceInFile(join(root, SETTINGS_FILE), (text) => {
    const settings = JSON.parse(text);
    return JSON.stringify({ ...settings, backup: { ...settings.backup, copies: [{ place: "off:law" }] } });
  });
  const app = await setup.openApp({ environment: { RCLONE_CONFIG: far.config } });
  runs.closed = await draftedRun(setup, app, "closed");
  await close(app, runs.closed);
  runs.drafts = await draftedRun(setup, app, "drafts");
  batchId = await draftedBatch(app);
  runs.closedLater = await draftedRun(setup, app, "closed later");
  runs.waiting = await startRun(setup, app, lawOf("waiting"));
  runs.ahead = await startRun(setup, app, lawOf("ahead"));
  runs.newest = await startRun(setup, app, lawOf("newest"));
  await setup.approve(runs.newest, SG_1);
  await setup.approve(runs.ahead, SG_1);
  assert.equal(must(await app.resume(runs.ahead)).state, "awaiting_lifecycle_authorization");
  await close(app, runs.closedLater);
  await app[Symbol.asyncDispose]();
  backup = JSON.parse(await readFile(runPath(setup.setup, runs.newest, "backup.json"), "utf8"));
  // The machine is lost, and its server; the key of the backups lies elsewhere.
  evidence = join(folder, "evidence");
  await cp(root, evidence, { recursive: true });
  await writeFile(keyFile(), setup.setup.keys.recipient.privateKey, { mode: 0o600 });
  await mkdir(newRoot(), { mode: 0o700 });
  await copyFile(join(root, SETTINGS_FILE), join(newRoot(), SETTINGS_FILE));
  await replaceInFile(join(newRoot(), SETTINGS_FILE), (text) =>
    JSON.stringify({
      ...JSON.parse(text),
      controlRepository: { path: "control.git", origin: repository },
      backup: { recipientKey: "/nonexistent", copies: [] },
    }),
  );
  await rename(root, `${root}.lost`);
  await (server as Cluster | null)?.[Symbol.asyncDispose]();
});
after(async () => {
  await setup[Symbol.asyncDispose]();
  await far[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

const keyFile = () => join(setup.setup.folder, "keys", "recipient.private.asc");
const newRoot = () => join(fresh.path, "sidecar");
const localFile = () => join(`${setup.setup.root}.lost`, "backups", basename(backup.file));

async function close(app: App, runId: string): Promise<void> {
  await setup.approve(runId, SG_2);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
}

async function draftedBatch(app: App): Promise<string> {
  const documentIds = [await setup.register(lawOf("one of two")), await setup.register(lawOf("two of two"))];
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  await setup.approve(started.batchId, SG_1);
  must(await app.batches.resume(started.batchId));
  return started.batchId;
}

interface Drilled {
  readonly code: number | null;
  readonly text: string;
  readonly report: DrillReport & {
    readonly verdict: string;
    readonly reason?: string;
    readonly actual?: string;
  };
}

/** Drills with nothing but configuration, root keys and origin, in an empty folder for what is temporary, which has to be empty again. */
async function drill(
  args: readonly string[],
  onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Drilled> {
  await using temp = await makeTempFolder();
  // The account of throw-away servers passes through.
  await chmod(temp.path, 0o711);
  const variables = { TMPDIR: temp.path, CUTTER_ROOT: newRoot(), RCLONE_CONFIG: far.config };
  const refs = await listRefs();
  const { code, stdout, stderr } = await setup.cutter(["drill", ...args], {
    variables,
    ...(onStderr && { onStderr }),
  });
  for (let tries = 0; tries < 200 && (await readdir(temp.path)).length > 0; tries += 1) await sleep(50);
  assert.deepEqual(await readdir(temp.path), [], "what is left of the drill");
  assert.equal(await listRefs(), refs, "the branches of the origin");
  assert.deepEqual(await readdir(newRoot()), [SETTINGS_FILE]);
  const report = args.includes("--json") ? JSON.parse(stdout || "{}") : {};
  return { code, text: `${stdout}\n${stderr}`, report };
}

async function listRefs(): Promise<string> {
  return execFileSync("git", ["-C", setup.setup.repository, "for-each-ref"], { encoding: "utf8" });
}

const withKey = (file: string, ...more: readonly string[]) => [
  ...["--backup", file, "--key", keyFile()],
  ...more,
];

test("from a local backup and the origin alone it is told where each open run would stand, and what would be lost", async () => {
  const { code, report, text } = await drill(withKey(localFile(), "--evidence", evidence, "--json"));
  assert.equal(code, 0, text);
  assert.deepEqual(report.differences, []);
  assert.equal(report.backup.id, runs.newest);
  assert.deepEqual(report.backup.persons, ["sovereign"]);
  assert.deepEqual(report.over, { enacted: 1, withdrawn: 0, days: 0 });
  const stand = (id: string) => {
    const { has, would, gate } = report.runs.find((run) => run.id === id) ?? {};
    return [has, would, gate];
  };
  assert.deepEqual(stand(runs.drafts), ["drafts", "be taken back", null]);
  assert.deepEqual(stand(runs.closedLater), ["drafts", "be taken back", null]);
  assert.deepEqual(stand(runs.waiting), ["nothing", "wait", SG_1]);
  assert.deepEqual(stand(runs.ahead), ["nothing", "wait", SG_1]);
  assert.deepEqual(stand(runs.newest), ["nothing", "wait", SG_1]);
  assert.deepEqual(stand(batchId), ["drafts", "be taken back", null]);
  assert.equal(report.runs.length, 6);
  const lost = report.lost.map(({ id, what }) => `${id} ${what.split(" ")[0]}`).sort();
  assert.deepEqual(
    lost,
    [
      `${runs.newest} ${SG_1}`,
      `${runs.ahead} ${SG_1}`,
      `${runs.closedLater} ${SG_2}`,
      `${runs.closedLater} it`,
    ].sort(),
  );
  assert.ok(report.newestApprovalUtc !== null && report.newestApprovalUtc >= report.backup.issuedUtc);
  assert.deepEqual(
    report.steps.map(({ step }) => step),
    [
      "copy the control repository",
      "read the approvals",
      "fetch the backup",
      "find its approved request",
      "decrypt and restore",
      "check the contract",
      "compare with the request",
      "recompute every row",
      "read the ledger",
      "compare the ledger with git",
      "compare with the evidence",
      "adopt what is open",
    ],
  );
});

test("from a place of rclone the same is told to people, with a verdict at the end", async () => {
  const object = `off:law/backups/${backup.sha256}/${basename(backup.file)}`;
  const { code, text } = await drill(withKey(object));
  assert.equal(code, 0, text);
  assert.match(text, /^fetch the backup +\d+\.\d +\d+ bytes from off:law, sha256 /m);
  assert.match(text, new RegExp(`^${runs.waiting} +\\S+ +nothing of it +wait at SG_1_cut_authz`, "m"));
  assert.match(text, new RegExp(`^${runs.ahead} +\\S+ +SG_1_cut_authz was approved`, "m"));
  assert.match(text, /^The backup brings the base back, in [\d.]+ seconds\./m);
});

test("evidence that is not what was sealed is a difference, whatever the age of the backup, and the drill ends with 3", async () => {
  const altered = join(fresh.path, "altered");
  const folder = join("runs", runs.closed);
  await cp(join(evidence, folder), join(altered, folder), { recursive: true });
  await writeFile(join(altered, folder, "closeout.sha256"), `${"0".repeat(64)}\n`);
  const { code, report, text } = await drill(withKey(localFile(), "--evidence", altered, "--json"));
  assert.equal(code, 3, text);
  assert.equal(report.verdict, "differs");
  assert.match(report.differences.join("\n"), new RegExp(`^the evidence of ${runs.closed}: [^\n]+$`));
});

test("what a run has left that was closed while the backup was taken is lost with it, and is no difference", async () => {
  const left = async () => accepted([{ name: "receipt", expected: "one", actual: "none", passed: false }]);
  const only = join(fresh.path, "only");
  await cp(join(evidence, "runs", runs.closed), join(only, "runs", runs.closed), { recursive: true });
  const compare = (begunUtc: string, askedUtc: string) =>
    compareEvidence(only, { left }, { begunUtc, askedUtc, onEach: () => undefined });
  const [never, ever] = ["2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
  const later = must(await compare(begunUtcOf(runs.closed), never));
  assert.match(later.lost[0]?.what ?? "", /^it was closed, and the backup does not hold/);
  const meanwhile = must(await compare(begunUtcOf(runs.closed), ever));
  assert.match(
    meanwhile.lost[0]?.what ?? "",
    /^it was closed while the run was at work that took the backup,/,
  );
  assert.deepEqual([later.differences, meanwhile.differences], [[], []]);
  const before = must(await compare(ever, ever));
  assert.deepEqual(before.lost, []);
  assert.match(before.differences[0] ?? "", /closed before the backup was taken/);
});

test("each way in which a drill can't begin has its reason, and nothing is left of it (F-133)", async () => {
  const other = join(fresh.path, "other.asc");
  await writeFile(other, (await makeRecipient()).privateKey, { mode: 0o600 });
  const altered = join(fresh.path, basename(backup.file));
  const bytes = await readFile(localFile());
  bytes[bytes.length >> 1] = 255 - (bytes[bytes.length >> 1] ?? 0);
  await writeFile(altered, bytes);
  const unknown = join(fresh.path, "unknown.sql.gz.pgp");
  await writeFile(unknown, bytes);
  const waiting: FullEnvelope = JSON.parse(
    await readFile(join(`${setup.setup.root}.lost`, "runs", runs.waiting, "backup.json"), "utf8"),
  );
  const unapproved = join(`${setup.setup.root}.lost`, "backups", basename(waiting.file));
  const name = basename(backup.file);
  for (const [title, args, reason, actual] of [
    ["no key", ["--backup", localFile(), "--key", "/nonexistent"], "STOP_BAD_INPUT", /no such file/],
    ["no private key", ["--backup", localFile(), "--key", altered], "STOP_BACKUP_KEY_WRONG", /./],
    ["another key", ["--backup", localFile(), "--key", other], "STOP_BACKUP_KEY_WRONG", /encrypted to/],
    ["an altered file", withKey(altered), "STOP_BACKUP_UNVERIFIED", /^[0-9a-f]{64}$/],
    ["a file of another name", withKey(unknown), "STOP_BACKUP_UNKNOWN", /no request/],
    ["a file that nobody has approved", withKey(unapproved), "STOP_BACKUP_UNKNOWN", /nobody has approved it/],
    ["no file", withKey("/nonexistent.sql.gz.pgp"), "STOP_BAD_INPUT", /nonexistent/],
    ["no evidence", withKey(localFile(), "--evidence", newRoot()), "STOP_BAD_INPUT", /sidecar/],
    [
      "a connection string",
      withKey(`:webdav,url="http://far",pass=hush:backups/${backup.sha256}/${name}`),
      "STOP_BAD_INPUT",
      /^a connection string$/,
    ],
    [
      "a place that is gone",
      withKey(`/nonexistent/backups/${backup.sha256}/${name}`),
      "STOP_COPY_UNREACHABLE",
      /none/,
    ],
    [
      "a remote that is unknown",
      withKey(`none:backups/${backup.sha256}/${name}`),
      "STOP_COPY_PLACE_UNKNOWN",
      /./,
    ],
    [
      "an object that is gone",
      withKey(`off:law/backups/${"0".repeat(64)}/${name}`),
      "STOP_COPY_MISSING",
      /./,
    ],
  ] as const) {
    const { code, report, text } = await drill([...args, "--json"]);
    assert.equal(report.reason, reason, `${title}: ${text}`);
    assert.match(report.actual ?? "", actual, title);
    assert.doesNotMatch(text, /hush/, title);
    if (reason === "STOP_BAD_INPUT") assert.doesNotMatch(text, /decrypt and restore/, title);
    assert.equal(code, reason === "STOP_BAD_INPUT" ? 2 : 3, title);
  }
});

test("an object whose bytes are not what its name says is not opened (F-133)", async () => {
  const name = basename(backup.file);
  const folder = join(await far.folder("off"), "law", "backups", "1".repeat(64));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), "other");
  const { report } = await drill([...withKey(`off:law/backups/${"1".repeat(64)}/${name}`), "--json"]);
  assert.equal(report.reason, "STOP_COPY_DIFFERS");
});

test("a drill that is asked to end ends as such in each of its long steps, and leaves nothing (F-133)", async () => {
  for (const moment of ["decrypt and restore", "adopt what is open", "dumping, encrypting"]) {
    let isAsked = false;
    const { code, text } = await drill(withKey(localFile()), (said, kill) => {
      if (isAsked || !said.includes(moment)) return;
      isAsked = true;
      kill("SIGTERM");
    });
    assert.equal(code, 143, text);
    assert.match(text, /^STOP_INTERRUPTED/m, moment);
  }
});
