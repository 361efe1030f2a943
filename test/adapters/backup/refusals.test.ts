import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BackupOptions } from "../../../src/adapters/backup/backup-options.ts";
import { createPgDump } from "../../../src/adapters/backup/create-pg-dump.ts";
import { createEncryption } from "../../../src/adapters/openpgp/encrypt.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { BackupEnvelope } from "../../../src/domain/backup-envelope.ts";
import { accepted } from "../../../src/domain/result.ts";
import type { Recipient } from "../../../src/ports/encryption.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../../src/ports/scratch.ts";
import { type BackupScene, clock, makeBackupScene } from "../../support/backup-scene.ts";
import { makeRecipient, revoke, writeKeyFile } from "../../support/recipient-keys.ts";
import { ask, realServerFactory } from "../../support/scratch-options.ts";

const RUN_ID = "ictr-20260601T120000Z-0a0b0c0d";
let scene: BackupScene;
let started: ScratchDatabase[] = [];
let disposed = 0;
let empty: ScratchDatabase;

before(async () => {
  const factory = await realServerFactory();
  scene = await makeBackupScene(factory);
  empty = await factory.start();
});
after(async () => {
  await empty[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

/** Forks an empty database, which is quicker than a server of its own. Counts the throw-away databases, so that a refused backup is seen to leave none. */
function countingScratch(): BackupOptions["scratch"] {
  started = [];
  disposed = 0;
  return {
    describe: () => scene.factory.describe(),
    async start() {
      const database = await empty.fork();
      started.push(database);
      const end = database[Symbol.asyncDispose].bind(database);
      return Object.assign(database, {
        async [Symbol.asyncDispose]() {
          disposed += 1;
          await end();
        },
      });
    },
  };
}

/** Takes a backup that must be refused; nothing may be left in the folder, and no throw-away database. */
async function refusedTake(changes: Partial<BackupOptions>, folder = scene.folder) {
  const result = await scene
    .backup({ scratch: countingScratch(), ...changes })
    .take({ runId: RUN_ID, live: scene.live, folder, documents: [] });
  assert.ok(!result.ok);
  assert.deepEqual(await readdir(folder), []);
  assert.equal(disposed, started.length);
  return result.refusal;
}

/** A pg_dump of our own making: `body` is shell, `$REAL` the real program. */
async function fakeDump(body: string): Promise<Partial<BackupOptions>> {
  const options = scene.pgDump;
  assert.ok(options);
  const program = join(await mkdtemp(join(tmpdir(), "pd-")), "pg_dump");
  await writeFile(program, `#!/bin/sh\nREAL=${options.program}\n${body}\n`);
  await chmod(program, 0o755);
  return { dumpSource: async () => createPgDump({ ...options, program }) };
}

for (const [title, body, reason, actual] of [
  [
    "pg_dump that exits 1 in the middle (B-01)",
    '"$REAL" "$@" | head -c 20000; exit 1',
    "STOP_BACKUP_FAILED",
    /exit status 1/,
  ],
  [
    "pg_dump that exits 1 and wrote everything",
    '"$REAL" "$@"; exit 1',
    "STOP_BACKUP_FAILED",
    /exit status 1/,
  ],
  ["pg_dump that writes nothing and exits 0", "exit 0", "STOP_BACKUP_FAILED", /no end/],
  [
    "pg_dump that exits 0 and cut off the end (B-02)",
    '"$REAL" "$@" | head -c -120',
    "STOP_BACKUP_FAILED",
    /no end/,
  ],
  [
    "pg_dump that warns",
    '"$REAL" "$@"; echo "pg_dump: warning: something is left out" >&2',
    "STOP_BACKUP_FAILED",
    /left out/,
  ],
  ["pg_dump that is killed", '"$REAL" "$@" | head -c 20000; kill -9 $$', "STOP_BACKUP_FAILED", /SIGKILL/],
  [
    "a dump that leaves rows out and looks complete",
    '"$REAL" "$@" | grep -v "BACKUP/article-7\\b"',
    "STOP_RESTORE_DIFFERS",
    /restore|rows|content|violates/,
  ],
  [
    "a dump with altered text",
    '"$REAL" "$@" | sed "s/shall change article 3/may change article 3/"',
    "STOP_RESTORE_DIFFERS",
    /.*/,
  ],
  [
    "a dump with an altered function",
    '"$REAL" "$@" | sed "s/the units of one call/the units of a call/"',
    "STOP_RESTORE_DIFFERS",
    /fn_iu_create/,
  ],
  [
    "a dump with a trigger left out",
    '"$REAL" "$@" | grep -v "ENABLE ALWAYS TRIGGER"',
    "STOP_RESTORE_DIFFERS",
    /.*/,
  ],
  [
    "a dump with a statement that fails",
    '"$REAL" "$@" | sed "s/^SET default_tablespace.*/select 1\\/0;/"',
    "STOP_RESTORE_DIFFERS",
    /division by zero/,
  ],
] as const) {
  test(`${title} is a stop, and nothing is left`, async () => {
    const refusal = await refusedTake(await fakeDump(body));
    assert.equal(refusal.reason, reason);
    assert.match(refusal.actual ?? "", actual);
  });
}

test("a throw-away database that does not start is a stop", async () => {
  const start = () => Promise.reject(new Error("initdb ended with 1: No space left on device"));
  const refusal = await refusedTake({ scratch: { ...countingScratch(), start } });
  assert.equal(refusal.reason, "STOP_BACKUP_FAILED");
  assert.match(refusal.actual ?? "", /No space left/);
});

test("a snapshot that cannot be opened leaves no throw-away database", async () => {
  const scratch = countingScratch();
  const live: KnowledgeBase = {
    ...scene.live,
    openSnapshot: () => Promise.reject(new Error("the snapshot broke")),
  };
  await assert.rejects(
    scene.backup({ scratch }).take({ runId: RUN_ID, live, folder: scene.folder, documents: [] }),
    /the snapshot broke/,
  );
  assert.equal(started.length, 1);
  assert.equal(disposed, 1);
  assert.deepEqual(await readdir(scene.folder), []);
});

test("a throw-away database that does not start leaves no snapshot open", async () => {
  let closed = 0;
  const live: KnowledgeBase = {
    ...scene.live,
    async openSnapshot() {
      const snapshot = await scene.live.openSnapshot();
      return {
        ...snapshot,
        async [Symbol.asyncDispose]() {
          closed += 1;
          await snapshot[Symbol.asyncDispose]();
        },
      };
    },
  };
  const start = () => Promise.reject(new Error("no room"));
  const scratch = { ...countingScratch(), start };
  const taken = await scene
    .backup({ scratch })
    .take({ runId: RUN_ID, live, folder: scene.folder, documents: [] });
  assert.ok(!taken.ok);
  assert.equal(closed, 1);
});

test("pg_dump that is not there is a stop", async () => {
  const options = scene.pgDump;
  assert.ok(options);
  const refusal = await refusedTake({
    dumpSource: async () => createPgDump({ ...options, program: "/nonexistent/pg_dump" }),
  });
  assert.equal(refusal.reason, "STOP_TOOL_MISSING");
});

for (const { what, limits } of [
  { what: "takes too long", limits: { timeoutMs: 200 } },
  { what: "writes nothing for too long", limits: { silenceMs: 200 } },
]) {
  test(`pg_dump that ${what} is ended and is a stop (F-61)`, async () => {
    const options = scene.pgDump;
    assert.ok(options);
    const program = join(await mkdtemp(join(tmpdir(), "pd-")), "pg_dump");
    await writeFile(program, "#!/bin/sh\nsleep 600\n");
    await chmod(program, 0o755);
    const refusal = await refusedTake({
      dumpSource: async () => createPgDump({ ...options, program, ...limits }),
    });
    assert.equal(refusal.reason, "STOP_DB_TIMEOUT");
  });
}

test("a snapshot that can't be closed leaves no copy behind (F-60)", async () => {
  const live = {
    ...scene.live,
    async openSnapshot() {
      const snapshot = await scene.live.openSnapshot();
      return {
        ...snapshot,
        async [Symbol.asyncDispose]() {
          await snapshot[Symbol.asyncDispose]();
          throw new Error("the server is gone");
        },
      };
    },
  };
  const taking = scene
    .backup({ scratch: countingScratch() })
    .take({ runId: RUN_ID, live, folder: scene.folder, documents: [] });
  await assert.rejects(taking, /the server is gone/);
  assert.deepEqual([started.length, disposed], [1, 1]);
  for (const name of await readdir(scene.folder)) await rm(join(scene.folder, name));
});

test("a process that is asked to end gives a backup up that waits for pg_dump (F-61)", async () => {
  const options = scene.pgDump;
  assert.ok(options);
  const asked = new AbortController();
  const program = join(await mkdtemp(join(tmpdir(), "pd-")), "pg_dump");
  await writeFile(program, "#!/bin/sh\nsleep 600\n");
  await chmod(program, 0o755);
  const { signal: interrupted } = asked;
  const refusal = await refusedTake({
    interrupted,
    dumpSource: async () => {
      setTimeout(() => asked.abort("SIGTERM"), 100);
      return createPgDump({ ...options, program, interrupted });
    },
  });
  assert.deepEqual([refusal.reason, refusal.actual], ["STOP_INTERRUPTED", "SIGTERM"]);
});

test("a table that another session has locked during the dump is a stop (D-25)", async () => {
  const options = scene.pgDump;
  assert.ok(options);
  await using blocker = await scene.database.sql.open("owner");
  // The lock is taken when the dump begins, after the snapshot has counted, so that it stops pg_dump alone.
  const locking = {
    ...createPgDump({ ...options, lockTimeoutMs: 300 }),
    async *dump(order: Parameters<ReturnType<typeof createPgDump>["dump"]>[0]) {
      await blocker.query("begin");
      await blocker.query("lock table cutter_governance.phase_receipt in access exclusive mode nowait");
      yield* createPgDump({ ...options, lockTimeoutMs: 300 }).dump(order);
    },
  };
  const live = { ...scene.live, openSnapshot: () => releasedSnapshot() };
  const result = await scene
    .backup({ dumpSource: async () => locking, scratch: countingScratch() })
    .take({ runId: RUN_ID, live, folder: scene.folder, documents: [] });
  await blocker.query("rollback");
  assert.ok(!result.ok);
  assert.equal(result.refusal.reason, "STOP_DB_TIMEOUT", JSON.stringify(result.refusal));
  assert.deepEqual(await readdir(scene.folder), []);
});

/** Facts of a snapshot that keeps no lock on the tables. */
async function releasedSnapshot() {
  const snapshot = await scene.live.openSnapshot();
  await snapshot[Symbol.asyncDispose]();
  return { ...snapshot, snapshotId: null, async [Symbol.asyncDispose]() {} };
}

test("a table that is locked while the snapshot counts is a stop (D-25)", async () => {
  const timeout = Object.assign(new Error("canceling statement due to lock timeout"), { code: "55P03" });
  const live = { ...scene.live, openSnapshot: () => Promise.reject(timeout) };
  const result = await scene
    .backup({ scratch: countingScratch() })
    .take({ runId: RUN_ID, live, folder: scene.folder, documents: [] });
  assert.ok(!result.ok);
  assert.equal(result.refusal.reason, "STOP_DB_TIMEOUT");
});

test("a folder that is full is a stop, and nothing is left (B-07)", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "full-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]);
  if (mounted.status !== 0) {
    context.diagnostic("no right to mount: a device that is always full stands for the disk");
    const encryption = await fullDisk();
    const refusal = await refusedTake({ encryption });
    assert.equal(refusal.reason, "STOP_BACKUP_FAILED");
    return;
  }
  try {
    const refusal = await refusedTake({}, folder);
    assert.equal(refusal.reason, "STOP_BACKUP_FAILED");
    assert.match(refusal.actual ?? "", /ENOSPC/);
  } finally {
    spawnSync("umount", [folder]);
    await rm(folder, { recursive: true });
  }
});

/** An encryption whose output fails as a full disk does. */
async function fullDisk(): Promise<BackupOptions["encryption"]> {
  const read = await scene.options.encryption.readRecipient();
  assert.ok(read.ok);
  const recipient: Recipient = {
    ...read.value,
    async *encrypt(plain) {
      for await (const chunk of read.value.encrypt(plain)) {
        await writeFile("/dev/full", chunk);
        yield chunk;
      }
    },
  };
  return { tool: scene.options.encryption.tool, readRecipient: async () => accepted(recipient) };
}

test("a folder that is not there is a stop", async () => {
  const folder = join(scene.folder, "none");
  const result = await scene
    .backup({ scratch: countingScratch() })
    .take({ runId: RUN_ID, live: scene.live, folder, documents: [] });
  assert.ok(!result.ok);
  assert.equal(result.refusal.reason, "STOP_BACKUP_FAILED");
});

for (const [title, makeKey, reason] of [
  [
    "missing",
    async () => ({ fingerprint: null, key: scene.pair.publicKey }),
    "STOP_BACKUP_RECIPIENT_MISSING",
  ],
  [
    "expired (B-05)",
    async () => keyOf(await makeRecipient({ expiresAfterSeconds: 60 })),
    "STOP_BACKUP_RECIPIENT_INVALID",
  ],
  [
    "for signing only (B-05)",
    async () => keyOf(await makeRecipient({ signOnly: true })),
    "STOP_BACKUP_RECIPIENT_INVALID",
  ],
  [
    "revoked (B-05)",
    async () => ({ ...keyOf(scene.pair), key: await revoke(scene.pair) }),
    "STOP_BACKUP_RECIPIENT_INVALID",
  ],
  [
    "another than the pinned one (B-03)",
    async () => ({ ...keyOf(await makeRecipient()), fingerprint: scene.pair.fingerprint }),
    "STOP_BACKUP_RECIPIENT_MISMATCH",
  ],
] as const) {
  test(`a recipient that is ${title} is a stop before the database is asked, and fails the selftest`, async () => {
    const { fingerprint, key } = await makeKey();
    const encryption = createEncryption({ fingerprint, keyFile: await writeKeyFile(key), clock });
    const live = { ...scene.live, openSnapshot: () => Promise.reject(new Error("the database was asked")) };
    const backup = scene.backup({ encryption });
    for (const result of [
      await backup.take({ runId: RUN_ID, live, folder: scene.folder, documents: [] }),
      await backup.selftest(),
    ]) {
      assert.ok(!result.ok);
      assert.equal(result.refusal.reason, reason);
    }
    assert.deepEqual(await readdir(scene.folder), []);
  });
}

function keyOf(pair: { readonly fingerprint: string; readonly publicKey: string }) {
  return { fingerprint: pair.fingerprint, key: pair.publicKey };
}

test("output that a second key can open is a stop, and nothing is left (B-03)", async () => {
  const second = await makeRecipient();
  const encryption = await encryptionFor([scene.pair.publicKey, second.publicKey]);
  assert.equal((await refusedTake({ encryption })).reason, "STOP_BACKUP_RECIPIENT_MISMATCH");
});

/** The pinned recipient's judgement over output that was made for other keys. */
async function encryptionFor(publicKeys: readonly string[]): Promise<BackupOptions["encryption"]> {
  const { createMessage, encrypt, readKey } = await import("openpgp");
  const read = await scene.options.encryption.readRecipient();
  assert.ok(read.ok);
  const encryptionKeys = await Promise.all(publicKeys.map((armoredKey) => readKey({ armoredKey })));
  const recipient: Recipient = {
    ...read.value,
    async *encrypt(plain) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of plain) chunks.push(chunk);
      const message = await createMessage({ binary: Buffer.concat(chunks) });
      yield await encrypt({ message, encryptionKeys, format: "binary", date: clock.now() });
    },
  };
  return { tool: scene.options.encryption.tool, readRecipient: async () => accepted(recipient) };
}

test("an envelope that lacks a fact is a stop, and nothing is left", async () => {
  const encryption = { ...scene.options.encryption, tool: "" };
  assert.equal((await refusedTake({ encryption })).reason, "STOP_BACKUP_ENVELOPE_INCOMPLETE");
});

test("a password is in no argument of pg_dump", async () => {
  const seen = join(await mkdtemp(join(tmpdir(), "pd-")), "seen");
  await refusedTake(await fakeDump(`echo "$0 $*" > ${seen}; exit 1`));
  const password = scene.pgDump?.target.password;
  assert.ok(password);
  const line = await readFile(seen, "utf8");
  assert.match(line, /--snapshot=/);
  assert.ok(!line.includes(password));
});

test("tables and sequences of others in public are neither needed nor dumped; their roles, rights and settings are copied (D-96)", async () => {
  await ask(scene.database, "owner", 'create table public."of others; x" (id int)');
  await using owner = await scene.database.sql.open("owner");
  await owner.script(`alter default privileges grant select on tables to cutter_verify;
    create sequence public.counter;
    alter role current_user set work_mem to '77MB';
    alter role current_user set search_path to "it's; $$ fine", public;`);
  await owner[Symbol.asyncDispose]();
  const taken = await scene
    .backup({ scratch: countingScratch() })
    .take({ runId: RUN_ID, live: scene.live, folder: scene.folder, documents: [] });
  assert.ok(taken.ok, JSON.stringify(taken));
  await using restored = taken.value.restored;
  await rm(taken.value.envelope.file);
  await using copy = createKnowledgeBase(restored.sql);
  assert.deepEqual((await copy.schemaFacts()).grants, (await scene.live.schemaFacts()).grants);
  const [row] = await ask(restored, "owner", `select to_regclass('public."of others; x"')::text as other`);
  assert.deepEqual(row, { other: null });
  const settings =
    "select r.rolname::text, s.setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole";
  const live = await ask(scene.database, "owner", settings);
  assert.equal(live.length, 1);
  assert.deepEqual(await ask(restored, "owner", settings), live);
});

test("a finished backup is read again, and every alteration is a stop", async (context) => {
  const taken = await scene
    .backup({ scratch: countingScratch() })
    .take({ runId: RUN_ID, live: scene.live, folder: scene.folder, documents: [] });
  assert.ok(taken.ok, JSON.stringify(taken));
  await taken.value.restored[Symbol.asyncDispose]();
  const { envelope } = taken.value;
  const expected = { runId: RUN_ID, systemIdentifier: envelope.database.systemIdentifier };
  const whole = await readFile(envelope.file);
  const recheck = async (given: BackupEnvelope, wanted = expected) => {
    const result = await scene.backup().recheck(given, wanted);
    return result.ok ? "accepted" : result.refusal.reason;
  };
  const restoring = (spoil: () => Promise<unknown>) => async () => {
    await spoil();
    const reason = await recheck(envelope);
    await writeFile(envelope.file, whole);
    return reason;
  };
  const inItsPlace = (put: () => Promise<unknown>) => async () => {
    await rm(envelope.file);
    await put();
    const found = await recheck(envelope);
    await rm(envelope.file, { recursive: true });
    await writeFile(envelope.file, whole);
    return found;
  };
  const flipped = Buffer.from(whole);
  flipped[2000] = (flipped[2000] ?? 0) ^ 1;

  for (const [title, judge, reason] of [
    ["the untouched file is accepted", () => recheck(envelope), "accepted"],
    ["a flipped byte (B-02)", restoring(() => writeFile(envelope.file, flipped)), "STOP_BACKUP_UNVERIFIED"],
    [
      "40 bytes cut off (B-02)",
      restoring(() => truncate(envelope.file, whole.length - 40)),
      "STOP_BACKUP_UNVERIFIED",
    ],
    ["a deleted file (B-13)", restoring(() => rm(envelope.file)), "STOP_BACKUP_UNVERIFIED"],
    ["a folder in its place (B-13)", inItsPlace(() => mkdir(envelope.file)), "STOP_BACKUP_UNVERIFIED"],
    [
      "a pipe in its place (B-13, F-100)",
      inItsPlace(async () => execFileSync("mkfifo", [envelope.file])),
      "STOP_BACKUP_UNVERIFIED",
    ],
    [
      "the backup of another run (B-12)",
      () => recheck({ ...envelope, runId: "ictr-20260601T110000Z-0a0b0c0d" }),
      "STOP_BACKUP_STALE",
    ],
    [
      "the backup of another database (B-12)",
      () => recheck(envelope, { ...expected, systemIdentifier: "7" }),
      "STOP_BACKUP_STALE",
    ],
    [
      "an envelope with another recipient",
      () => recheck({ ...envelope, recipient: "A".repeat(40) }),
      "STOP_BACKUP_RECIPIENT_MISMATCH",
    ],
    [
      "an envelope with other tables",
      () => recheck({ ...envelope, tables: envelope.tables.map((fact) => ({ ...fact, rows: 0 })) }),
      "STOP_BACKUP_UNVERIFIED",
    ],
    [
      "an envelope without its tables",
      () => recheck({ ...envelope, tables: [] }),
      "STOP_BACKUP_ENVELOPE_INCOMPLETE",
    ],
    [
      "an envelope with an unknown field",
      () => recheck(Object.assign({ more: 1 }, envelope)),
      "STOP_BACKUP_ENVELOPE_INCOMPLETE",
    ],
  ] as const) {
    await context.test(title, async () => assert.equal(await judge(), reason));
  }
  await copyFile(envelope.file, `${envelope.file}.copy`);
  for (const name of await readdir(scene.folder)) await rm(join(scene.folder, name));
});
