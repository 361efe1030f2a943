import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import type { Gate } from "../../src/domain/gates.ts";
import { type GpgHome, openGpgHome } from "../support/gpg-home.ts";
import { startTestCluster } from "../support/knowledge-cluster.ts";
import { openPageShell, type PageBlock, type PageShell, readBlocks } from "../support/page-shell.ts";
import { superuserVariables } from "../support/test-database.ts";
import { lawOf, makeTestSetup, replaceInFile, type TestSetup } from "../support/test-setup.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/recovery.md"), "utf8");
const BLOCKS = readBlocks(PAGE);
const used = new Set<PageBlock>();
const PASSPHRASE = "the recipient's own";

let setup: TestSetup;
let gpg: GpgHome;
/** What the bot's environment holds. */
let variables: Readonly<Record<string, string>>;
let putBack: () => Promise<void>;

/** Runs as they stood when the database was lost; the backup of `newest` is the newest. */
const runs = { closed: "", drafts: "", closedLater: "", lost: "", ahead: "", newest: "" };
/** The documents of these runs in their order, and one that was never cut. */
const documents: string[] = [];

before(async () => {
  [setup, gpg] = await Promise.all([makeTestSetup(), makeRecipient()]);
  const recipient = await fingerprintOf(gpg);
  await writeFile(join(setup.setup.folder, "keys", "recipient.asc"), await gpg.exportPublic(recipient));
  variables = { ...setup.variables, BACKUP_GPG_FPR: recipient };
  await configure();
  for (const title of ["closed", "drafts", "closed later", "lost", "ahead", "newest", "fresh"])
    documents.push(await setup.register(lawOf(title)));
  const [closed = "", drafts = "", closedLater = "", lost = "", ahead = "", newest = ""] = documents;
  runs.closed = await cut(closed);
  await pass(runs.closed, "SG_1_cut_authz", "awaiting_lifecycle_authorization");
  await pass(runs.closed, "SG_2_lifecycle_authz", "closeout_reported");
  for (const [name, documentId] of [
    ["drafts", drafts],
    ["closedLater", closedLater],
  ] as const) {
    runs[name] = await cut(documentId);
    await rm(`${setup.setup.root}.copy`, { recursive: true, force: true });
    await cp(setup.setup.root, `${setup.setup.root}.copy`, { recursive: true });
    await pass(runs[name], "SG_1_cut_authz", "awaiting_lifecycle_authorization");
  }
  runs.lost = await cut(lost);
  runs.ahead = await cut(ahead);
  runs.newest = await cut(newest);
  await pass(runs.ahead, "SG_1_cut_authz", "awaiting_lifecycle_authorization");
  await pass(runs.closedLater, "SG_2_lifecycle_authz", "closeout_reported");
  await pass(runs.lost, "SG_1_cut_authz", "awaiting_lifecycle_authorization");
  await pass(runs.lost, "SG_2_lifecycle_authz", "closeout_reported");
  await setup.approve(runs.newest, "SG_1_cut_authz");
  putBack = await setup.remember();
});
after(async () => {
  await setup?.[Symbol.asyncDispose]();
  await gpg?.[Symbol.asyncDispose]();
});

/** A key ring of the recipient with a key that has a passphrase, which gpg reads from a file, so that its commands run as they are printed. */
async function makeRecipient(): Promise<GpgHome> {
  const home = await openGpgHome();
  const file = join(home.path, "passphrase");
  await writeFile(file, PASSPHRASE, { mode: 0o600 });
  const unlock = ["--batch", "--pinentry-mode", "loopback", "--passphrase-file", file];
  await home.gpg([...unlock, "--quick-generate-key", "Backup <backup@example.org>", "ed25519", "sign", "0"]);
  await home.gpg([...unlock, "--quick-add-key", await fingerprintOf(home), "cv25519", "encr", "0"]);
  await writeFile(join(home.path, "gpg.conf"), `batch\npinentry-mode loopback\npassphrase-file ${file}\n`);
  return home;
}

async function fingerprintOf(home: GpgHome): Promise<string> {
  const listed = await home.gpg(["--with-colons", "--list-keys"]);
  return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
}

/** As on a runner: a clone of its own of a control repository elsewhere, and the number of the cluster in the configuration. */
async function configure(): Promise<void> {
  await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) => {
    const settings = JSON.parse(text);
    settings.controlRepository.origin = settings.controlRepository.path;
    settings.controlRepository.path = "control.git";
    settings.database = { systemIdentifier: "1" };
    return JSON.stringify(settings, null, 2);
  });
  await using shell = await openShell(setup.superuser);
  await follow(shell, blocksOf("6. Tell the bot"));
}

async function cutter(args: readonly string[]) {
  return setup.cutter(args, { variables });
}

async function cut(documentId: string): Promise<string> {
  const { stdout, stderr } = await cutter(["orchestrate", "cut", "--document-id", documentId, "--json"]);
  const { runId, state } = JSON.parse(stdout);
  assert.equal(state, "awaiting_cut_authorization", stderr);
  return runId;
}

async function pass(runId: string, gate: Gate, state: string): Promise<void> {
  await setup.approve(runId, gate);
  const { stdout, stderr } = await cutter(["orchestrate", "resume", runId, "--json"]);
  assert.equal(JSON.parse(stdout).state, state, stderr);
}

/** A shell of the operator: the superuser of a server, the bot's environment, the recipient's key ring, and `cutter` on the path. */
async function openShell(server: Readonly<Record<string, string>>): Promise<PageShell> {
  const bin = join(setup.setup.folder, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, "cutter"),
    `#!/bin/sh\nexec '${process.execPath}' '${join(setup.codeFolder, "cutter.mjs")}' "$@"\n`,
    { mode: 0o755 },
  );
  const shell = openPageShell({
    ...variables,
    ...server,
    DOT_CUTTER_DB_HOST: server["PGHOST"] ?? "",
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: gpg.path,
    GNUPGHOME: gpg.path,
    TMPDIR: process.env["TMPDIR"] ?? "/tmp",
    LC_ALL: "C.UTF-8",
    DOCUMENT: documents[6] ?? "",
  });
  const { root } = setup.setup;
  const [first] = blocksOf("What you need");
  const values: Readonly<Record<string, string>> = {
    SIDECAR: root,
    CONTROL: setup.setup.repository,
    RUN: runs.newest,
    DATABASE: variables["DOT_CUTTER_DB_NAME"] ?? "",
  };
  const filled = (first?.text ?? "").replace(/^(\w+)=(.*)$/gm, (line, name) =>
    name in values ? `${name}=${values[name]}` : line,
  );
  await shell.run(filled);
  return shell;
}

/** The blocks of a section that everybody runs, or those that are for one case alone. */
function blocksOf(heading: string, mark: string | null = null): readonly PageBlock[] {
  const found = BLOCKS.filter(
    (block) =>
      block.heading === heading &&
      (mark === null ? !block.marks.some((each) => each.startsWith("only=")) : block.marks.includes(mark)),
  );
  for (const block of found) used.add(block);
  assert.ok(found.length > 0, `the page has commands under "${heading}" ${mark ?? ""}`);
  return found;
}

/** Runs the blocks as they are printed; each must end with the code that the page says. Returns what they said. */
async function follow(shell: PageShell, blocks: readonly PageBlock[]): Promise<string> {
  let all = "";
  for (const { text, marks } of blocks) {
    const { code, said } = await shell.run(text);
    const expected = Number(marks.find((mark) => mark.startsWith("exit="))?.slice(5) ?? 0);
    assert.equal(code, expected, `${text}\n${said}`);
    all += `${said}\n`;
  }
  return all;
}

/** The backup is gone from the sidecar, and a place has a copy. */
async function fetchBack(shell: PageShell): Promise<void> {
  const moved = await shell.run(
    `PLACE=$HOME/place; SHA256=$(sha256sum <"$BACKUP" | cut -c 1-64)
install -d "$PLACE/backups/$SHA256" && mv "$BACKUP" "$PLACE/backups/$SHA256/"`,
  );
  assert.equal(moved.code, 0, moved.said);
  const [fetch = assert.fail()] = blocksOf("What you need", "only=copied");
  const other = await shell.run(`KEPT=$SHA256; SHA256=none; ${fetch.text}`);
  assert.notEqual(other.code, 0);
  await shell.run("SHA256=$KEPT");
  await follow(shell, [fetch]);
}

async function rehearse(shell: PageShell): Promise<void> {
  const key = await shell.run(
    `KEY=$HOME/private.asc; PASSPHRASE=$HOME/passphrase; gpg --armor --export-secret-keys backup@example.org >"$KEY"`,
  );
  assert.equal(key.code, 0, key.said);
  const said = await follow(shell, blocksOf("Rehearse", "only=drill"));
  assert.match(said, new RegExp(`^${runs.drafts} .* its drafts +be taken back`, "m"));
  assert.match(said, /^The backup brings the base back, in /m);
}

/** Steps 1 to 8 as they are printed, up to the moment at which runs may go on. */
async function restore(shell: PageShell, isInPlace: boolean): Promise<void> {
  await follow(shell, blocksOf("1. Hold everything"));
  if (isInPlace) await follow(shell, blocksOf("1. Hold everything", "only=in-place"));
  const listed = await follow(shell, blocksOf("2. Choose the backup"));
  assert.match(listed, new RegExp(`^${runs.newest}\\.sql\\.gz\\.pgp .* sound$`, "m"));
  assert.match(listed, new RegExp(`approvals/${runs.newest}/SG_1_cut_authz\\.request\\.json`));
  await follow(shell, blocksOf("3. Make the database"));
  if (!isInPlace) await failAndDrop(shell);
  await follow(shell, blocksOf("4. Decrypt into psql"));
  await follow(shell, blocksOf("5. Give the roles their logins"));
  await follow(shell, blocksOf("6. Tell the bot"));
  const compared = await follow(shell, blocksOf("7. Compare"));
  assert.match(compared, new RegExp(`in the backup of ${runs.newest}`));
  const failed = [...compared.matchAll(/^(.+?) +FAILED/gm)].map(([, name]) => name);
  const mayFail = /^Of its rows only `(.+?)` may fail, and `(.+?)` and `(.+?)` /m.exec(PAGE)?.slice(1);
  assert.deepEqual(failed, mayFail);
  const [ask = assert.fail()] = blocksOf("7. Compare", "only=closed");
  const before = await shell.run(`CLOSED=${runs.closed}\n${ask.text}`);
  assert.equal(before.code, 0, before.said);
  const later = await shell.run(`CLOSED=${runs.closedLater}\n${ask.text}`);
  assert.equal(later.code, 3);
  assert.match(later.said, /receipt of lifecycle_enact +FAILED: none/);
  await follow(shell, blocksOf("8. Let the runs go on").slice(0, 1));
}

/** A file that was cut off ends with another code than 0; a backup that was packed with zstd comes out as one packed with gzip. */
async function failAndDrop(shell: PageShell): Promise<void> {
  const [unpack = assert.fail()] = blocksOf("4. Decrypt into psql");
  const half = await shell.run(
    `WHOLE=$BACKUP BACKUP=$HOME/half.sql.gz.pgp; head --bytes=20000 "$WHOLE" >"$BACKUP"`,
  );
  assert.equal(half.code, 0, half.said);
  assert.notEqual((await shell.run(unpack.text)).code, 0);
  await follow(shell, blocksOf("4. Decrypt into psql", "only=failed"));
  await follow(shell, blocksOf("3. Make the database"));
  const packed = await shell.run(
    `BACKUP=$HOME/whole.sql.zst.pgp; gpg --decrypt "$WHOLE" | gunzip | zstd --quiet |
      gpg --encrypt --trust-model always --recipient backup@example.org --output "$BACKUP"`,
  );
  assert.equal(packed.code, 0, packed.said);
}

/** What one command about a run says: its exit code, the state of the run, and the reason. */
async function orchestrate(shell: PageShell, command: string) {
  const { code, said } = await shell.run(`cutter orchestrate ${command}`);
  return {
    code,
    state: /^state {2}(\S+)/m.exec(said)?.[1] ?? null,
    reason: /^(STOP_\w+):/m.exec(said)?.[1] ?? null,
  };
}

/** Lets people approve the run that was told as begun, and carries it to its end. */
async function passBothGates(shell: PageShell, said: string): Promise<void> {
  const runId = /^run {4}(\S+)/m.exec(said)?.[1] ?? "";
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal((await orchestrate(shell, `resume ${runId}`)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal((await orchestrate(shell, `resume ${runId}`)).state, "closeout_reported");
}

async function takeBack(shell: PageShell, runId: string): Promise<void> {
  assert.equal((await orchestrate(shell, `revert ${runId} --execute`)).code, 0);
  await setup.approve(runId, "SG_3_compensation_authz");
  assert.equal((await orchestrate(shell, `revert ${runId} --execute`)).state, "voided");
}

test("what docs/recovery.md prints restores the database in its place, and every kind of run finds its way out", async () => {
  await putBack();
  const { root } = setup.setup;
  await using shell = await openShell(setup.superuser);
  await shell.run("psql --dbname=template1 --command='create database postgres template template0'");
  await restore(shell, true);

  assert.equal((await orchestrate(shell, `resume ${runs.newest}`)).reason, "STOP_DRIFT");
  assert.equal((await orchestrate(shell, `renew ${runs.newest}`)).state, "awaiting_cut_authorization");
  await pass(runs.newest, "SG_1_cut_authz", "awaiting_lifecycle_authorization");

  await setup.approve(runs.drafts, "SG_2_lifecycle_authz");
  assert.equal((await orchestrate(shell, `resume ${runs.drafts}`)).reason, "STOP_DRIFT");
  assert.equal((await orchestrate(shell, `renew ${runs.drafts}`)).state, "awaiting_lifecycle_authorization");
  await pass(runs.drafts, "SG_2_lifecycle_authz", "closeout_reported");

  assert.equal((await orchestrate(shell, `resume ${runs.ahead}`)).reason, "STOP_DB_BEHIND_STATE");
  assert.equal((await orchestrate(shell, `void ${runs.ahead} --yes --why lost`)).state, "voided");
  await cut(documents[4] ?? "");

  await cut(documents[3] ?? "");
  assert.equal((await orchestrate(shell, `resume ${runs.closedLater}`)).reason, "STOP_RUN_CLOSED");
  assert.equal((await orchestrate(shell, `cut --document-id ${documents[2]}`)).reason, "STOP_UNIT_EXISTS");

  const pruned = await shell.run(`cutter backup prune ${runs.closed}.sql.gz.pgp --yes`);
  assert.equal(pruned.code, 0, pruned.said);
  const verified = await shell.run(`cutter evidence verify ${runs.closed}`);
  assert.equal(verified.code, 0, verified.said);
  assert.match(verified.said, /^The backup \S+ is no longer kept\. The evidence is whole without it/m);

  await shell.run(`mv ${root} ${root}.lost; COPY=${root}.copy`);
  await follow(shell, blocksOf("The sidecar is lost as well", "only=copy"));
  assert.equal((await orchestrate(shell, `resume ${runs.closedLater}`)).reason, "STOP_STATE_BEHIND_GIT");
  await takeBack(shell, runs.closedLater);
});

test("what docs/recovery.md prints restores the database on another server, and a cut goes through there", async () => {
  await putBack();
  const { root } = setup.setup;
  await using other = await startTestCluster();
  await using shell = await openShell(superuserVariables(other));
  await fetchBack(shell);
  await rehearse(shell);
  await restore(shell, false);
  await follow(shell, blocksOf("5. Give the roles their logins", "only=journals"));
  const login = 'PGUSER=cutter_sidecar PGPASSWORD=$DOT_CUTTER_SIDECAR_DB_PASSWORD psql --dbname="$DATABASE"';
  const journals = await shell.run(
    `${login} --tuples-only --command='select count(*) from cutter_sidecar.entry'`,
  );
  assert.deepEqual([journals.code, journals.said.trim()], [0, "0"], journals.said);

  assert.equal((await orchestrate(shell, `resume ${runs.newest}`)).reason, "STOP_DB_IDENTITY_MISMATCH");
  assert.equal((await orchestrate(shell, `renew ${runs.newest}`)).state, "awaiting_cut_authorization");

  assert.equal((await orchestrate(shell, `renew ${runs.drafts}`)).reason, "STOP_DB_IDENTITY_MISMATCH");
  await takeBack(shell, runs.drafts);
  const again = await orchestrate(shell, `cut --document-id ${documents[1]}`);
  assert.equal(again.state, "awaiting_cut_authorization");

  assert.equal((await orchestrate(shell, `resume ${runs.ahead}`)).reason, "STOP_DB_BEHIND_STATE");
  assert.equal((await orchestrate(shell, `void ${runs.ahead} --yes --why lost`)).state, "voided");

  await shell.run(`LATER=${runs.closedLater}`);
  const [adopt = assert.fail()] = blocksOf("8. Let the runs go on", "only=closed-later");
  const adopted = await shell.run(adopt.text);
  assert.deepEqual(
    [adopted.code, /^(STOP_\w+):/m.exec(adopted.said)?.[1]],
    [3, "STOP_ADOPTION_UNCONFIRMED"],
    adopted.said,
  );
  await takeBack(shell, runs.closedLater);
  assert.equal(
    (await orchestrate(shell, `cut --document-id ${documents[2]}`)).state,
    "awaiting_cut_authorization",
  );

  await passBothGates(shell, await follow(shell, blocksOf("8. Let the runs go on").slice(1)));
  const lacking = await shell.run("cutter audit");
  assert.match(lacking.said, new RegExp(`the base lacks ${runs.lost}, which was closed here`));
  await passBothGates(shell, (await shell.run(`cutter orchestrate cut --document-id ${documents[3]}`)).said);

  const cloned = await follow(
    shell,
    blocksOf("Only the clone of the control repository is lost", "only=clone"),
  );
  assert.match(cloned, /^control repository +passed/m);

  await shell.run(`mv ${root} ${root}.gone; install -d -m 0750 ${root}; cp ${root}.gone/*.json ${root}`);
  await shell.run(
    `install -d -m 0750 ${root}/backups; cp ${root}.gone/backups/${runs.newest}.* ${root}/backups`,
  );
  const fresh = await follow(shell, blocksOf("The sidecar is lost as well", "only=no-copy"));
  assert.match(fresh, /^no runs$[\s\S]* unproved$[\s\S]*The runner is ready/m);
  assert.equal((await orchestrate(shell, `resume ${runs.newest}`)).reason, "STOP_RUN_UNKNOWN");
  const [command] = /`cutter orchestrate (adopt RUN --yes)`/.exec(PAGE)?.slice(1) ?? [];
  const newest = await orchestrate(shell, (command ?? "").replace("RUN", runs.newest));
  assert.equal(newest.state, "awaiting_cut_authorization", String(newest.reason));
});

test("no block of docs/recovery.md is left out", () => {
  assert.deepEqual(
    // Those of pgBackRest run in recovery-repository.test.ts, those of increments in recovery-increment.test.ts.
    BLOCKS.filter(
      (block) =>
        !used.has(block) && !["only=pgbackrest", "only=increment"].some((mark) => block.marks.includes(mark)),
    ).map(({ text }) => text),
    [],
  );
});
