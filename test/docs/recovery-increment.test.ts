import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import test, { after, before } from "node:test";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { type Cluster, PORT } from "../../src/adapters/scratch-postgres/cluster.ts";
import { readSettings, SETTINGS_FILE } from "../../src/config/settings.ts";
import type { IncrementEnvelope } from "../../src/domain/backup-envelope.ts";
import type { SqlSource } from "../../src/ports/sql.ts";
import { registerVersion } from "../support/amend-document.ts";
import { enactVersion } from "../support/day-scene.ts";
import { type GpgHome, openGpgHome } from "../support/gpg-home.ts";
import { startTestCluster } from "../support/knowledge-cluster.ts";
import { openPageShell, type PageShell, readBlocks } from "../support/page-shell.ts";
import { superuserVariables } from "../support/test-database.ts";
import { lawOf, makeTestSetup, must, replaceInFile, type TestSetup } from "../support/test-setup.ts";

const BLOCKS = readBlocks(readFileSync(join(import.meta.dirname, "../../docs/recovery.md"), "utf8"));
const LAW = "harbour-law";

let setup: TestSetup;
let gpg: GpgHome;
let variables: Readonly<Record<string, string>>;
/** The run with the increment, and its envelope. */
let runId: string;
let envelope: IncrementEnvelope;
/** The live base at the moment of the increment. */
let live: Said;

before(async () => {
  [setup, gpg] = await Promise.all([makeTestSetup(), openGpgHome()]);
  const recipient = await gpg.generate("Backup <backup@example.org>", "ed25519");
  await gpg.gpg(["--quick-add-key", recipient, "cv25519", "encr", "0"]);
  await writeFile(join(gpg.path, "gpg.conf"), "batch\npinentry-mode loopback\npassphrase ''\n");
  await writeFile(join(setup.setup.folder, "keys", "recipient.asc"), await gpg.exportPublic(recipient));
  variables = { ...setup.variables, BACKUP_GPG_FPR: recipient };
  await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) => {
    const settings = JSON.parse(text);
    const increments = { most: 100, maxAgeDays: 7 };
    return JSON.stringify({ ...settings, driftScope: "chain", backup: { ...settings.backup, increments } });
  });
  await fill();
});
after(async () => {
  await setup?.[Symbol.asyncDispose]();
  await gpg?.[Symbol.asyncDispose]();
});

/** A full backup, then every kind of change, then an increment. */
async function fill(): Promise<void> {
  const environment = { BACKUP_GPG_FPR: variables["BACKUP_GPG_FPR"] ?? "" };
  const { backup } = must(await readSettings(setup.setup.root));
  await using app = await setup.openApp({ environment });
  await using whole = await setup.openApp({
    environment,
    settings: { backup: { ...backup, increments: null } as typeof backup },
  });
  const cut = async (title: string, by = app) =>
    must(await by.cut({ documentId: await setup.register(lawOf(title)), mode: "LIVE" })).runId;
  const pass = async (id: string, gate: "SG_1_cut_authz" | "SG_2_lifecycle_authz") => {
    await setup.approve(id, gate);
    return must(await app.resume(id)).state;
  };
  const words = { docPrefix: "HARBOUR", title: "Harbour Law", publicationType: "law", owner: "operator" };
  await enactVersion(setup, whole, { documentId: LAW, articles: ["One.", "Two.", "Three."], ...words });
  const drafts = await cut("drafts that are enacted later", whole);
  const taken = await cut("drafts that are taken back later", whole);
  for (const id of [drafts, taken])
    assert.equal(await pass(id, "SG_1_cut_authz"), "awaiting_lifecycle_authorization");
  const many = Array.from({ length: 90 }, (_, at) => `Rule number ${at}.`);
  const other = { docPrefix: "OTHER", title: "Another Law", publicationType: "law", owner: "operator" };
  await enactVersion(setup, whole, { documentId: "other-law", articles: many, ...other });
  must(await app.voidRun(await cut("what the full backup was taken for"), "test"));

  assert.equal(await pass(drafts, "SG_2_lifecycle_authz"), "closeout_reported");
  must(await app.revert(taken, { execute: true }));
  await setup.approve(taken, "SG_3_compensation_authz");
  must(await app.revert(taken, { execute: true }));
  const amended = ["One, amended.", "Three.", "Four."];
  await enactVersion(setup, app, { documentId: LAW, articles: amended, citation: "Act 12" });
  await setup.register(lawOf("registered alone"));
  const text = "# harbour-law\n\n# Article 1\n\nOne, again.\n";
  const source = await setup.live.openSource();
  must((await registerVersion(source, { documentId: LAW, text, citation: "Act 13" })).outcome);
  {
    await using owner = await setup.owner();
    await owner.query("insert into public.dot_config values ('vocab.unit_kind.new', 'new', 'a word since')");
    await owner.query(
      "update public.dot_config set description = 'another' where config_key like '%article'",
    );
  }
  runId = await cut("newest");
  await setup.approve(runId, "SG_1_cut_authz");
  envelope = JSON.parse(readFileSync(join(setup.setup.root, "runs", runId, "backup.json"), "utf8"));
  assert.equal(envelope.schema, "iu-cutter/backup-increment/1");
  live = await ask(source);
  assert.deepEqual([live.differences, live.audit], [[], []]);
}

/** The blocks under a heading that everybody runs, or those with a mark. */
function blocksOf(heading: string, mark: string | null = null): readonly string[] {
  const found = BLOCKS.filter(
    (block) =>
      block.heading === heading &&
      (mark === null
        ? !block.marks.some((each) => each.startsWith("only="))
        : block.marks.includes(`only=${mark}`)),
  );
  assert.ok(found.length > 0, `${heading} ${mark ?? ""}`);
  return found.map(({ text }) => text);
}

async function follow(shell: PageShell, blocks: readonly string[], code = 0): Promise<string> {
  let all = "";
  for (const text of blocks) {
    const end = await shell.run(text);
    assert.equal(end.code, code, `${text}\n${end.said}`);
    all += `${end.said}\n`;
  }
  return all;
}

/** A shell with psql, gpg and the recipient's key, the superuser of a server, and nothing of the bot. */
function openShell(given: Readonly<Record<string, string>>): PageShell {
  return openPageShell({
    PATH: process.env["PATH"] ?? "",
    HOME: gpg.path,
    GNUPGHOME: gpg.path,
    LC_ALL: "C.UTF-8",
    DATABASE: setup.variables["DOT_CUTTER_DB_NAME"] ?? "",
    DOT_CUTTER_ADMIN_DB_PASSWORD: setup.variables["DOT_CUTTER_ADMIN_DB_PASSWORD"] ?? "",
    DOT_CUTTER_EXEC_DB_PASSWORD: setup.variables["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "",
    DOT_CUTTER_VERIFY_DB_PASSWORD: setup.variables["DOT_CUTTER_VERIFY_DB_PASSWORD"] ?? "",
    ...given,
  });
}

/** As the lanes reach the restored database, with the passwords of step 5. */
function sourceOf(cluster: Cluster): SqlSource {
  const { DOT_CUTTER_DB_NAME: database = "", ...rest } = setup.variables;
  return openPgSource({
    host: cluster.folder,
    port: PORT,
    database,
    sslmode: "disable",
    sslRootCert: null,
    roles: {
      owner: { user: "workflow_admin", password: rest["DOT_CUTTER_ADMIN_DB_PASSWORD"] ?? "" },
      exec: { user: "cutter_exec", password: rest["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "" },
      verify: { user: "cutter_verify", password: rest["DOT_CUTTER_VERIFY_DB_PASSWORD"] ?? "" },
    },
  });
}

interface Said {
  readonly tables: unknown;
  readonly documents: string;
  readonly migrations: unknown;
  readonly code: unknown;
  readonly differences: unknown;
  readonly audit: unknown;
}

async function ask(source: SqlSource): Promise<Said> {
  await using base = createKnowledgeBase(source);
  await using snapshot = await base.openSnapshot();
  await using session = await source.open("verify");
  const { functions, triggers } = await base.schemaFacts();
  return {
    tables: snapshot.tables,
    documents: (await snapshot.documents()).sha256,
    migrations: (await session.query("select * from cutter_governance.schema_migration order by name")).rows,
    code: { functions, triggers },
    differences: await base.contractDifferences(),
    audit: (await base.auditBase(() => undefined)).differences,
  };
}

test("a person with the two files, the private key and docs/recovery.md alone gets the whole base back, equal to the live one at the moment of the increment", async () => {
  await using cluster = await startTestCluster();
  await using shell = openShell(superuserVariables(cluster));
  const place = await mkdtemp(join(setup.setup.folder, "two-files-"));
  const { file } = envelope;
  const full = envelope.increment.restsOn.file;
  for (const name of [full, basename(file)])
    await copyFile(join(setup.setup.root, "backups", name), join(place, name));
  await shell.run(`FULL= BACKUP=${join(place, basename(file))}`);

  await follow(shell, blocksOf("3. Make the database"));
  const alone = await shell.run(blocksOf("4. Decrypt into psql").join(""));
  assert.notEqual(alone.code, 0, alone.said);
  assert.match(alone.said, /does not exist/);
  await follow(shell, blocksOf("4. Decrypt into psql", "failed"));

  await follow(shell, blocksOf("3. Make the database"));
  await shell.run(`FULL=${join(place, full)}`);
  await follow(shell, blocksOf("4. Decrypt into psql"));
  await follow(shell, blocksOf("5. Give the roles their logins"));
  assert.deepEqual(await ask(sourceOf(cluster)), live);

  const twice = await shell.run(`into_psql "$BACKUP"`);
  assert.notEqual(twice.code, 0);
  assert.match(
    twice.said,
    new RegExp(`rests on the backup ${full}, and what is in the database is not what that one restores`),
  );
  assert.deepEqual(await ask(sourceOf(cluster)), live, "what was refused has changed nothing");
});

test("what docs/recovery.md prints finds the full backup of an increment, restores both in the place of a lost database, and the run goes on", async () => {
  const bin = join(setup.setup.folder, "bin");
  await mkdir(bin);
  const program = join(setup.codeFolder, "cutter.mjs");
  await writeFile(join(bin, "cutter"), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  const { root, repository } = setup.setup;
  await using shell = openShell({
    ...variables,
    ...setup.superuser,
    PATH: `${bin}:${process.env["PATH"]}`,
    SIDECAR: root,
    CONTROL: repository,
    RUN: runId,
    BACKUP: join(root, "backups", `${runId}.sql.gz.pgp`),
    ENVELOPE: join(root, "runs", runId, "backup.json"),
  });
  await shell.run("psql --dbname=template1 --command='create database postgres template template0'");
  await follow(shell, blocksOf("1. Hold everything"));
  await follow(shell, blocksOf("1. Hold everything", "in-place"));
  await follow(shell, blocksOf("2. Choose the backup", "increment"));
  const chosen = await follow(shell, blocksOf("2. Choose the backup"));
  assert.match(chosen, new RegExp(`^${runId}\\.increment\\.sql\\.gz\\.pgp .* sound$`, "m"));
  assert.match(chosen, new RegExp(`^ {2}an increment: it rests on ${envelope.increment.restsOn.file}$`, "m"));
  assert.match(chosen, new RegExp(`approvals/${runId}/SG_1_cut_authz\\.request\\.json`));
  const named = await shell.run(
    `git -C "$CONTROL" grep --files-with-matches "$(sha256sum <"$FULL" | cut -c 1-64)" main -- approvals/$RUN`,
  );
  assert.match(named.said, new RegExp(`approvals/${runId}/SG_1_cut_authz\\.request\\.json`));
  const key = await shell.run(
    `KEY=$HOME/private.asc; PASSPHRASE=$HOME/none; : >"$PASSPHRASE"; gpg --armor --export-secret-keys backup@example.org >"$KEY"`,
  );
  assert.equal(key.code, 0, key.said);
  const rehearsed = await follow(shell, blocksOf("Rehearse", "drill"));
  assert.match(
    rehearsed,
    new RegExp(`^fetch the full backup that it rests on .* ${envelope.increment.restsOn.file}, `, "m"),
  );
  assert.match(rehearsed, /^The backup brings the base back, in /m);
  await follow(shell, blocksOf("3. Make the database"));
  await follow(shell, blocksOf("4. Decrypt into psql"));
  await follow(shell, blocksOf("5. Give the roles their logins"));
  const [compare = assert.fail()] = blocksOf("7. Compare");
  assert.match(await follow(shell, [compare]), new RegExp(`in the backup of ${runId}`));
  await shell.run(
    `psql --dbname="$DATABASE" --command="update public.dot_config set description = 'since' where config_key = 'vocab.unit_kind.new'"`,
  );
  const differs = await shell.run('cutter backup compare "$ENVELOPE"');
  assert.equal(differs.code, 3, differs.said);
  assert.match(differs.said, /public\.dot_config: other content/);
  await shell.run(
    `psql --dbname="$DATABASE" --command="update public.dot_config set description = 'a word since' where config_key = 'vocab.unit_kind.new'"`,
  );
  await follow(shell, blocksOf("8. Let the runs go on").slice(0, 1));
  const renewed = await shell.run(`cutter orchestrate renew ${runId}`);
  assert.match(renewed.said, /awaiting_cut_authorization/);
});
