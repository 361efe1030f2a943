import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { type Cluster, PORT, SUPERUSER } from "../../../src/adapters/scratch-postgres/cluster.ts";
import { ConnectionLost } from "../../../src/ports/connection-lost.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { startTestCluster } from "../../support/knowledge-cluster.ts";

let cluster: Cluster;

before(async () => {
  cluster = await startTestCluster();
});
after(() => cluster[Symbol.asyncDispose]());

/** A statement may take 200 ms, and its answer 100 ms more. */
const open = () =>
  openPgSource({
    host: cluster.folder,
    port: PORT,
    database: "template1",
    sslmode: "disable",
    roles: { owner: { user: SUPERUSER, password: cluster.superuserPassword } },
    statementTimeoutMs: 200,
    silenceMs: 300,
  }).open("owner");

/** Stops the session's own server process, whose socket stays open; the function it returns lets it go on. */
async function silence(session: SqlSession): Promise<() => void> {
  const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
  const pid = rows[0]?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  return () => process.kill(pid, "SIGCONT");
}

test("a server that falls silent while it owes an answer is a lost connection, whatever its socket says (F-61)", async () => {
  await using session = await open();
  const wake = await silence(session);
  try {
    await assert.rejects(session.query("select 1"), (fault) => {
      assert.ok(fault instanceof ConnectionLost);
      assert.match(fault.message, /the server has said nothing/);
      return true;
    });
  } finally {
    wake();
  }
});

test("a session is closed even where its server does not answer the farewell (F-61)", async () => {
  const session = await open();
  const wake = await silence(session);
  await session[Symbol.asyncDispose]();
  wake();
});

test("a session that asks nothing may be silent for longer (F-61)", async () => {
  await using session = await open();
  await session.query("select 1");
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal((await session.query("select 1")).rowCount, 1);
});

test("a statement that is allowed to take long is waited for as long, a silent server no longer, and the next who has the session has its usual limit (F-61)", async () => {
  await using session = await open();
  assert.ok(session.allow && session.renewal);
  await session.allow(600);
  assert.equal((await session.query("select pg_sleep(0.45)")).rowCount, 1);
  await session.renewal.rest();
  await session.renewal.wake();
  await assert.rejects(session.query("select pg_sleep(0.45)"), /statement timeout/);
  await session.allow(600);
  const wake = await silence(session);
  try {
    await assert.rejects(session.query("select 1"), /the server has said nothing for 0\.7 s/);
  } finally {
    wake();
  }
});
