import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createPgDump } from "../../../src/adapters/backup/create-pg-dump.ts";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { systemClock } from "../../../src/adapters/runner/system-clock.ts";
import { systemRandom } from "../../../src/adapters/runner/system-random.ts";
import { type Cluster, PORT } from "../../../src/adapters/scratch-postgres/cluster.ts";
import { findPgDump } from "../../../src/adapters/scratch-postgres/find-postgres.ts";
import { createLanes, type Lanes } from "../../../src/adapters/scratch-postgres/scratch-database.ts";
import { composeBackup } from "../../../src/compose/backup.ts";
import { readLiveDatabase } from "../../../src/compose/live-database.ts";
import { type Environment, readEnvironment } from "../../../src/config/environment.ts";
import { readSettings, SETTINGS_FILE } from "../../../src/config/settings.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { startTestCluster } from "../../support/knowledge-cluster.ts";
import { realServerOptions } from "../../support/scratch-options.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";
import { startTlsProxy } from "../../support/tls-proxy.ts";

let cluster: Cluster;
let lanes: Lanes;
let folder: Awaited<ReturnType<typeof makeTempFolder>>;
let proxy: Awaited<ReturnType<typeof startTlsProxy>>;
let authority: string;

before(async () => {
  cluster = await startTestCluster();
  lanes = await createLanes(cluster, systemRandom, openPgSource);
  folder = await makeTempFolder();
  authority = join(folder.path, "own.crt");
  const key = join(folder.path, "own.key");
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"].concat([
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1",
      "-keyout",
      key,
      "-out",
      authority,
    ]),
    { stdio: "ignore" },
  );
  const identity = { key: readFileSync(key, "utf8"), cert: readFileSync(authority, "utf8") };
  proxy = await startTlsProxy(join(cluster.folder, `.s.PGSQL.${PORT}`), identity);
});
after(async () => {
  await proxy[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** The live database behind the proxy, as the environment names it. */
function liveWith(change: Partial<Environment>) {
  const { PGSSLROOTCERT: _a, NODE_EXTRA_CA_CERTS: _b, ...environment } = must(readEnvironment());
  return readLiveDatabase(
    {
      ...environment,
      DOT_CUTTER_DB_HOST: "localhost",
      DOT_CUTTER_DB_PORT: proxy.port,
      DOT_CUTTER_DB_NAME: "cutter_scratch",
      DOT_CUTTER_DB_SSLMODE: "verify-full",
      DOT_CUTTER_VERIFY_DB_PASSWORD: lanes.roles.verify.password,
      ...change,
    },
    new AbortController().signal,
  );
}

async function connects(live: ReturnType<typeof liveWith>): Promise<void> {
  await using _session = await (await live.openSource()).open("verify");
}

async function dumps(live: ReturnType<typeof liveWith>): Promise<boolean> {
  const { pgBin, path } = realServerOptions();
  const found = await findPgDump({ pgBin, path, preferMajor: null });
  const target = live.dumpTarget();
  assert.ok(found && target);
  const source = createPgDump({
    program: found.program,
    target,
    lockTimeoutMs: 10_000,
    timeoutMs: 60_000,
    interrupted: new AbortController().signal,
  });
  let bytes = 0;
  for await (const chunk of source.dump({
    snapshotId: null,
    schemas: ["public"],
    withoutRows: [],
    excludeTables: [],
  }))
    bytes += chunk.length;
  return bytes > 0;
}

for (const name of ["DOT_CUTTER_DB_SSLROOTCERT", "PGSSLROOTCERT", "NODE_EXTRA_CA_CERTS"] as const) {
  test(`sessions and pg_dump trust the private authority that ${name} names (K-91)`, async () => {
    for (const sslmode of ["verify-full", "verify-ca"] as const) {
      const live = liveWith({ [name]: authority, DOT_CUTTER_DB_SSLMODE: sslmode });
      await connects(live);
      assert.ok(await dumps(live));
    }
  });
}

test("a host may be an address that the certificate names (K-91)", async () => {
  const live = liveWith({ PGSSLROOTCERT: authority, DOT_CUTTER_DB_HOST: proxy.address });
  await connects(live);
  assert.ok(await dumps(live));
});

test("PGSSLROOTCERT=system stands for the authorities that the system trusts, as libpq has it (K-91)", async () => {
  const live = liveWith({ PGSSLROOTCERT: "system" });
  assert.match(live.dumpTarget()?.sslRootCert ?? "", /^\/etc\//);
  await assert.rejects(connects(live), refusedAs("STOP_DB_UNREACHABLE"));
});

test("sessions and pg_dump alike refuse an authority that nobody named (K-91)", async () => {
  const live = liveWith({});
  await assert.rejects(connects(live), refusedAs("STOP_DB_UNREACHABLE"));
  await assert.rejects(dumps(live), refusedAs("STOP_BACKUP_FAILED"));
});

test("a named certificate that can't be read is STOP_CONFIG_INVALID, with the variable's name", async () => {
  const live = liveWith({ PGSSLROOTCERT: "/nowhere/root.crt" });
  await assert.rejects(live.openSource(), refusedAs("STOP_CONFIG_INVALID", "PGSSLROOTCERT"));
});

test("a pg_dump older than the server is STOP_TOOL_MISSING, which the doctor asks for before any run (D-97)", async () => {
  const settings = {
    schema: "iu-cutter/config/1",
    repositoryId: "local/control",
    controlRepository: { path: "control" },
    rootKeys: ["root.asc"],
    backup: { recipientKey: "recipient.asc" },
  };
  await writeFile(join(folder.path, SETTINGS_FILE), JSON.stringify(settings));
  const backup = must(
    await composeBackup({
      root: folder.path,
      kept: null,
      settings: must(await readSettings(folder.path)),
      environment: must(readEnvironment()),
      live: liveWith({ PGSSLROOTCERT: authority }),
      clock: systemClock,
      interrupted: new AbortController().signal,
      late: new AbortController().signal,
    }),
  );
  assert.match(must(await backup.readTool(15)), /^pg_dump/);
  const older = await backup.readTool(99);
  assert.deepEqual(older.ok ? [] : [older.refusal.reason, older.refusal.expected], [
    "STOP_TOOL_MISSING",
    "pg_dump 99 or later, like the server",
  ]);
});

function refusedAs(reason: string, field?: string) {
  return (fault: unknown) => {
    assert.ok(fault instanceof RefusalError, String(fault));
    assert.equal(fault.refusal.reason, reason);
    if (field !== undefined) assert.equal(fault.refusal.field, field);
    return true;
  };
}
