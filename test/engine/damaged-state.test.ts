import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { access, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
/** One run, which is damaged and mended at every place on its way. */
let runId: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const documentId = await setup.register(lawOf("a damage"));
  runId = must(await app.cut({ documentId, mode: "LIVE" })).runId;
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

type Damage = readonly [title: string, spoil: (text: string) => string | Buffer | null];

/** Damages that every JSON file of ours can take; null takes the file away. */
const DAMAGES: readonly Damage[] = [
  ["torn", (text) => text.slice(0, text.length / 2)],
  ["empty", () => ""],
  ["an array", () => "[]"],
  ["null", () => "null"],
  [
    "of other types",
    (text) =>
      text.replace(/:\s*("[^"]*"|\d+|\{|\[)/, (whole) =>
        /[{[]$/.test(whole) ? ':5,"x":'.concat(whole.slice(-1)) : ":[5]",
      ),
  ],
  ["in need of a key", (text) => text.replace(/"[A-Za-z_0-9]+":/, '"other":')],
  [
    "the owner of a key twice",
    (text) => text.replace(/\{\s*("[^"]+":)/, (whole, key) => `{${key}0,${whole.slice(1)}`),
  ],
  ["the owner of a prototype", (text) => text.replace("{", '{"__proto__":{},')],
  [
    "not UTF-8",
    (text) =>
      Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xff]), Buffer.from(text.slice(-2))]),
  ],
  ["no more", () => null],
];

/** Spoils a file, lets `act` meet it, and mends it. */
async function withDamage<T>(path: string, spoil: Damage[1], act: () => Promise<T>): Promise<T> {
  const whole = await readFile(path).catch(() => null);
  const spoilt = spoil(whole?.toString() ?? "");
  assert.notDeepEqual(spoilt === null ? null : Buffer.from(spoilt), whole, "the file is damaged");
  if (spoilt === null) await rm(path);
  else await writeFile(path, spoilt);
  try {
    return await act();
  } finally {
    if (whole === null) await rm(path, { force: true });
    else await writeFile(path, whole);
  }
}

function refusalOf(result: Result<RunOutcome>): Refusal | null {
  return result.ok ? result.value.refusal : result.refusal;
}

/** Once a gate was opened, the ledger is asked at once what the journal has to know of it. */
let hasOpened = false;

/** The run can't go on: for this reason, by that file, and without any effect. */
async function refusesResume(field: string, reason = "STOP_STATE_CORRUPT"): Promise<Refusal> {
  const opened = setup.live.opened() + (hasOpened ? 1 : 0);
  const result = await app.resume(runId);
  const refused = refusalOf(result);
  assert.equal(refused?.reason, reason, JSON.stringify(refused));
  assert.equal(refused?.field, field);
  for (const told of [refused?.expected, refused?.actual, refused?.wayOut]) assert.notEqual(told ?? "", "");
  if (result.ok) assert.equal(result.value.exitCode, 3);
  assert.equal(setup.live.opened(), opened, "the database was opened for the ledger alone");
  return refused as Refusal;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A value of the right shape that is not the one that was written. */
const ALTERED: readonly (readonly [file: string, spoil: (text: string) => string])[] = [
  ["pre.json", (text) => text.replace('"rows": ', '"rows": 1')],
  ["rehearsal.json", (text) => text.replace('"result": "', '"result": "not ')],
  ["facts-SG_1_cut_authz.json", (text) => text.replace('"systemIdentifier": "', '"systemIdentifier": "1')],
  ["requests/SG_1_cut_authz.request.json", (text) => text.replace('"initiator":"', '"initiator":"not ')],
  ["kb/02-mark.md", (text) => text.replace("mark", "nark")],
];

async function refusesDamages(
  files: readonly string[],
  damages: readonly Damage[],
  t: test.TestContext,
): Promise<void> {
  for (const file of files) {
    for (const [title, spoil] of damages) {
      await t.test(`a ${file} that is ${title}`, async () => {
        await withDamage(runPath(setup.setup, runId, file), spoil, () => refusesResume(file));
        assert.equal(await isThere(runPath(setup.setup, runId, "armed.json")), false, "the switch is off");
      });
    }
  }
  for (const [file, spoil] of ALTERED) {
    await t.test(`a ${file} that says something else than was written`, async () => {
      await withDamage(runPath(setup.setup, runId, file), spoil, () => refusesResume(file));
    });
  }
}

test("an approved run at SG_1 does not go on over a damaged file, and names it", async (t) => {
  await setup.approve(runId, "SG_1_cut_authz");
  await refusesDamages(
    [
      "backup.json",
      "pre.json",
      "rehearsal.json",
      "facts-SG_1_cut_authz.json",
      "requests/SG_1_cut_authz.request.json",
    ],
    DAMAGES,
    t,
  );
});

/** Files that are read before anything is done with a run: whoever meets them is refused. */
test("a run whose state or lease is damaged is opened for nothing, and hides no other", async (t) => {
  const other = must(await app.cut({ documentId: "unknown", mode: "LIVE" })).runId;
  for (const file of ["state.json", "armed.json"]) {
    for (const [title, spoil] of DAMAGES) {
      // No lease is a run at rest.
      if (file === "armed.json" && title === "no more") continue;
      await t.test(`a ${file} that is ${title}`, async () => {
        const lease =
          '{"runId":"x","gate":"x","expiresUtc":"2026-11-21T09:00:00Z","process":{"pid":1,"startTicks":"1","bootId":"b"}}';
        const path = runPath(setup.setup, runId, file);
        const spoilThis: Damage[1] = (text) => spoil(text === "" ? lease : text);
        await withDamage(path, spoilThis, async () => {
          await refusesResume(file);
          const acts = [
            await app.renew(runId),
            await app.voidRun(runId, "x"),
            await app.revert(runId, { execute: true }),
          ];
          for (const act of acts) assert.equal(act.ok ? "" : act.refusal.field, file);
          const rows = await app.status(null);
          assert.deepEqual(
            rows.map((row) => ["state" in row ? row.state : row.refusal?.field, row.runId]),
            [
              [file, runId],
              ["failed_source_pin", other],
            ],
          );
        });
      });
    }
  }
});

test("a journal of another shape is told by status and reconcile beside the runs that are whole", async () => {
  const journal = runPath(setup.setup, runId, "journal.jsonl");
  const spoil: Damage[1] = (text) => text.replace('"unitCount":3', '"unitCount":"3"');
  await withDamage(journal, spoil, async () => {
    const { field = "", actual } = await refusesResume(await entryOf('"phase":"cutplan","state"', journal));
    assert.match(actual ?? "", /^event\.evidence\.unitCount: .*expected number/);
    const told = await setup.cutter(["status", "--json"]);
    assert.equal(told.code, 3, told.stderr);
    const { runs } = JSON.parse(told.stdout);
    assert.deepEqual(
      runs.map((run: { state?: string; refusal?: Refusal }) => run.state ?? run.refusal?.field),
      [field, "failed_source_pin"],
    );
    const rows = await app.reconcile();
    assert.deepEqual(
      rows.map((row) => row.refusal?.field ?? row.did),
      [field, "nothing"],
    );
  });
});

async function entryOf(text: string, journal: string): Promise<string> {
  const lines = (await readFile(journal, "utf8")).split("\n");
  return `journal.jsonl entry ${lines.findIndex((line) => line.includes(text)) + 1}`;
}

const FLOORS = ["", "four", "[1]", "null", "0", "-1", "1.5", "0x4", '"4"', "1 2"];

test("a damaged policy floor is no floor of 0: nothing goes on under it, and status still tells every run", async () => {
  const path = join(setup.setup.root, "approvals", "policy-floor");
  for (const floor of FLOORS) {
    await withDamage(
      path,
      () => Buffer.from(floor === "" ? "\n" : floor),
      async () => {
        await refusesResume("approvals/policy-floor");
        assert.equal((await app.status(null)).length, 2);
      },
    );
  }
});

test("the command line tells a damaged file in one refusal with exit code 3, and no stack", async () => {
  const file = "facts-SG_1_cut_authz.json";
  await withDamage(
    runPath(setup.setup, runId, file),
    () => "{",
    async () => {
      const told = await setup.cutter(["orchestrate", "resume", runId]);
      assert.equal(told.code, 3, told.stderr);
      assert.match(told.stderr, /STOP_STATE_CORRUPT: .*\n {2}at {8}facts-SG_1_cut_authz\.json\n/);
      assert.doesNotMatch(told.stderr + told.stdout, /^ {4}at |SyntaxError: /m);
    },
  );
});

test("an envelope of another backup is no damage of the file: the backup is not verified", async () => {
  const path = runPath(setup.setup, runId, "backup.json");
  await withDamage(
    path,
    (text) => text.replace(/"sha256": "(.)/, (_, digit) => `"sha256": "${digit === "0" ? "1" : "0"}`),
    async () => {
      const refused = refusalOf(await app.resume(runId));
      assert.deepEqual([refused?.reason, refused?.field], ["STOP_BACKUP_UNVERIFIED", "backup.json"]);
    },
  );
});

test("mended, the same run goes on to SG_2, and stops there at every damaged file", async (t) => {
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  hasOpened = true;
  await refusesDamages(
    [
      "backup.json",
      "pre.json",
      "rehearsal.json",
      "facts-SG_1_cut_authz.json",
      "requests/SG_1_cut_authz.request.json",
      "facts-SG_2_lifecycle_authz.json",
      "requests/SG_2_lifecycle_authz.request.json",
    ],
    DAMAGES.filter(([title]) => ["torn", "of other types", "no more"].includes(title)),
    t,
  );
});

test("what is damaged while the last leg runs is not sealed", async () => {
  const path = runPath(setup.setup, runId, "rehearsal.json");
  const whole = await readFile(path);
  await using last = await setup.openApp({
    onProgress: (step) => {
      if (step.includes("closeout")) writeFileSync(path, "{}");
    },
  });
  const refused = refusalOf(await last.resume(runId));
  assert.deepEqual([refused?.reason, refused?.field], ["STOP_STATE_CORRUPT", "rehearsal.json"]);
  assert.equal(await isThere(runPath(setup.setup, runId, "evidence.json")), false);
  await writeFile(path, whole);
});

test("a damaged index of runs is told when a run is closed, and mended it lists the run", async () => {
  const path = join(setup.setup.root, "reports", "runs-index.jsonl");
  await withDamage(
    path,
    () => '{"run_id":5}\n',
    () => refusesResume("reports/runs-index.jsonl line 1"),
  );
  const closed = must(await app.resume(runId));
  assert.deepEqual([closed.state, closed.refusal?.reason], ["closeout_reported", "STOP_RUN_CLOSED"]);
  assert.equal(JSON.parse(await readFile(path, "utf8")).run_id, runId);
});

/** With the seal so altered, these checks of the evidence fail, and no other. */
async function expectFailures(
  alter: (seal: Readonly<Record<string, unknown>>) => unknown,
  names: readonly string[],
): Promise<void> {
  const folder = runPath(setup.setup, runId);
  const spoil: Damage[1] = (text) => JSON.stringify(alter(JSON.parse(text)));
  await withDamage(join(folder, "evidence.json"), spoil, async () => {
    const failed = must(await verifyEvidence(folder)).checks.filter((row) => !row.passed);
    assert.deepEqual(
      failed.map((row) => row.name),
      names,
    );
  });
}

test("a seal that is damaged proves nothing: evidence verify names it", async (t) => {
  const folder = runPath(setup.setup, runId);
  assert.ok(must(await verifyEvidence(folder)).checks.every((row) => row.passed));
  for (const [title, spoil] of DAMAGES) {
    await t.test(`a seal that is ${title}`, async () => {
      await withDamage(join(folder, "evidence.json"), spoil, async () => {
        const verdict = await verifyEvidence(folder);
        assert.equal(verdict.ok, false);
        const { reason, field } = verdict.ok ? {} : verdict.refusal;
        assert.deepEqual([reason, field], ["STOP_STATE_CORRUPT", "evidence.json"]);
      });
    });
  }
  for (const [what, left, reason, field] of [
    [
      "the journal too, but a file of the closeout is left",
      ["closeout.sha256"],
      "STOP_STATE_CORRUPT",
      "evidence.json",
    ],
    ["the journal is damaged", ["damaged"], "STOP_STATE_CORRUPT", "journal.jsonl entry 1"],
    ["the journal goes only as far as its first gate", ["open"], "STOP_BAD_INPUT", null],
    ["everything", [], "STOP_BAD_INPUT", null],
  ] as const)
    await t.test(`a folder that has lost its seal, and ${what}`, async () => {
      const copy = join(setup.setup.folder, "copy");
      await mkdir(copy);
      const journal = await readFile(join(folder, "journal.jsonl"), "utf8");
      const asked = journal.split("\n").findIndex((line) => line.includes('"gate_requested"'));
      for (const name of left)
        if (name === "closeout.sha256") await cp(join(folder, name), join(copy, name));
        else
          await writeFile(
            join(copy, "journal.jsonl"),
            name === "damaged"
              ? "{}\n"
              : `${journal
                  .split("\n")
                  .slice(0, asked + 1)
                  .join("\n")}\n`,
          );
      const verdict = await verifyEvidence(copy);
      await rm(copy, { recursive: true });
      const told = verdict.ok ? null : verdict.refusal;
      assert.deepEqual([told?.reason, told?.field], [reason, field ?? join(copy, "evidence.json")]);
    });
  const { files } = JSON.parse(await readFile(join(folder, "evidence.json"), "utf8"));
  for (const name of Object.keys(files)) {
    await t.test(`a seal that leaves out ${name}`, async () => {
      const { [name]: _left, ...others } = files;
      await expectFailures((seal) => ({ ...seal, files: others }), [name]);
    });
  }
  await t.test("a seal of another run", async () => {
    await expectFailures(
      (seal) => ({ ...seal, run_id: "ictr-20261121T090001Z-ffffffff" }),
      ["run of the seal"],
    );
  });
  await t.test("a seal that names a file outside of the run", async () => {
    await withDamage(
      join(folder, "evidence.json"),
      (text) => text.replace('"pre.json"', '"../pre.json"'),
      async () => {
        const verdict = await verifyEvidence(folder);
        assert.match(verdict.ok ? "" : (verdict.refusal.actual ?? ""), /files\.\.\.\/pre\.json: /);
      },
    );
  });
  await t.test("on the command line: exit code 3, and no stack", async () => {
    await withDamage(
      join(folder, "evidence.json"),
      () => "{",
      async () => {
        const told = await setup.cutter(["evidence", "verify", runId]);
        assert.equal(told.code, 3, told.stderr);
        assert.match(told.stderr, /STOP_STATE_CORRUPT: .*\n {2}at {8}evidence\.json\n/);
        assert.doesNotMatch(told.stderr, /^ {4}at /m);
      },
    );
  });
});
