import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import type { App } from "../../src/compose/app.ts";
import type { LiveDatabase } from "../../src/compose/live-database.ts";
import { type CommitProxy, startCommitProxy } from "../support/commit-proxy.ts";
import { makeOnce } from "../support/make-once.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

/** A run that is approved for SG_1. */
const approved = makeOnce({
  async make() {
    const documentId = await setup.register(lawOf("nothing is heard"));
    const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
    await setup.approve(runId, "SG_1_cut_authz");
    return runId;
  },
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp();
    };
  },
});

function proxyAt(at: string, cut: "silent" | "answerless" = "silent"): Promise<CommitProxy> {
  const { host = "", port = 0 } = setup.live.dumpTarget() ?? {};
  return startCommitProxy({ host, port, cut, at });
}

/** The live database, of which the lane that writes is reached through the proxy, with bounds of parts of a second. */
function behind(proxy: CommitProxy): LiveDatabase {
  const password = setup.variables["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "";
  const silent = openPgSource({
    host: proxy.host,
    port: proxy.port,
    database: setup.variables["DOT_CUTTER_DB_NAME"] ?? "",
    sslmode: "disable",
    roles: { exec: { user: "cutter_exec", password } },
    connectTimeoutMs: 500,
    silenceMs: 1000,
    idleInTransactionTimeoutMs: 2000,
  });
  return {
    ...setup.live,
    async openSource() {
      const whole = await setup.live.openSource();
      return { ...whole, open: (role) => (role === "exec" ? silent : whole).open(role) };
    },
  };
}

/** Goes on with the run until no session that the server has not yet given up holds the lock of the document. */
async function resumeUnlocked(runId: string) {
  for (;;) {
    const outcome = must(await app.resume(runId));
    if (outcome.refusal?.reason !== "STOP_LOCK_HELD") return outcome;
  }
}

for (const { from, at, cut, reason } of [
  { from: "the first byte", at: "", reason: "STOP_DB_UNREACHABLE" },
  { from: "the question for the settings", at: "pg_settings", reason: "STOP_DB_TIMEOUT|STOP_DB_UNREACHABLE" },
  { from: "BEGIN", at: "begin isolation level", reason: "STOP_DB_TIMEOUT" },
  { from: "the first write", at: "fn_iu_create_many", reason: "STOP_DB_TIMEOUT" },
  { from: "the receipt", at: "insert into cutter_governance.phase_receipt", reason: "STOP_DB_TIMEOUT" },
  { from: "COMMIT, which the server does not get", at: "commit\0", reason: "STOP_OUTCOME_UNKNOWN" },
  {
    from: "COMMIT, which the server gets",
    at: "commit\0",
    cut: "answerless",
    reason: "STOP_OUTCOME_UNKNOWN",
  },
] as const satisfies readonly { from: string; at: string; cut?: "answerless"; reason: string }[]) {
  test(`a database that says nothing from ${from} on is a named stop, and the next start writes once (F-61, F-98)`, async () => {
    const runId = await approved();
    await using proxy = await proxyAt(at, cut);
    await using deaf = await setup.openApp({ live: behind(proxy) });
    const stopped = must(await deaf.resume(runId));
    assert.match(stopped.refusal?.reason ?? "none", new RegExp(`^(${reason})$`));
    assert.equal((await resumeUnlocked(runId)).state, "awaiting_lifecycle_authorization");
    await using owner = await setup.owner();
    const { rows } = await owner.query("select from public.information_unit");
    assert.equal(rows.length, 3);
  });
}

/** Runs a command whose database says nothing from a place on, and sends it the signal there. */
async function endAt(at: string, args: readonly string[], signal: NodeJS.Signals) {
  await using proxy = await proxyAt(at);
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  const running = setup.cutter(args, {
    variables: { ...setup.variables, DOT_CUTTER_DB_HOST: proxy.host, DOT_CUTTER_DB_PORT: String(proxy.port) },
    onStderr: (_text, send) => {
      kill = send;
    },
  });
  await Promise.race([proxy.reached, running]);
  kill(signal);
  return await running;
}

test("one signal ends a process whose database says nothing (F-61)", async () => {
  const runId = await approved();
  const end = await endAt("fn_iu_create_many", ["orchestrate", "resume", runId], "SIGTERM");
  assert.equal(end.code, 143, end.stderr);
  assert.match(end.stderr, /STOP_INTERRUPTED/);
  assert.match(
    end.stderr,
    /^ {2}do this {3}Start the command again; a run is resumed, and knows where it was\.$/m,
  );
});

for (const at of ["pg_get_ruledef", "from public.unit_version v"])
  test(`Ctrl-C in an audit whose database says nothing from ${at} on says to start it again, and speaks of no run that is resumed`, async () => {
    const end = await endAt(at, ["audit"], "SIGINT");
    assert.equal(end.code, 130, end.stderr);
    assert.match(end.stderr, /STOP_INTERRUPTED/);
    assert.match(
      end.stderr,
      /^ {2}do this {3}Start `cutter audit` again; it has changed no run and no text\.$/m,
    );
  });
