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

async function execute(...statements: readonly string[]): Promise<void> {
  await using owner = await setup.owner();
  for (const statement of statements) await owner.query(statement);
}

async function countUnits(documentId: string): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ units: number }>(
    `select count(*)::integer as units from public.information_unit u
     join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code where d.document_id = $1`,
    [documentId],
  );
  return rows[0]?.units ?? -1;
}

/** The live database, of which the lane that writes is reached through the proxy. */
function behind(proxy: CommitProxy): LiveDatabase {
  const password = setup.variables["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "";
  const cut = openPgSource({
    host: proxy.host,
    port: proxy.port,
    database: setup.variables["DOT_CUTTER_DB_NAME"] ?? "",
    sslmode: "disable",
    roles: { exec: { user: "cutter_exec", password } },
  });
  return {
    ...setup.live,
    async openSource() {
      const whole = await setup.live.openSource();
      return { ...whole, open: (role) => (role === "exec" ? cut : whole).open(role) };
    },
  };
}

/** A run that waits for SG_1. */
const waiting = makeOnce({
  async make() {
    const documentId = await setup.register(lawOf("the line is cut"));
    const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
    return { documentId, runId };
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

for (const { cut, units } of [
  { cut: "beforeServer", units: 0 },
  { cut: "afterServer", units: 3 },
] as const) {
  test(`a line that is lost at COMMIT (${cut}) is an outcome that nobody knows; the next start asks the receipt, and writes once`, async () => {
    const { documentId, runId } = await waiting();
    await setup.approve(runId, "SG_1_cut_authz");
    const { host = "", port = 0 } = setup.live.dumpTarget() ?? {};
    await using proxy = await startCommitProxy({ host, port, cut });
    await using lossy = await setup.openApp({ live: behind(proxy) });
    const lost = must(await lossy.resume(runId));
    assert.equal(lost.refusal?.reason, "STOP_OUTCOME_UNKNOWN");
    assert.equal(lost.exitCode, 3);
    assert.equal(await countUnits(documentId), units);
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    assert.equal(await countUnits(documentId), 3);
  });
}

test("a stored source that no longer has its sha256 is STOP_SOURCE_CHANGED before anything is read from it", async () => {
  const table = "cutter_governance.source_document_version_registry";
  const text = lawOf("exchanged behind the registry");
  const documentId = await setup.register(text);
  const exchange = (content: string) => [
    `alter table ${table} disable trigger d_immutable`,
    `update ${table} set content = convert_to('${content}', 'UTF8') where document_id = '${documentId}'`,
    `alter table ${table} enable always trigger d_immutable`,
  ];
  const check = `${table.split(".")[1]}_check`;
  await execute(
    `alter table ${table} drop constraint ${check}`,
    ...exchange(text.replace("exchanged", "Exchanged")),
  );
  const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
  await execute(
    ...exchange(text),
    `alter table ${table} add constraint ${check} check (sha256 = encode(sha256(content), 'hex'))`,
  );
  assert.equal(outcome.refusal?.reason, "STOP_SOURCE_CHANGED");
  assert.match(outcome.state, /^failed_/);
  assert.equal(outcome.exitCode, 3);
});

for (const { what, successors, step } of [
  { what: "withdraw", successors: "{enacted}", step: "compensation" },
  { what: "enact", successors: "{withdrawn}", step: "lifecycle_enact" },
]) {
  test(`a database that would refuse to ${what} the units fails the rehearsal, which names the step; nothing is written`, async () => {
    const documentId = await setup.register(lawOf(`nobody may ${what} it`));
    const state = (value: string) =>
      `update public.iu_lifecycle_vocab set successors = '${value}' where status = 'draft'`;
    await execute(state(successors));
    const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
    await execute(state("{enacted,withdrawn}"));
    assert.equal(outcome.refusal?.reason, "STOP_REHEARSAL_FAILED");
    assert.equal(outcome.refusal.field, step);
    assert.match(outcome.refusal.details?.join("\n") ?? "", /fsm_denied/);
    assert.equal(outcome.state, "failed_pre_write_backup");
    assert.equal(await countUnits(documentId), 0);
  });
}
