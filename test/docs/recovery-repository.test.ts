import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chown, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { makeClusterFolder } from "../../src/adapters/scratch-postgres/cluster-folder.ts";
import { startServer, stopServer } from "../../src/adapters/scratch-postgres/server.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { openPageShell, readBlocks } from "../support/page-shell.ts";
import { type ArchivingServer, startArchivingServer } from "../support/repository-scene.ts";
import { realServerOptions } from "../support/scratch-options.ts";
import { lawOf, makeTestSetup, replaceInFile, type TestSetup } from "../support/test-setup.ts";

const BLOCKS = readBlocks(readFileSync(join(import.meta.dirname, "../../docs/recovery.md"), "utf8")).filter(
  ({ marks }) => marks.includes("only=pgbackrest"),
);

test("what docs/recovery.md prints finds, proves and restores a backup of pgBackRest, and the run that waits goes on there", async () => {
  await using archiving = await startArchivingServer({ cipherKey: "a key of the repository" });
  await using setup = await makeTestSetup("postgresql", async () => archiving.cluster);
  const { config, restoreFolder } = archiving;
  await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) =>
    JSON.stringify({
      ...JSON.parse(text),
      backup: { adapter: "pgbackrest", stanza: "law", config, restoreFolder },
    }),
  );
  const documentId = await setup.register(lawOf("a loss"));
  const cut = await setup.cutter(["orchestrate", "cut", "--document-id", documentId, "--json"]);
  const { runId } = JSON.parse(cut.stdout);
  await setup.approve(runId, "SG_1_cut_authz");

  const data = join(archiving.folder, "new");
  await mkdir(data, { mode: 0o700 });
  await chown(data, archiving.launch.account.uid, archiving.launch.account.gid);
  const elsewhere = join(archiving.folder, "new.conf");
  const text = (await readFile(config, "utf8")).replace(/^pg1-path=.*$/m, `pg1-path=${data}`);
  await writeFile(elsewhere, text);
  await using shell = openPageShell({
    PATH: `${await binOf(archiving)}:${process.env["PATH"]}`,
    LC_ALL: "C.UTF-8",
    HOME: archiving.folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    SIDECAR: setup.setup.root,
    CONTROL: setup.setup.repository,
    CONFIG: elsewhere,
    STANZA: "law",
    ENVELOPE: join(setup.setup.root, "runs", runId, "backup.json"),
  });
  let said = "";
  assert.equal(BLOCKS.length, 2);
  for (const block of BLOCKS) {
    const end = await shell.run(block.text);
    assert.equal(end.code, 0, `${block.text}\n${end.said}`);
    said += `${end.said}\n`;
  }
  assert.match(said, new RegExp(`approvals/${runId}/SG_1_cut_authz\\.request\\.json`));
  assert.match(said, /status: valid/);

  const { folder, server } = await startOn(archiving, data);
  try {
    const variables = { ...setup.variables, DOT_CUTTER_DB_HOST: folder };
    const compared = await told(setup, ["backup", "compare", "$ENVELOPE"], variables, runId);
    assert.equal(compared.code, 0, compared.stderr);
    const resumed = await told(setup, ["orchestrate", "resume", runId, "--json"], variables, runId);
    assert.equal(JSON.parse(resumed.stdout).state, "awaiting_lifecycle_authorization", resumed.stderr);
  } finally {
    await stopServer(server);
    await rm(folder, { recursive: true });
  }
});

async function told(
  setup: TestSetup,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  runId: string,
) {
  const envelope = join(setup.setup.root, "runs", runId, "backup.json");
  return setup.cutter(
    args.map((arg) => (arg === "$ENVELOPE" ? envelope : arg)),
    { variables },
  );
}

/** pgBackRest runs under its own account, as the page says. */
async function binOf({ folder, launch }: ArchivingServer): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const { uid, gid } = launch.account;
  const drop = launch.drops ? `setpriv --reuid=${uid} --regid=${gid} --clear-groups ` : "";
  await writeFile(join(bin, "pgbackrest"), `#!/bin/sh\nexec ${drop}/usr/bin/pgbackrest "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}

/** The new server, on what was restored, with its own socket. */
async function startOn({ cluster, launch }: ArchivingServer, data: string) {
  const folder = await makeClusterFolder(realServerOptions().tempFolder, launch);
  await symlink(data, join(folder, "data"));
  const settings = { wal_level: "replica", max_wal_senders: "2" };
  return { folder, server: await startServer({ programs: cluster.programs, launch, folder, settings }) };
}
