import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { verifyBatchEvidence } from "../../src/compose/batch-evidence.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { Check } from "../../src/domain/check.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import { DocumentLists } from "../../src/engine/session/document-lists.ts";
import { canonicalJson, sha256Hex } from "../../src/json/canonical-json.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, makeTestSetup, must, replaceInFile, runPath, type TestSetup } from "../support/test-setup.ts";

const progress = { step: () => undefined, note: () => undefined };

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

let setup: TestSetup;
let app: App;
/** The prefix of an enacted document, which all others see by its chain. */
const NEIGHBOUR = "NEIGHBOUR";

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ settings: { driftScope: "chain" } });
  const runId = await startRun("the neighbour", { prefix: NEIGHBOUR });
  for (const gate of [SG_1, SG_2] as const) await goOn(runId, gate);
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function startRun(title: string, document: Parameters<TestSetup["register"]>[1] = {}): Promise<string> {
  const documentId = await setup.register(lawOf(title), document);
  const { runId, state, refusal } = must(await app.cut({ documentId, mode: "LIVE" }));
  assert.equal(state, "awaiting_cut_authorization", JSON.stringify(refusal));
  return runId;
}

const AFTER: Readonly<Partial<Record<Gate, string>>> = {
  [SG_1]: "awaiting_lifecycle_authorization",
  [SG_2]: "closeout_reported",
};

async function goOn(runId: string, gate: Gate): Promise<void> {
  await setup.approve(runId, gate);
  const { state, refusal } = must(await app.resume(runId));
  assert.equal(state, AFTER[gate], JSON.stringify(refusal));
}

async function startBatch(...titles: readonly string[]): Promise<string> {
  const documentIds = [];
  for (const title of titles) documentIds.push(await setup.register(lawOf(title)));
  const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(started.state, `awaiting_${SG_1}`, JSON.stringify(started.refusal));
  return started.batchId;
}

async function membersOf(batchId: string): Promise<readonly string[]> {
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  return row.runs.map(({ runId }) => runId ?? assert.fail());
}

const batchPath = (batchId: string, ...names: string[]) =>
  join(setup.setup.root, "batches", batchId, ...names);
const listsIn = async (folder: string) => (await readdir(join(folder, "documents")).catch(() => [])).sort();

interface Kept {
  readonly base: {
    readonly listed: { readonly own: string; readonly sha256: string };
    readonly others?: unknown;
  };
}

async function readKept(runId: string, name: string): Promise<Kept["base"]> {
  return (JSON.parse(await readFile(runPath(setup.setup, runId, name), "utf8")) as Kept).base;
}

const refusalOf = (result: Result<{ readonly refusal: Refusal | null }>): Refusal | null =>
  result.ok ? result.value.refusal : result.refusal;

async function unitsOf(status: string): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ count: number }>(
    "select count(*)::integer as count from public.information_unit where lifecycle_status = $1",
    [status],
  );
  return rows[0]?.count ?? assert.fail();
}

interface Damage {
  readonly what: string;
  readonly spoil: (path: string, whole: Buffer) => Promise<unknown>;
  readonly reason: string;
}

const DAMAGES: readonly Damage[] = [
  { what: "missing", spoil: (path) => rm(path), reason: "STOP_STATE_CORRUPT" },
  {
    what: "altered",
    spoil: (path, whole) => writeFile(path, `${whole} `),
    reason: "STOP_STATE_CORRUPT",
  },
  {
    what: "another valid list",
    spoil: (path) => writeFile(path, canonicalJson({ heads: [], others: [] })),
    reason: "STOP_STATE_CORRUPT",
  },
  {
    what: "a folder",
    spoil: async (path) => {
      await rm(path);
      await mkdir(path);
    },
    reason: "STOP_STATE_CORRUPT",
  },
  {
    what: "a link to a whole copy",
    spoil: async (path, whole) => {
      await writeFile(join(setup.setup.folder, "copy.json"), whole);
      await rm(path);
      await symlink(join(setup.setup.folder, "copy.json"), path);
    },
    reason: "STOP_STATE_UNSAFE",
  },
];

/** Lets `act` meet every damage of the list, and mends it each time. */
async function damageEach(
  path: string,
  act: (damage: Damage, mend: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const whole = await readFile(path);
  const mend = async () => {
    await rm(path, { recursive: true, force: true });
    await writeFile(path, whole, { mode: 0o640 });
  };
  for (const damage of DAMAGES) {
    await damage.spoil(path, whole);
    await act(damage, mend);
    await mend();
  }
}

test("a run has its list in its own folder, and its files name it by the sha256 of its bytes", async () => {
  const runId = await startRun("alone");
  const { listed, ...rest } = await readKept(runId, "pre.json");
  assert.deepEqual(Object.keys(rest).sort(), ["chained", "document", "scope", "seen"]);
  assert.deepEqual((await readKept(runId, `facts-${SG_1}.json`)).listed, listed);
  assert.deepEqual(await listsIn(runPath(setup.setup, runId)), [`${listed.sha256}.json`]);
  const bytes = await readFile(runPath(setup.setup, runId, "documents", `${listed.sha256}.json`));
  assert.equal(sha256Hex(bytes), listed.sha256);
  const { heads, others } = JSON.parse(bytes.toString());
  assert.deepEqual(
    heads.map(({ document }: { readonly document: string }) => document),
    [NEIGHBOUR],
  );
  assert.ok(others.some(({ document }: { readonly document: string }) => document === listed.own));
});

test("an approved run does not go on over a damaged list; with the file put back it does, and it can be given up over it (D-147)", async () => {
  const [runId, given] = [await startRun("damaged"), await startRun("given up")];
  const [name = assert.fail()] = await listsIn(runPath(setup.setup, given));
  for (const gate of [SG_1, SG_2] as const) {
    await setup.approve(runId, gate);
    const before = [await unitsOf("draft"), await unitsOf("enacted")];
    for (const list of await listsIn(runPath(setup.setup, runId))) {
      await damageEach(runPath(setup.setup, runId, "documents", list), async ({ what, reason }) => {
        const refused = refusalOf(await app.resume(runId));
        assert.equal(refused?.reason, reason, `${what}: ${JSON.stringify(refused)}`);
        assert.match(refused?.field ?? "", new RegExp(`documents/${list}$`), what);
        assert.deepEqual([await unitsOf("draft"), await unitsOf("enacted")], before, what);
      });
    }
    assert.equal(must(await app.resume(runId)).state, AFTER[gate]);
  }
  await rm(runPath(setup.setup, given, "documents", name));
  const voided = must(await app.voidRun(given, "its list is lost"));
  assert.equal(voided.state, "voided", JSON.stringify(voided.refusal));
});

test("a run whose files hold the facts whole, as earlier releases wrote them, goes on to its end", async (t) => {
  const kept = t.mock.method(
    DocumentLists.prototype,
    "keep",
    async ({ own: _own, ...facts }: object & { own?: unknown }) => facts,
  );
  const runId = await startRun("inline");
  kept.mock.restore();
  assert.notEqual((await readKept(runId, "pre.json")).others, undefined);
  assert.deepEqual(await listsIn(runPath(setup.setup, runId)), []);
  for (const gate of [SG_1, SG_2] as const) await goOn(runId, gate);
  assert.equal((await readKept(runId, `facts-${SG_1}.json`)).listed, undefined);
  assert.equal((await listsIn(runPath(setup.setup, runId))).length, 1, "SG_2 keeps its list by itself");
  assert.deepEqual(failedOf(must(await verifyEvidence(runPath(setup.setup, runId))).checks), []);
});

const failedOf = (checks: readonly Check[]) =>
  checks.flatMap(({ name, passed, actual }) => (passed ? [] : [`${name}: ${actual}`]));

test("evidence verify names a list that is missing or another, also in a copy of the run's folder elsewhere (D-147)", async () => {
  const runId = await startRun("sealed");
  for (const gate of [SG_1, SG_2] as const) await goOn(runId, gate);
  await using elsewhere = await makeTempFolder();
  const copy = join(elsewhere.path, "copy");
  await cp(runPath(setup.setup, runId), copy, { recursive: true });
  for (const folder of [runPath(setup.setup, runId), copy]) {
    const lists = await listsIn(folder);
    assert.equal(lists.length, 2);
    assert.deepEqual(failedOf(must(await verifyEvidence(folder)).checks), []);
    for (const list of lists)
      await damageEach(join(folder, "documents", list), async ({ what, reason }) => {
        const failed = failedOf(must(await verifyEvidence(folder)).checks);
        const other = reason === "STOP_STATE_UNSAFE" ? [] : [`documents/${list}`];
        assert.deepEqual(
          failed.map((line) => line.split(": ")[0]),
          other,
          what,
        );
      });
  }
  const told = await setup.cutter(["evidence", "verify", copy]);
  assert.equal(told.code, 0, told.stderr);
  await rm(join(copy, "documents"), { recursive: true });
  assert.notEqual((await setup.cutter(["evidence", "verify", copy])).code, 0);
});

const NAMES = ["pre.json", `facts-${SG_1}.json`, `facts-${SG_2}.json`] as const;
const basesOf = (members: readonly string[], name: string) =>
  Promise.all(members.map((runId) => readKept(runId, name)));
const listedBy = (bases: readonly Kept["base"][]) => new Set(bases.map(({ listed }) => listed.sha256));

test("members of a batch have their lists together in its folder, and evidence verify names one that is missing or another (D-147)", async () => {
  const batchId = await startBatch("first", "second", "third");
  const members = await membersOf(batchId);
  const lists = [
    ...listedBy((await Promise.all(NAMES.slice(0, 2).map((name) => basesOf(members, name)))).flat()),
  ];
  assert.equal(lists.length, 1);
  assert.deepEqual(await listsIn(batchPath(batchId)), [`${lists[0]}.json`]);
  const prefixes = (await basesOf(members, NAMES[1])).map(({ listed }) => listed.own);
  assert.equal(new Set(prefixes).size, 3);
  for (const runId of members) assert.deepEqual(await listsIn(runPath(setup.setup, runId)), []);
  for (const [gate, state] of [
    [SG_1, `awaiting_${SG_2}`],
    [SG_2, "closed"],
  ] as const) {
    await setup.approve(batchId, gate);
    assert.equal(must(await app.batches.resume(batchId)).state, state);
  }
  const named = new Set<string>();
  for (const name of NAMES)
    for (const sha256 of listedBy(await basesOf(members, name))) named.add(`${sha256}.json`);
  assert.deepEqual(await listsIn(batchPath(batchId)), [...named].sort());

  const verify = async () =>
    failedOf(must(await verifyBatchEvidence({ folder: batchPath(batchId), progress })).checks);
  assert.deepEqual(await verify(), []);
  const [first = assert.fail()] = members;
  await using elsewhere = await makeTempFolder();
  const copy = join(elsewhere.path, "a", "b", "copy");
  await cp(runPath(setup.setup, first), copy, { recursive: true });
  const { listed } = await readKept(first, NAMES[0]);
  await damageEach(batchPath(batchId, "documents", `${listed.sha256}.json`), async ({ what, reason }) => {
    if (reason === "STOP_STATE_UNSAFE") return;
    const own = failedOf(must(await verifyEvidence(runPath(setup.setup, first))).checks);
    assert.match(own.join(), new RegExp(`^documents/${listed.sha256}.json: [0-9a-f]*(missing)?$`), what);
    assert.equal(
      (await verify()).filter((line) => line.includes(`documents/${listed.sha256}`)).length,
      3,
      what,
    );
    assert.deepEqual(
      failedOf(must(await verifyEvidence(copy)).checks),
      [],
      "a copy of a member alone is without",
    );
  });
});

test("no member of an approved batch is written over a damaged list; what is told leads on, also without the list (D-147)", async () => {
  const [batchId, given] = [await startBatch("one", "two"), await startBatch("three", "four")];
  for (const gate of [SG_1, SG_2] as const) {
    await setup.approve(batchId, gate);
    const restore = await setup.remember();
    const before = [await unitsOf("draft"), await unitsOf("enacted")];
    const [{ listed } = assert.fail()] = await basesOf(await membersOf(batchId), `facts-${gate}.json`);
    await damageEach(
      batchPath(batchId, "documents", `${listed.sha256}.json`),
      async ({ what, reason }, mend) => {
        const told = JSON.stringify(await app.batches.resume(batchId));
        assert.ok(told.includes(reason), `${what}: ${told}`);
        assert.deepEqual([await unitsOf("draft"), await unitsOf("enacted")], before, what);
        await mend();
        await restore();
      },
    );
    if (gate === SG_1) {
      const lost = batchPath(batchId, "documents", `${listed.sha256}.json`);
      const whole = await readFile(lost);
      await rm(lost);
      const stopped = must(await app.batches.resume(batchId));
      assert.deepEqual([stopped.refusal?.reason, stopped.members.failed], ["STOP_BATCH_MEMBER", 0]);
      const [runId = ""] = await membersOf(batchId);
      await writeFile(lost, whole, { mode: 0o640 });
      must(await app.voidRun(runId, "its list was lost"));
      const renewed = must(await app.batches.renew(batchId));
      assert.equal(renewed.state, `awaiting_${gate}`, JSON.stringify(renewed));
      await setup.approve(batchId, gate);
      assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
      await restore();
    }
    const { state } = must(await app.batches.resume(batchId));
    assert.equal(state, gate === SG_1 ? `awaiting_${SG_2}` : "closed");
  }
  await rm(batchPath(given, "documents"), { recursive: true });
  const voided = must(await app.batches.voidBatch(given, "its list is lost"));
  assert.equal(voided.state, "voided", JSON.stringify(voided));
});

test("a process that is killed between a list and the facts that name it leaves a run and a batch that go on to their end", async () => {
  await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) =>
    JSON.stringify({ ...JSON.parse(text), driftScope: "chain" }),
  );
  const killAt = async (point: string, ...args: readonly string[]) => {
    const end = await setup.cutter(args, { variables: { ...setup.variables, CUTTER_CRASH_AT: point } });
    assert.equal(end.signal, "SIGKILL", `${point}: ${end.stderr}`);
  };
  const newest = async (kind: string) =>
    (await readdir(join(setup.setup.root, kind)))
      .filter((name) => name.startsWith("ict"))
      .sort()
      .at(-1) ?? "";
  const ids = [];
  for (const title of ["killed", "killed too", "killed as well"])
    ids.push(await setup.register(lawOf(title)));
  const [first = "", ...others] = ids;

  await killAt(`${SG_1}:after_list`, "orchestrate", "cut", "--document-id", first);
  const runId = await newest("runs");
  const [list = assert.fail()] = await listsIn(runPath(setup.setup, runId));
  const left = runPath(setup.setup, runId, "documents", `${list}.123-4.new`);
  await writeFile(left, "{");
  assert.deepEqual(
    (await readdir(runPath(setup.setup, runId))).filter((name) => name.startsWith("facts")),
    [],
  );
  assert.equal(must(await app.resume(runId)).state, "awaiting_cut_authorization");
  assert.deepEqual(await listsIn(runPath(setup.setup, runId)), [list]);
  await setup.approve(runId, SG_1);
  await killAt(`${SG_2}:after_list`, "orchestrate", "resume", runId);
  assert.equal(must(await app.resume(runId)).state, AFTER[SG_1]);
  await goOn(runId, SG_2);
  assert.deepEqual(failedOf(must(await verifyEvidence(runPath(setup.setup, runId))).checks), []);

  await killAt(`${SG_1}:after_list`, "orchestrate", "batch", ...others);
  const batchId = await newest("batches");
  const resume = ["orchestrate", "resume", batchId];
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_1}`);
  await setup.approve(batchId, SG_1);
  await killAt(`${SG_2}:after_list`, ...resume);
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
  assert.deepEqual(
    failedOf(must(await verifyBatchEvidence({ folder: batchPath(batchId), progress })).checks),
    [],
  );
});

/** What whoever gets past the triggers does to the newest entry of the neighbour. */
const FORGED = forgeSql(
  "cutter_governance.document_digest",
  `with head as (select document_id, max(seq) as seq from cutter_governance.document_digest e
      join cutter_governance.source_document_registry d using (document_id) where d.doc_prefix = '${NEIGHBOUR}' group by document_id),
    said as (select e.document_id, e.seq, e.tables || jsonb_build_object('x', gen_random_uuid()) as tables from cutter_governance.document_digest e join head using (document_id, seq)),
    dig as (select *, encode(sha256(convert_to(tables::text, 'UTF8')), 'hex') as digest from said)
   update cutter_governance.document_digest e set tables = d.tables, rows_sha256 = d.digest,
     sha256 = encode(sha256(convert_to(concat_ws(E'\\x1f', e.document_id, e.seq::text, coalesce(e.run_id, '-'), coalesce(e.phase, '-'), d.digest, coalesce(e.previous, '-')), 'UTF8')), 'hex')
   from dig d where e.document_id = d.document_id and e.seq = d.seq`,
);

test("another document's chain that is altered past the triggers between request and write, and between the gates, stops the run by its name, and renewing takes it in (D-147)", async () => {
  const runId = await startRun("drifting");
  for (const gate of [SG_1, SG_2] as const) {
    await setup.approve(runId, gate);
    const before = [await unitsOf("draft"), await unitsOf("enacted")];
    psqlNow(setup, FORGED);
    const refused = refusalOf(await app.resume(runId));
    assert.deepEqual([refused?.reason, refused?.field], ["STOP_DRIFT", `document ${NEIGHBOUR}`]);
    assert.deepEqual([await unitsOf("draft"), await unitsOf("enacted")], before);
    const renewed = must(await app.renew(runId));
    assert.equal(refusalOf({ ok: true, value: renewed })?.reason, "STOP_APPROVAL_REQUIRED");
    await goOn(runId, gate);
  }
});

test("the same stops every member of a batch by its name, and renewing takes it in (D-147)", async () => {
  const batchId = await startBatch("five", "six");
  for (const gate of [SG_1, SG_2] as const) {
    await setup.approve(batchId, gate);
    const before = [await unitsOf("draft"), await unitsOf("enacted")];
    psqlNow(setup, FORGED);
    const told = JSON.stringify(await app.batches.resume(batchId));
    assert.ok(told.includes("STOP_DRIFT") && told.includes(`document ${NEIGHBOUR}`), told);
    assert.deepEqual([await unitsOf("draft"), await unitsOf("enacted")], before);
    const renewed = must(await app.batches.renew(batchId));
    assert.equal(renewed.state, `awaiting_${gate}`, JSON.stringify(renewed));
    await setup.approve(batchId, gate);
    const on = must(await app.batches.resume(batchId));
    assert.equal(on.state, gate === SG_1 ? `awaiting_${SG_2}` : "closed", JSON.stringify(on));
  }
});

test("in a large base the lists of two members differ in one page, and a page that is missing or another stops as a list does (D-147)", async () => {
  psqlNow(
    setup,
    `insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
     select 'many-' || n, 'MANY-' || n, 'x', 'law', 'registry', false from generate_series(1, 1500) n`,
  );
  const batchId = await startBatch("seven", "eight", "nine");
  const members = await membersOf(batchId);
  const pagesOf = async (sha256: string): Promise<readonly string[]> =>
    JSON.parse(await readFile(batchPath(batchId, "documents", `${sha256}.json`), "utf8")).pages;
  const [sha256 = assert.fail(), ...more] = listedBy(await basesOf(members, NAMES[1]));
  assert.deepEqual([more.length, (await pagesOf(sha256)).length], [0, 4]);
  await setup.approve(batchId, SG_1);
  const restore = await setup.remember();
  const [page = assert.fail()] = await pagesOf(sha256);
  const drafts = await unitsOf("draft");
  await damageEach(batchPath(batchId, "documents", `${page}.json`), async ({ what, reason }, mend) => {
    const told = JSON.stringify(await app.batches.resume(batchId));
    assert.ok(told.includes(reason), `${what}: ${told}`);
    assert.equal(await unitsOf("draft"), drafts, what);
    await mend();
    await restore();
  });
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  const lists = [...listedBy(await basesOf(members, NAMES[2]))];
  assert.equal(lists.length, 3);
  for (const [at, list] of lists.entries()) {
    const before = await pagesOf(lists[at - 1] ?? sha256);
    const changed = (await pagesOf(list)).filter((each) => !before.includes(each));
    assert.equal(changed.length, 1);
  }
  psqlNow(setup, FORGED);
  await setup.approve(batchId, SG_2);
  const told = JSON.stringify(await app.batches.resume(batchId));
  assert.ok(told.includes("STOP_DRIFT") && told.includes(`document ${NEIGHBOUR}`), told);
  must(await app.batches.renew(batchId));
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
  const verify = async () =>
    failedOf(must(await verifyBatchEvidence({ folder: batchPath(batchId), progress })).checks);
  assert.deepEqual(await verify(), []);
  await rm(batchPath(batchId, "documents", `${page}.json`));
  assert.ok((await verify()).join().includes(`documents/${page}.json`));
});

test("a page that is damaged while the last leg runs is not sealed; put back, the run is closed (D-147)", async () => {
  const runId = await startRun("the last leg");
  await goOn(runId, SG_1);
  await setup.approve(runId, SG_2);
  const { listed } = await readKept(runId, NAMES[0]);
  const at = (name: string) => runPath(setup.setup, runId, "documents", `${name}.json`);
  const [page = assert.fail()] = JSON.parse(await readFile(at(listed.sha256), "utf8")).pages;
  const whole = await readFile(at(page));
  await using last = await setup.openApp({
    settings: { driftScope: "chain" },
    onProgress: (step) => {
      if (step.includes("closeout")) writeFileSync(at(page), "{}");
    },
  });
  const refused = refusalOf(await last.resume(runId));
  assert.deepEqual([refused?.reason, refused?.field], ["STOP_STATE_CORRUPT", `documents/${page}.json`]);
  await writeFile(at(page), whole);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
});
