import assert from "node:assert/strict";
import { cp, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import type { Result } from "../../src/domain/result.ts";
import { ConnectionLost } from "../../src/ports/connection-lost.ts";
import { makeOnce } from "../support/make-once.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

function reasonOf(result: Result<RunOutcome>): ReasonCode | "none" {
  return result.ok ? (result.value.refusal?.reason ?? "none") : result.refusal.reason;
}

/** What is put back is judged by an app that has seen nothing after it. */
async function remember(): Promise<() => Promise<void>> {
  const putBack = await setup.remember();
  return async () => {
    await app[Symbol.asyncDispose]();
    await putBack();
    app = await setup.openApp();
  };
}

const pausedAtSg1 = makeOnce({
  remember,
  async make() {
    const documentId = await setup.register(lawOf("a stop"));
    const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
    assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
    return outcome.runId;
  },
});

const pausedAtSg2 = makeOnce({
  remember,
  async make() {
    const runId = await pausedAtSg1();
    await setup.approve(runId, "SG_1_cut_authz");
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    return runId;
  },
});

async function execute(statement: string): Promise<void> {
  await using owner = await setup.owner();
  await owner.script(statement);
}

async function countUnits(): Promise<number> {
  await using owner = await setup.owner();
  return Number(
    (await owner.query<{ units: string }>("select count(*) as units from public.information_unit")).rows[0]
      ?.units,
  );
}

const DOCUMENTS: readonly { readonly title: string; readonly text: string; readonly reason: ReasonCode }[] = [
  { title: "no unit", text: "Nothing here is an article.\n", reason: "STOP_NO_UNITS" },
  {
    title: "an address twice",
    text: "## Article 1\n\na\n\n## Article 2\n\nb\n\n## Article 1\n\nc\n",
    reason: "STOP_ADDRESS_DUPLICATE",
  },
  { title: "a NUL byte", text: "## Article 1\n\na\0b\n", reason: "STOP_SOURCE_NUL" },
];

for (const row of DOCUMENTS) {
  test(`a document with ${row.title} fails with ${row.reason} before any backup`, async () => {
    const outcome = await app.cut({ documentId: await setup.register(row.text), mode: "LIVE" });
    assert.equal(reasonOf(outcome), row.reason);
    assert.equal(must(outcome).state, "failed_mark");
    assert.equal(must(outcome).exitCode, 2);
    assert.equal(reasonOf(await app.resume(must(outcome).runId)), "STOP_RUN_FAILED");
  });
}

test("P-153: a cut that has not what the registration expects fails at mark, by its count", async () => {
  const documentId = await setup.register(lawOf("another count"), { expectedCount: 4 });
  const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
  assert.equal(outcome.refusal?.reason, "STOP_EXPECTATION_UNMET");
  assert.equal(`${outcome.refusal.expected}, ${outcome.refusal.actual}`, "4 units, 3 units");
  assert.equal(outcome.state, "failed_mark");
});

test("P-153: the request binds what was registered about the cut, and the card says it", async () => {
  const putBack = await remember();
  const documentId = await setup.register(lawOf("a count"), {
    expectedCount: 3,
    acceptedDoubts: ["EMPTY_UNITS"],
  });
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  const request = await readFile(
    runPath(setup.setup, runId, "requests", "SG_1_cut_authz.request.json"),
    "utf8",
  );
  assert.match(request, /"expected_units":\{"count":3,"labels_sha256":null\}/);
  const card = await readFile(join(setup.setup.root, "reports", runId, "run-card.md"), "utf8");
  assert.match(card, /3 of 3 that the publisher states/);
  assert.match(request, /"accepted_doubts":\["EMPTY_UNITS"\]/);
  assert.match(card, /`EMPTY_UNITS` — /);
  await putBack();
});

test("a document that is not registered is STOP_DOCUMENT_UNKNOWN, and the bot may not register it", async () => {
  const outcome = must(await app.cut({ documentId: "unknown", mode: "LIVE" }));
  assert.equal(outcome.refusal?.reason, "STOP_DOCUMENT_UNKNOWN");
  assert.equal(outcome.state, "failed_source_pin");
  assert.equal(outcome.exitCode, 2);
});

test("C-81: who starts a job again moves the run by hand and can't approve it, at whatever later start", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  const job = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_ACTOR: "operator" };
  await using again = await setup.openApp({
    environment: { ...job, GITHUB_TRIGGERING_ACTOR: "sovereign", GITHUB_RUN_ATTEMPT: "2" },
  });
  assert.equal(reasonOf(await again.resume(runId)), "STOP_APPROVAL_SELF");
  assert.equal(reasonOf(await app.resume(runId)), "STOP_APPROVAL_SELF");
});

test("C-81: the push that merges an approval moves no run by hand", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  await using pushed = await setup.openApp({
    environment: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_ACTOR: "sovereign" },
  });
  const outcome = must(await pushed.resume(runId));
  assert.equal(outcome.state, "awaiting_lifecycle_authorization", JSON.stringify(outcome.refusal));
});

const FORGERIES: readonly {
  readonly title: string;
  readonly from: RegExp;
  readonly to: string;
  readonly reason: ReasonCode;
}[] = [
  {
    title: "another run",
    from: /^run_id: .*$/m,
    to: "run_id: ictr-20260101T000000Z-00000000",
    reason: "STOP_APPROVAL_RUN_MISMATCH",
  },
  {
    title: "another gate",
    from: /^gate: SG_1_cut_authz$/m,
    to: "gate: SG_3_compensation_authz",
    reason: "STOP_APPROVAL_GATE_MISMATCH",
  },
  {
    title: "another payload",
    from: /^payload_sha256: .*$/m,
    to: `payload_sha256: ${"0".repeat(64)}`,
    reason: "STOP_APPROVAL_PAYLOAD_MISMATCH",
  },
  {
    title: "an allowance that is not explicit",
    from: /^allowance: .*$/m,
    to: "allowance: yes",
    reason: "STOP_ALLOWANCE_NOT_EXPLICIT",
  },
  {
    title: "a date in the future",
    from: /^signed_utc: .*$/m,
    to: "signed_utc: 2099-01-01T00:00:00Z",
    reason: "STOP_APPROVAL_TIME_FUTURE",
  },
];

test("without a true approval a run stays paused, and no database session is opened", async (t) => {
  const runId = await pausedAtSg1();
  const putBack = await setup.rememberBranches();
  const opened = setup.live.opened();

  await t.test("no approval at all is a pause: exit 0 (A-13)", async () => {
    const outcome = must(await app.resume(runId));
    assert.equal(outcome.refusal?.reason, "STOP_APPROVAL_REQUIRED");
    assert.equal(outcome.exitCode, 0);
  });

  for (const row of FORGERIES) {
    await t.test(`an approval of ${row.title} is ${row.reason}`, async () => {
      await setup.approve(runId, "SG_1_cut_authz", (files) =>
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [
            path,
            path.endsWith("execution.md") ? text : text.replace(row.from, row.to),
          ]),
        ),
      );
      const outcome = await app.resume(runId);
      assert.equal(reasonOf(outcome), row.reason);
      assert.equal(must(outcome).exitCode, 3);
      await putBack();
    });
  }

  await t.test("an approval without its execution authorisation leaves the kill switch off", async () => {
    await setup.approve(runId, "SG_1_cut_authz", (files) =>
      Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith("execution.md"))),
    );
    assert.equal(reasonOf(await app.resume(runId)), "STOP_KILL_SWITCH_OFF");
    await putBack();
  });

  assert.equal(setup.live.opened(), opened);

  await t.test("the true approval opens the gate after all that", async () => {
    await setup.approve(runId, "SG_1_cut_authz");
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  });
});

test("an approval is stale at exactly the end of its lifetime and weeks later (A-10), and a clock that runs backwards stops everything", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  const statement = await readFile(
    join(setup.setup.repository, "approvals", runId, "SG_1_cut_authz.md"),
    "utf8",
  );
  const signed = Date.parse(/^signed_utc: (.*)$/m.exec(statement)?.[1] ?? "");
  const opened = setup.live.opened();
  for (const hours of [24, 29 * 24]) {
    await using late = await setup.openApp({ clock: { now: () => new Date(signed + hours * 3600_000) } });
    assert.equal(reasonOf(await late.resume(runId)), "STOP_APPROVAL_STALE");
  }
  assert.equal(setup.live.opened(), opened, "no database session is opened");
  await using early = await setup.openApp({ clock: { now: () => new Date(signed - 3600_000) } });
  assert.equal(reasonOf(await early.resume(runId)), "STOP_CLOCK_REGRESSION");
});

interface Trouble {
  readonly title: string;
  readonly reason: ReasonCode;
  /** Makes the trouble and returns what mends it. */
  readonly make: (runId: string) => Promise<() => Promise<unknown>>;
}

function statements(make: string, mend: string): Trouble["make"] {
  return async () => {
    await execute(make);
    return () => execute(mend);
  };
}

async function edited(path: string, change: (text: string) => string): Promise<() => Promise<unknown>> {
  const before = await readFile(path);
  await replaceInFile(path, change);
  return () => writeFile(path, before);
}

async function backupOf(runId: string): Promise<string> {
  return JSON.parse(await readFile(runPath(setup.setup, runId, "backup.json"), "utf8")).file;
}

const FN_ENACT = "public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean)";

const TROUBLES: readonly Trouble[] = [
  {
    title: "a vocabulary that changed during the pause",
    make: statements(
      "insert into public.dot_config (config_key, config_value) values ('vocab.unit_kind.drifted', 'drifted')",
      "delete from public.dot_config where config_key = 'vocab.unit_kind.drifted'",
    ),
    reason: "STOP_DRIFT",
  },
  {
    title: "an extra grant (D-26)",
    make: statements(
      "grant select on public.birth_registry to public",
      "revoke select on public.birth_registry from public",
    ),
    reason: "STOP_GRANT_DELTA",
  },
  {
    title: "a missing grant",
    make: statements(
      "revoke select on public.information_unit from cutter_verify",
      "grant select on public.information_unit to cutter_verify",
    ),
    reason: "STOP_GRANT_DELTA",
  },
  {
    title: "a write function that was replaced",
    make: statements(
      `alter function ${FN_ENACT} set work_mem = '8MB'`,
      `alter function ${FN_ENACT} reset work_mem`,
    ),
    reason: "STOP_FUNCTION_TAMPERED",
  },
  {
    title: "a deleted backup (B-13)",
    make: async (runId) => {
      const file = await backupOf(runId);
      await rename(file, `${file}.away`);
      return () => rename(`${file}.away`, file);
    },
    reason: "STOP_BACKUP_UNVERIFIED",
  },
  {
    title: "an altered backup (B-13)",
    make: async (runId) => {
      const file = await backupOf(runId);
      const content = await readFile(file);
      const altered = Buffer.from(content);
      altered.writeUInt8(altered.readUInt8(altered.length - 20) ^ 1, altered.length - 20);
      await writeFile(file, altered);
      return () => writeFile(file, content);
    },
    reason: "STOP_BACKUP_UNVERIFIED",
  },
  {
    title: "altered facts of the gate",
    make: (runId) =>
      edited(runPath(setup.setup, runId, "facts-SG_1_cut_authz.json"), (text) =>
        text.replace('"rows": ', '"rows": 1'),
      ),
    reason: "STOP_STATE_CORRUPT",
  },
  {
    title: "an altered request in the sidecar",
    make: (runId) =>
      edited(runPath(setup.setup, runId, "requests", "SG_1_cut_authz.request.json"), (text) =>
        text.replace('"LIVE"', '"DRYRUN"'),
      ),
    reason: "STOP_STATE_CORRUPT",
  },
  {
    title: "a HOLD",
    make: async () => {
      await writeFile(join(setup.setup.root, "HOLD"), "stop everything");
      return () => unlink(join(setup.setup.root, "HOLD"));
    },
    reason: "STOP_HOLD",
  },
];

test("whatever changed since the request stops the run before its first write, and once it is mended the same run goes on", async (t) => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  const units = await countUnits();
  for (const trouble of TROUBLES) {
    await t.test(`${trouble.title} is ${trouble.reason}`, async () => {
      const mend = await trouble.make(runId);
      const outcome = await app.resume(runId).finally(mend);
      assert.equal(reasonOf(outcome), trouble.reason);
      assert.notEqual(must(outcome).refusal?.wayOut, "");
      assert.equal(await countUnits(), units);
    });
  }
  await t.test("with everything mended the approval still opens the gate", async () => {
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    assert.equal(await countUnits(), units + 3);
  });
});

let words = 0;

/** A table that the document reads moves: the vocabulary has a word more. */
async function moveVocabulary(): Promise<void> {
  words += 1;
  await execute(`insert into public.dot_config (config_key, config_value, description)
    values ('vocab.unit_kind.word-${words}', 'word-${words}', 'a word more')`);
}

test("a table that moved during the pause is STOP_DRIFT, which names the table (C-12)", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  await moveVocabulary();
  const outcome = must(await app.resume(runId));
  assert.equal(outcome.refusal?.reason, "STOP_DRIFT");
  assert.equal(outcome.refusal?.field, "rows of public.dot_config");
});

test("a live run of a document keeps back another one of it, which its ways out lead on to", async (t) => {
  const first = await pausedAtSg1();
  const { documentId } = must(await app.resume(first));
  const busy = async () => {
    const again = await app.cut({ documentId, mode: "LIVE" });
    return again.ok ? null : again.refusal;
  };
  const refused = await busy();
  assert.equal(refused?.reason, "STOP_DOCUMENT_BUSY");
  assert.equal(refused?.actual, `${first}: awaiting_cut_authorization`);
  for (const command of ["resume", "void"])
    assert.match(refused?.wayOut ?? "", new RegExp(`cutter orchestrate ${command} ${first}`));
  await t.test("a dry run is in nobody's way, and nobody in its", async () => {
    assert.equal(must(await app.cut({ documentId, mode: "DRYRUN" })).state, "closeout_reported");
    assert.equal((await busy())?.reason, "STOP_DOCUMENT_BUSY");
  });
  await t.test("given up, it makes room", async () => {
    assert.equal(must(await app.voidRun(first, "cut again")).state, "voided");
    const second = must(await app.cut({ documentId, mode: "LIVE" }));
    assert.equal(second.state, "awaiting_cut_authorization");
    await setup.approve(second.runId, "SG_1_cut_authz");
    assert.equal(must(await app.resume(second.runId)).state, "awaiting_lifecycle_authorization");
  });
});

test("a unit whose address exists is found by the plan, and everything is as before", async () => {
  const runId = await pausedAtSg2();
  const { documentId } = must(await app.resume(runId));
  const units = await countUnits();
  const again = must(await app.cut({ documentId, mode: "DRYRUN" }));
  assert.equal(again.refusal?.reason, "STOP_UNIT_EXISTS");
  assert.equal(await countUnits(), units);
});

const FRESH: readonly {
  readonly title: string;
  readonly make: string;
  readonly mend: string;
  readonly reason: ReasonCode;
}[] = [
  {
    title: "a right that the verifier lacks",
    make: "revoke select on cutter_governance.source_document_registry from cutter_verify",
    mend: "grant select on cutter_governance.source_document_registry to cutter_verify",
    reason: "STOP_GRANT_DELTA",
  },
  {
    title: "a table that is not there",
    make: "alter table public.dot_config rename to dot_config_away",
    mend: "alter table public.dot_config_away rename to dot_config",
    reason: "STOP_DB_SCHEMA_MISSING",
  },
];

for (const row of FRESH) {
  test(`a fresh cut that meets ${row.title} stops with ${row.reason}, and goes on when it is mended`, async () => {
    const documentId = await setup.register(lawOf(row.title));
    await execute(row.make);
    const outcome = await app.cut({ documentId, mode: "LIVE" }).finally(() => execute(row.mend));
    assert.equal(reasonOf(outcome), row.reason);
    assert.equal(must(outcome).exitCode, 3);
    assert.equal(must(await app.resume(must(outcome).runId)).state, "awaiting_cut_authorization");
  });
}

test("a new request leads out of a drift, and the approval of the old one opens nothing", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  await moveVocabulary();
  assert.equal(reasonOf(await app.resume(runId)), "STOP_DRIFT");
  const before = must(await app.resume(runId)).waiting?.payloadSha256;
  const renewed = must(await app.renew(runId));
  assert.equal(renewed.state, "awaiting_cut_authorization");
  assert.notEqual(renewed.waiting?.payloadSha256, before);
  const units = await countUnits();
  assert.equal(reasonOf(await app.resume(runId)), "STOP_APPROVAL_PAYLOAD_MISMATCH");
  assert.equal(await countUnits(), units);
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(
    must(await app.resume(runId)).state,
    "awaiting_lifecycle_authorization",
    "an approval of the new one does",
  );
});

test("a request leads on as well where its gate was opened and the effect did not happen; once it has, there is none to renew (F-70)", async () => {
  const runId = await pausedAtSg1();
  const effects = [
    {
      gate: "SG_1_cut_authz",
      effect: "cut_leg_a",
      waits: "awaiting_cut_authorization",
      leads: "awaiting_lifecycle_authorization",
    },
    {
      gate: "SG_2_lifecycle_authz",
      effect: "lifecycle_enact",
      waits: "awaiting_lifecycle_authorization",
      leads: "closeout_reported",
    },
  ] as const;
  for (const { gate, effect, waits, leads } of effects) {
    await setup.approve(runId, gate);
    const controller = new AbortController();
    await using stopping = await setup.openApp({
      interrupted: controller.signal,
      onProgress: (text) => {
        if (text.includes(effect)) controller.abort("SIGTERM");
      },
    });
    assert.equal(reasonOf(await stopping.resume(runId)), "STOP_INTERRUPTED");
    if (effect === "cut_leg_a") {
      await moveVocabulary();
      assert.equal(reasonOf(await app.resume(runId)), "STOP_DRIFT");
    }
    assert.equal(must(await app.renew(runId)).state, waits);
    assert.equal(reasonOf(await app.resume(runId)), "STOP_APPROVAL_PAYLOAD_MISMATCH");
    await setup.approve(runId, gate);
    assert.equal(must(await app.resume(runId)).state, leads);
  }
  assert.equal(reasonOf(await app.renew(runId)), "STOP_RUN_CLOSED");
});

test("another database than the pinned one is STOP_DB_IDENTITY_MISMATCH before anything is read from it (D-22)", async () => {
  const documentId = await setup.register(lawOf("the wrong database"));
  await using wrong = await setup.openApp({
    settings: { database: { systemIdentifier: "1", silenceSeconds: 120 } },
  });
  const outcome = must(await wrong.cut({ documentId, mode: "LIVE" }));
  assert.equal(outcome.refusal?.reason, "STOP_DB_IDENTITY_MISMATCH");
  assert.equal(outcome.exitCode, 3);
});

test("a voided run opens no gate (C-28)", async () => {
  const runId = await pausedAtSg1();
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await app.voidRun(runId, "changed our mind")).state, "voided");
  assert.equal(reasonOf(await app.resume(runId)), "STOP_RUN_VOIDED");
});

test("a run whose units stand in the database is not given up, and its way out is walked to its end", async (t) => {
  await t.test("drafts: they are taken back under SG_3", async () => {
    const runId = await pausedAtSg2();
    const refused = must(await app.voidRun(runId, "changed our mind"));
    assert.equal(refused.refusal?.reason, "STOP_UNITS_STAND");
    assert.equal(refused.refusal?.actual, "3 drafts");
    assert.match(refused.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate revert ${runId} --execute`));
    assert.equal(refused.state, "awaiting_lifecycle_authorization", "nothing has changed");
    must(await app.revert(runId, { execute: true }));
    await setup.approve(runId, "SG_3_compensation_authz");
    assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  });
  await t.test("drafts that the sidecar has forgotten: it is restored from before the write", async () => {
    const runId = await pausedAtSg1();
    const folder = runPath(setup.setup, runId);
    await cp(folder, `${folder}.kept`, { recursive: true });
    await setup.approve(runId, "SG_1_cut_authz");
    must(await app.resume(runId));
    await rename(folder, `${folder}.newest`);
    await rename(`${folder}.kept`, folder);
    assert.equal(must(await app.voidRun(runId, "it waits too long")).refusal?.reason, "STOP_UNITS_STAND");
    await rm(folder, { recursive: true });
    await rename(`${folder}.newest`, folder);
  });
  await t.test("enacted units: the run is closed", async () => {
    const runId = await pausedAtSg2();
    await setup.approve(runId, "SG_2_lifecycle_authz");
    await using stopping = await setup.openApp({
      onProgress: (text) => {
        if (text.includes("closeout")) throw new ConnectionLost("the cable", { duringCommit: false });
      },
    });
    assert.equal(reasonOf(await stopping.resume(runId)), "STOP_DB_UNREACHABLE");
    const refused = must(await app.voidRun(runId, "too late"));
    assert.deepEqual(
      [refused.refusal?.reason, refused.refusal?.actual],
      ["STOP_UNITS_STAND", "3 enacted units"],
    );
    assert.match(refused.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate resume ${runId}`));
    assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  });
  await t.test("nothing is written: no database is needed", async () => {
    const runId = await pausedAtSg1();
    const openSource = () => Promise.reject(new ConnectionLost("no database", { duringCommit: false }));
    await using without = await setup.openApp({ live: { ...setup.live, openSource } });
    assert.equal(must(await without.voidRun(runId, "changed our mind")).state, "voided");
  });
});

test("a refused withdrawal of drafts leads back to SG_2, where the run can be enacted", async () => {
  const runId = await pausedAtSg2();
  // Given before anybody asked for SG_3, it must not act once that was refused.
  await setup.approve(runId, "SG_2_lifecycle_authz");
  must(await app.revert(runId, { execute: true }));
  await setup.answer(runId, "SG_3_compensation_authz", "refuse");
  const refused = must(await app.revert(runId, { execute: true })).outcome?.refusal;
  assert.equal(refused?.reason, "STOP_APPROVAL_WITHDRAWN");
  assert.match(refused?.wayOut ?? "", new RegExp(`cutter orchestrate renew ${runId}`));
  assert.equal(must(await app.renew(runId)).waiting?.gate, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_APPROVAL_PAYLOAD_MISMATCH");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
});

test("drafts are withdrawn under SG_3, once, and the run is voided", async () => {
  const runId = await pausedAtSg2();
  const planned = must(await app.revert(runId, { execute: false }));
  assert.deepEqual(
    planned.plan.map((step) => step.action),
    ["withdraw_drafts", "record_revert_decision", "hold"],
  );
  const asked = must(await app.revert(runId, { execute: true }));
  assert.equal(asked.outcome?.refusal?.reason, "STOP_APPROVAL_REQUIRED");
  await setup.approve(runId, "SG_3_compensation_authz");
  const done = must(await app.revert(runId, { execute: true }));
  assert.equal(done.outcome?.state, "voided");
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ status: string }>(
    "select distinct lifecycle_status as status from public.information_unit u join cutter_governance.manifest_unit_block b on b.unit_id = u.id join cutter_governance.manifest_envelope e using (envelope_id) where e.run_id = $1",
    [runId],
  );
  assert.deepEqual(
    rows.map((row) => row.status),
    ["withdrawn"],
  );
  assert.equal(reasonOf(await app.resume(runId)), "STOP_RUN_VOIDED");
});

test("a sidecar that was restored from an older copy is STOP_STATE_BEHIND_DB (F-13)", async () => {
  const runId = await pausedAtSg1();
  const folder = runPath(setup.setup, runId);
  await cp(folder, `${folder}.old`, { recursive: true });
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  await rm(folder, { recursive: true });
  await cp(`${folder}.old`, folder, { recursive: true });
  await rm(`${folder}.old`, { recursive: true });
  const units = await countUnits();
  assert.equal(reasonOf(await app.resume(runId)), "STOP_STATE_BEHIND_DB");
  assert.equal(await countUnits(), units);
});

test("another version of the code does not go on with a run (F-26)", async () => {
  const runId = await pausedAtSg1();
  const journal = runPath(setup.setup, runId, "journal.jsonl");
  assert.match(await readFile(journal, "utf8"), /"toolSha256":"[0-9a-f]{64}"/);
  await using other = await setup.openApp({ toolSha256: "0".repeat(64) });
  assert.equal(reasonOf(await other.resume(runId)), "STOP_VERSION_MISMATCH");
  const told = await other.resume(runId);
  assert.match(
    told.ok ? "" : told.refusal.wayOut,
    new RegExp(`cutter orchestrate revert ${runId} --execute`),
  );
});

test("a run that is held by another process is STOP_LOCK_HELD (F-20)", async () => {
  const runId = await pausedAtSg1();
  const [first, second] = await Promise.all([app.resume(runId), app.resume(runId)]);
  assert.ok([reasonOf(first), reasonOf(second)].includes("STOP_LOCK_HELD"));
});

test("what goes on with all that can leaves a run to the process that works on it, and tells no failure", async () => {
  const runId = await pausedAtSg1();
  const told = async () => (await app.reconcile()).find((row) => row.runId === runId);
  {
    await using sidecar = await setup.openSidecar();
    await using _held = must(await sidecar.openRun(runId));
    assert.deepEqual([(await told())?.did, (await told())?.refusal], ["nothing", null]);
  }
  assert.equal((await told())?.refusal?.reason, "STOP_APPROVAL_REQUIRED");
});

test("a process that was asked to end stops before the next phase and can be resumed (A-19, F-02)", async () => {
  const controller = new AbortController();
  await using stopping = await setup.openApp({
    interrupted: controller.signal,
    onProgress: (text) => {
      if (text.includes("cutplan")) controller.abort("SIGTERM");
    },
  });
  const documentId = await setup.register(lawOf("interrupted"));
  const stopped = must(await stopping.cut({ documentId, mode: "LIVE" }));
  assert.equal(stopped.refusal?.reason, "STOP_INTERRUPTED");
  assert.equal(must(await app.resume(stopped.runId)).state, "awaiting_cut_authorization");
});

test("a dry run that was interrupted is not gone on with: its copy is gone", async () => {
  const controller = new AbortController();
  await using stopping = await setup.openApp({
    interrupted: controller.signal,
    onProgress: (text) => {
      if (text.includes("cutplan")) controller.abort("SIGTERM");
    },
  });
  const documentId = await setup.register(lawOf("an interrupted dry run"));
  const stopped = must(await stopping.cut({ documentId, mode: "DRYRUN" }));
  assert.equal(stopped.refusal?.reason, "STOP_INTERRUPTED");
  const again = must(await app.resume(stopped.runId));
  assert.equal(again.refusal?.reason, "STOP_DRYRUN_NOT_RESUMABLE");
  assert.equal(again.exitCode, 3);
});
