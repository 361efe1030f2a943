import assert from "node:assert/strict";
import {
  appendFile,
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { PgBackRestOptions } from "../../../src/adapters/backup/pgbackrest/pgbackrest-options.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { KeptClusterOptions } from "../../../src/adapters/scratch-postgres/create-kept-cluster.ts";
import { takeKernelLock } from "../../../src/adapters/sidecar/kernel-lock.ts";
import type { BackupEnvelope, PgBackRestEnvelope } from "../../../src/domain/backup-envelope.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { GOVERNED_TABLES } from "../../../src/domain/tables.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../../src/ports/scratch.ts";
import { backupEnvelope } from "../../support/gate-scene.ts";
import { install, makePlan, registerPlan } from "../../support/knowledge.ts";
import { superuserOf } from "../../support/knowledge-cluster.ts";
import {
  type ArchivingCluster,
  openRepositoryBackup,
  startArchiving,
} from "../../support/repository-scene.ts";
import { ask } from "../../support/scratch-options.ts";

const RUN_ID = "ictr-20260601T120000Z-0a0b0c0d";
const KEY = "a key that nobody may read";

let archiving: ArchivingCluster;
let live: KnowledgeBase;

before(async () => {
  archiving = await startArchiving({ cipherKey: KEY });
  await install(archiving.database.sql);
  await registerPlan(archiving.database.sql, makePlan("BACKUP", 12));
  live = createKnowledgeBase(archiving.database.sql);
});
after(async () => {
  await live[Symbol.asyncDispose]();
  await archiving[Symbol.asyncDispose]();
});

type Changes = Partial<PgBackRestOptions> & { readonly keptCluster?: Partial<KeptClusterOptions> };

async function take(changes: Changes = {}, of: KnowledgeBase = live) {
  const { backup } = await openRepositoryBackup(archiving, changes);
  return backup.take({ runId: RUN_ID, live: of, folder: "/nonexistent", documents: [] });
}

/** A backup that is taken; its copy is used and ended. */
async function taken(
  changes: Changes = {},
  use: (restored: ScratchDatabase) => Promise<void> = async () => undefined,
): Promise<PgBackRestEnvelope> {
  const result = await take(changes);
  assert.ok(result.ok, JSON.stringify(result));
  await using restored = result.value.restored;
  await use(restored);
  return result.value.envelope;
}

async function refusedTake(changes: Changes = {}, of: KnowledgeBase = live): Promise<Refusal> {
  const result = await take(changes, of);
  if (result.ok) await result.value.restored[Symbol.asyncDispose]();
  assert.ok(!result.ok, "the backup was taken");
  return result.refusal;
}

test("the first backup of a repository is a full one, and the envelope names it by label, places in the log and digest of its manifest", async () => {
  const { repository, ...envelope } = await taken();
  assert.match(repository.label, /^\d{8}-\d{6}F$/);
  assert.deepEqual([repository.type, repository.prior, repository.cipher], ["full", null, "aes-256-cbc"]);
  assert.match(repository.lsnStop, /^\d+\/[0-9A-F]+$/);
  assert.match(repository.walStop, /^[0-9A-F]{24}$/);
  assert.equal(envelope.sha256, repository.manifestSha256);
  assert.deepEqual(envelope.database, await live.identity());
  assert.deepEqual(envelope.tables.map(({ table }) => table).toSorted(), [...GOVERNED_TABLES].toSorted());
  assert.deepEqual(envelope.restoreProof.tables, envelope.tables);
  assert.ok(!JSON.stringify({ repository, envelope }).includes(KEY));
});

test("the next one is incremental, restores what the live database holds, and its copy has the same contract and rights", async () => {
  await registerPlan(archiving.database.sql, makePlan("SECOND", 5));
  const { repository } = await taken({}, async (restored) => {
    await using copy = createKnowledgeBase(restored.sql);
    assert.deepEqual(await copy.contractDifferences(), []);
    assert.deepEqual(await copy.schemaFacts(), await live.schemaFacts());
    await using snapshot = await live.openSnapshot();
    await using copied = await copy.openSnapshot();
    assert.deepEqual(copied.tables, snapshot.tables);
  });
  assert.equal(repository.type, "incr");
  assert.match(repository.prior ?? "", /F$/);
});

test("a fork of the copy is independent, and neither reaches the live database", async () => {
  const rows = "select count(*)::int as rows from public.dot_config";
  await taken({}, async (restored) => {
    const [before] = await ask(archiving.database, "owner", rows);
    await using fork = await restored.fork();
    for (const database of [fork, restored]) {
      await using owner = await database.sql.open("owner");
      await owner.query("create table public.spoiled (id int)");
    }
    await ask(fork, "owner", "drop table public.spoiled");
    const [kept] = await ask(restored, "owner", "select to_regclass('public.spoiled')::text as found");
    assert.deepEqual(kept, { found: "spoiled" });
    assert.deepEqual(await ask(archiving.database, "owner", rows), [before]);
  });
  await taken({}, async (restored) => {
    const [again] = await ask(restored, "owner", "select to_regclass('public.spoiled')::text as found");
    assert.deepEqual(again, { found: null }, "what was written to the last copy is not in the next");
  });
});

test("a copy archives nothing, and reads nothing of the live server's configuration (B-16)", async () => {
  const before = await archiving.files("archive");
  await using session = await superuserOf(archiving.cluster, "template1").open("owner");
  await session.query("alter system set work_mem = '77MB'");
  await taken({}, async (restored) => {
    const settings = `select name, setting from pg_settings
       where name in ('archive_mode', 'listen_addresses', 'max_logical_replication_workers', 'work_mem') order by 1`;
    assert.deepEqual(await ask(restored, "owner", settings), [
      { name: "archive_mode", setting: "off" },
      { name: "listen_addresses", setting: "" },
      { name: "max_logical_replication_workers", setting: "0" },
      { name: "work_mem", setting: "4096" },
    ]);
  });
  const timelines = (files: readonly string[]) =>
    new Set(files.map((file) => /\/(\d{8})\d{16}-/.exec(file)?.[1]));
  assert.deepEqual(timelines(await archiving.files("archive")), timelines(before));
});

test("a chain that is as long as the configuration allows is ended by a full backup", async () => {
  assert.equal((await taken({ fullAfterIncrements: 1 })).repository.type, "full");
  assert.equal((await taken()).repository.type, "incr");
});

test("what is restored is for the server's account alone, and is kept or not, as the configuration says", async () => {
  await taken({}, async () => {
    const data = await stat(join(archiving.restoreFolder, "data"));
    assert.equal(data.mode & 0o777, 0o700);
    assert.equal(data.uid, archiving.launch.account.uid);
  });
  assert.ok((await readdir(join(archiving.restoreFolder, "data"))).includes("base"));
  await taken({ keptCluster: { keep: false } });
  assert.deepEqual((await readdir(archiving.restoreFolder)).toSorted(), [
    "iu-cutter-restore.txt",
    "restore.lock",
  ]);
});

test("a tablespace of the cluster is restored into the kept folder, not to where the live one is (B-16)", async () => {
  const place = join(archiving.cluster.folder, "space");
  await mkdir(place);
  const { uid, gid } = archiving.launch.account;
  await chown(place, uid, gid);
  await using session = await superuserOf(archiving.cluster, "template1").open("owner");
  await session.query(`create tablespace elsewhere location '${place}'`);
  await session.query("create table public.far (id int) tablespace elsewhere");
  try {
    const files = await readdir(place, { recursive: true });
    await taken();
    assert.deepEqual(await readdir(place, { recursive: true }), files);
    assert.notDeepEqual(await readdir(join(archiving.restoreFolder, "tablespaces")), []);
  } finally {
    await session.query("drop table public.far");
    await session.query("drop tablespace elsewhere");
  }
});

test("a restore is made here, though the configuration names another machine as the database's own", async () => {
  const remote = join(archiving.folder, "remote.conf");
  const text = await readFile(archiving.config, "utf8");
  await writeFile(remote, text.replace(/^(pg1-path=.*)$/m, "$1\npg1-host=db.example.org"));
  const wrapped = await program(
    "wrapped",
    `case "$*" in *restore) shift; exec /usr/bin/pgbackrest --config=${remote} "$@" ;; *) exec /usr/bin/pgbackrest "$@" ;; esac`,
  );
  assert.equal((await taken({ program: wrapped })).repository.type, "incr");
});

test("an archive that does not work is a stop that says so, and the next backup passes when it works again", async () => {
  await archiving.archive(false);
  try {
    const refusal = await refusedTake();
    assert.equal(refusal.reason, "STOP_BACKUP_FAILED");
    assert.match(refusal.actual ?? "", /WAL segment .* was not archived/);
    const { backup } = await openRepositoryBackup(archiving);
    const tested = await backup.selftest();
    assert.ok(!tested.ok);
    assert.equal(tested.refusal.reason, "STOP_BACKUP_REPOSITORY");
  } finally {
    await archiving.archive(true);
  }
  const { backup } = await openRepositoryBackup(archiving);
  const tested = await backup.selftest();
  assert.ok(tested.ok && tested.value.adapter === "pgbackrest", JSON.stringify(tested));
  assert.equal((await taken()).repository.prior, tested.value.newest);
});

test("a backup is checked again before the write, and every alteration is a stop (B-15)", async (context) => {
  const envelope = await taken({ fullAfterIncrements: 1 });
  const next = await taken();
  const expected = { runId: RUN_ID, systemIdentifier: envelope.database.systemIdentifier };
  const { backup } = await openRepositoryBackup(archiving);
  const recheck = async (given: BackupEnvelope, wanted = expected, by = backup) => {
    const result = await by.recheck(given, wanted);
    return result.ok ? "accepted" : result.refusal.reason;
  };
  const labelled = (label: string) => join(archiving.repository, "backup/law", label);
  const putAside = async (path: string, work: () => Promise<string>) => {
    await rename(path, `${path}.aside`);
    const found = await work();
    await rename(`${path}.aside`, path);
    return found;
  };
  const { label } = next.repository;
  const of = (changes: Partial<PgBackRestEnvelope["repository"]>) => ({
    ...next,
    repository: { ...next.repository, ...changes },
  });
  for (const [title, judge, reason] of [
    ["the untouched one is accepted", () => recheck(next), "accepted"],
    ["one on which another rests as well", () => recheck(envelope), "accepted"],
    [
      "of another run",
      () => recheck({ ...next, runId: "ictr-20260601T110000Z-0a0b0c0d" }),
      "STOP_BACKUP_STALE",
    ],
    ["of another cluster", () => recheck(next, { ...expected, systemIdentifier: "7" }), "STOP_BACKUP_STALE"],
    [
      "a repository of another cluster",
      () =>
        recheck(
          { ...next, database: { ...next.database, systemIdentifier: "7" } },
          { ...expected, systemIdentifier: "7" },
        ),
      "STOP_BACKUP_STALE",
    ],
    ["another place in the log", () => recheck(of({ lsnStop: "F/F" })), "STOP_BACKUP_UNVERIFIED"],
    ["another manifest", () => recheck(of({ manifestSha256: "0".repeat(64) })), "STOP_BACKUP_UNVERIFIED"],
    ["another stanza", () => recheck(of({ stanza: "other" })), "STOP_BACKUP_UNVERIFIED"],
    ["a label that is not there", () => recheck(of({ label: "20200101-000000F" })), "STOP_BACKUP_UNVERIFIED"],
    ["the envelope of a file", () => recheck(fileEnvelope(next)), "STOP_BACKUP_UNVERIFIED"],
    [
      "an envelope without its tables",
      () => recheck({ ...next, tables: [] }),
      "STOP_BACKUP_ENVELOPE_INCOMPLETE",
    ],
    [
      "a repository that is gone",
      () => putAside(archiving.repository, () => recheck(next)),
      "STOP_BACKUP_REPOSITORY",
    ],
    [
      "a manifest that is gone",
      () =>
        putAside(join(labelled(label), "backup.manifest"), () =>
          putAside(join(labelled(label), "backup.manifest.copy"), () => recheck(next)),
        ),
      "STOP_BACKUP_UNVERIFIED",
    ],
    [
      "a file of the backup that it rests on is gone",
      async () => {
        const [file = ""] = await archiving.files(`backup/law/${envelope.repository.label}/pg_data/base/5`);
        return putAside(file, () => recheck(next));
      },
      "STOP_BACKUP_UNVERIFIED",
    ],
  ] as const) {
    await context.test(title, async () => assert.equal(await judge(), reason));
  }

  await context.test("one that has expired meanwhile, and the way out leads to a new one", async () => {
    await archiving.pgbackrest("expire", "--repo=1", `--set=${label}`);
    const result = await backup.recheck(next, expected);
    assert.ok(!result.ok);
    assert.equal(result.refusal.reason, "STOP_BACKUP_UNVERIFIED");
    assert.match(result.refusal.actual ?? "", /expired/);
    const again = await taken();
    assert.equal(await recheck(again), "accepted");
  });
});

/** What pg_dump would have left of the same moment. */
function fileEnvelope({ database, tables, restoreProof }: PgBackRestEnvelope): BackupEnvelope {
  return backupEnvelope({ runId: RUN_ID, database, tables, restoreProof });
}

test("a damaged file on which the backup rests is a stop in phase 4, though the kept folder still has it whole, and a full one is the way out (B-15)", async () => {
  const first = await taken({ fullAfterIncrements: 1 });
  assert.equal(first.repository.type, "full");
  const [file = ""] = await archiving.files(`backup/law/${first.repository.label}/pg_data/base/5`);
  await appendFile(file, "X");
  const refusal = await refusedTake();
  assert.equal(refusal.reason, "STOP_BACKUP_UNVERIFIED");
  assert.match(refusal.wayOut, /--type=full/);
  await archiving.pgbackrest("backup", "--type=full", "--start-fast", "--no-expire-auto");
  assert.equal((await taken()).repository.type, "incr");
});

test("a repository of another cluster is a stop (B-15)", async () => {
  await using other = await startArchiving();
  const refusal = await refusedTake({ config: other.config });
  assert.equal(refusal.reason, "STOP_BACKUP_REPOSITORY");
  assert.equal(refusal.expected, (await live.identity()).systemIdentifier);
});

test("where somebody writes right behind a backup, another is taken; where it never rests, that is a stop and nothing stays restored", async () => {
  let opened = 0;
  const moving = (times: number): KnowledgeBase => ({
    ...live,
    async openSnapshot() {
      opened += 1;
      const snapshot = await live.openSnapshot();
      const tables = snapshot.tables.map((fact) =>
        opened > times ? fact : { ...fact, rows: fact.rows + 1 },
      );
      return { ...snapshot, tables };
    },
  });
  const result = await take({}, moving(1));
  assert.ok(result.ok, JSON.stringify(result));
  await result.value.restored[Symbol.asyncDispose]();
  assert.equal(opened, 2);
  opened = 0;
  const refusal = await refusedTake({}, moving(9));
  assert.deepEqual([refusal.reason, opened], ["STOP_RESTORE_DIFFERS", 3]);
  assert.match(refusal.wayOut, /let them rest/);
  assert.deepEqual((await readdir(archiving.restoreFolder)).toSorted(), [
    "iu-cutter-restore.txt",
    "restore.lock",
  ]);
});

test("two processes never restore into one folder: the second waits, and where that takes too long it is a stop (B-17)", async () => {
  await taken();
  const lock = await takeKernelLock(join(archiving.restoreFolder, "restore.lock"));
  assert.ok(lock.ok);
  const refusal = await refusedTake({ keptCluster: { lockMs: 0 } });
  assert.equal(refusal.reason, "STOP_LOCK_HELD");
  const waiting = taken();
  await lock.value[Symbol.asyncDispose]();
  assert.equal((await waiting).repository.type, "incr");
});

/** A program in the place of pgBackRest. */
async function program(name: string, script: string): Promise<string> {
  const path = join(archiving.folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test("a program that is missing, too old, open to others, or does not end is a stop (F-61)", async (context) => {
  for (const [title, change, reason, told] of [
    ["missing", async () => ({ program: "/nonexistent/pgbackrest" }), "STOP_TOOL_MISSING", /nonexistent/],
    [
      "too old",
      async () => ({ program: await program("old", "echo pgBackRest 2.44") }),
      "STOP_TOOL_MISSING",
      /2\.44/,
    ],
    [
      "open to others",
      async () => {
        const path = await program("open", "echo pgBackRest 2.45");
        await chmod(path, 0o777);
        return { program: path };
      },
      "STOP_CONFIG_INVALID",
      /777/,
    ],
    [
      "without an end",
      async () => ({
        timeoutMs: 300,
        program: await program(
          "slow",
          'if [ "$1" = version ]; then echo pgBackRest 2.45; else sleep 600; fi',
        ),
      }),
      "STOP_BACKUP_REPOSITORY",
      /ended/,
    ],
    [
      "that says a secret",
      async () => ({
        redact: (text: string) => text.replaceAll("hunter2", "***"),
        program: await program(
          "talks",
          'if [ "$1" = version ]; then echo pgBackRest 2.45; else echo "ERROR: [999]: key hunter2" >&2; exit 1; fi',
        ),
      }),
      "STOP_BACKUP_REPOSITORY",
      /^ERROR: \[999\]: key \*\*\*$/,
    ],
  ] as const) {
    await context.test(title, async () => {
      const refusal = await refusedTake(await change());
      assert.equal(refusal.reason, reason, JSON.stringify(refusal));
      assert.match(refusal.actual ?? "", told);
    });
  }
});

test("a process that is asked to end gives a backup up that waits for pgBackRest (F-61)", async () => {
  const asked = new AbortController();
  const slow = await program(
    "slow-backup",
    'case "$*" in *backup) sleep 600 ;; *) exec /usr/bin/pgbackrest "$@" ;; esac',
  );
  setTimeout(() => asked.abort("SIGTERM"), 1500);
  const refusal = await refusedTake({ program: slow, interrupted: asked.signal });
  assert.deepEqual([refusal.reason, refusal.actual], ["STOP_INTERRUPTED", "SIGTERM"]);
  assert.equal((await taken()).repository.type, "incr");
});

test("a folder that holds what is not ours, or that others can change, is a stop and is left as it is (B-17)", async () => {
  for (const [name, prepare, actual] of [
    ["foreign folder", (path: string) => writeFile(join(path, "letter.txt"), "mine"), /letter\.txt/],
    ["open folder", (path: string) => chmod(path, 0o777), /777/],
  ] as const) {
    const folder = join(archiving.folder, name);
    await mkdir(folder, { mode: 0o711 });
    await prepare(folder);
    const before = await readdir(folder);
    const refusal = await refusedTake({ keptCluster: { folder } });
    assert.equal(refusal.reason, "STOP_CONFIG_INVALID");
    assert.match(refusal.actual ?? "", actual);
    assert.deepEqual(await readdir(folder), before);
    await rm(folder, { recursive: true });
  }
});
