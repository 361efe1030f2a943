import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import { readDay } from "../support/day-scene.ts";
import { makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const LAW = "harbour";
const WORDS = { docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" };
const lawWith = (fee: string, book = "The master keeps a book.") =>
  `# The Harbour Act\n\n# Article 1\n\nThe harbour is open.\n\n# Article 2\n\n${fee}\n\n# Article 3\n\n${book}\n`;
const FIRST = lawWith("A ship pays one crown.");
const ONE = lawWith("A ship pays two crowns.");
const OTHER = lawWith("A ship pays two crowns.", "The master keeps a book of all ships.");

let setup: TestSetup;
let app: App;
let putFirst: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  await register(FIRST, { ...WORDS, effectiveFrom: "2020-01-01" });
  await cutAndEnact(setup, app, LAW);
  putFirst = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function register(text: string, words: VersionWords & { readonly documentId?: string } = {}) {
  const sql = await setup.live.openSource();
  must((await registerVersion(sql, { documentId: LAW, text, ...words })).outcome);
}

let machines = 0;
/** Another machine: a sidecar and a clone of its own, over the same database and origin. `meanwhile` happens once, when its next write begins. */
async function openOther(): Promise<{ readonly other: App; meanwhile: (() => Promise<unknown>) | null }> {
  machines += 1;
  const { root: here, folder, repository } = setup.setup;
  const root = join(folder, `machine-${machines}`);
  await cp(here, root, { recursive: true });
  const machine: { other: App; meanwhile: (() => Promise<unknown>) | null } = { other: app, meanwhile: null };
  const live = {
    ...setup.live,
    async openSource() {
      const sql = await setup.live.openSource();
      return {
        ...sql,
        async open(lane: Parameters<typeof sql.open>[0]) {
          const { meanwhile } = machine;
          if (lane === "exec" && meanwhile !== null) {
            machine.meanwhile = null;
            await meanwhile();
          }
          return await sql.open(lane);
        },
      };
    },
  };
  const controlRepository = { path: join(root, "clone"), origin: repository, defaultBranch: "main" };
  machine.other = await setup.openApp({ root, live, settings: { controlRepository } });
  return machine;
}

const [SG_1, SG_2] = ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const;

/** Approves the gate and goes on. */
async function pass(machine: App, runId: string, gate: Gate): Promise<RunOutcome> {
  await setup.approve(runId, gate);
  return must(await machine.resume(runId));
}

async function enactBy(machine: App, runId: string): Promise<void> {
  assert.equal((await pass(machine, runId, SG_1)).state, "awaiting_lifecycle_authorization");
  assert.equal((await pass(machine, runId, SG_2)).state, "closeout_reported");
}

function refusalIn(outcome: Result<RunOutcome>, reason: Refusal["reason"]): Refusal {
  const { refusal } = must(outcome);
  assert.equal(refusal?.reason, reason, JSON.stringify(refusal));
  return refusal;
}

/** Of two machines each cuts a version of its own, and both wait at SG_1. */
async function cutBoth(
  mine: App,
  other: App,
  document: { readonly documentId: string; readonly texts: readonly [string, string] },
) {
  const { documentId, texts } = document;
  const runs: string[] = [];
  for (const [at, machine] of [mine, other].entries()) {
    await register(texts[at] ?? "", { documentId, effectiveFrom: `202${5 + at}-01-01` });
    runs.push(must(await machine.cut({ documentId, mode: "LIVE" })).runId);
  }
  return runs as [string, string];
}

test("of two machines that amend a document the second hears that the head has moved, at renew and at resume; it gives up, cuts again and enacts (D-127)", async () => {
  await putFirst();
  const machine = await openOther();
  const { other } = machine;
  await using _ends = other;
  const [mine, theirs] = await cutBoth(app, other, { documentId: LAW, texts: [ONE, OTHER] });
  await setup.approve(theirs, SG_1);
  assert.equal((await pass(app, mine, SG_1)).state, "awaiting_lifecycle_authorization");

  // While drafts of the first stand, nobody is asked about the second anew, whose request would bind them.
  assert.match(refusalIn(await other.resume(theirs), "STOP_DRIFT").wayOut, /renew/);
  const standing = refusalIn(await other.renew(theirs), "STOP_UNIT_EXISTS");
  assert.deepEqual(standing.details, ["HARBOUR/ARTICLE-2: exists_draft"]);
  assert.match(
    standing.wayOut,
    new RegExp(`where it was started: cutter status ${mine}\\. .* adopt ${mine}\\. .* resume ${theirs}$`),
  );

  await setup.approve(mine, SG_2);
  assert.equal(must(await app.resume(mine)).state, "closeout_reported");
  for (const outcome of [await other.renew(theirs), await other.resume(theirs)]) {
    const moved = refusalIn(outcome, "STOP_BASE_MOVED");
    assert.match(moved.expected ?? "", /^change set [0-9a-f-]{36} as the last one enacted$/);
    assert.match(moved.actual ?? "", /^change set [0-9a-f-]{36}$/);
    assert.match(
      moved.wayOut,
      new RegExp(`orchestrate void ${theirs} .*orchestrate cut --document-id ${LAW}$`),
    );
  }
  assert.equal(must(await other.voidRun(theirs, "the head has moved")).state, "voided");
  await cutAndEnact(setup, other, LAW);
  assert.deepEqual(
    [
      await readDay(setup, LAW, "2024-12-31"),
      await readDay(setup, LAW, "2025-12-31"),
      await readDay(setup, LAW, "2026-01-01"),
    ].map((lines) => lines.slice(1).join(" | ")),
    [
      "ARTICLE-2: A ship pays one crown. | ARTICLE-3: The master keeps a book.",
      "ARTICLE-2: A ship pays two crowns. | ARTICLE-3: The master keeps a book.",
      "ARTICLE-2: A ship pays two crowns. | ARTICLE-3: The master keeps a book of all ships.",
    ],
  );
});

test("a write that was prepared before another machine enacts is refused in its transaction, and the same change set is not enacted twice", async (t) => {
  await putFirst();
  const machine = await openOther();
  const { other } = machine;
  await using _ends = other;
  const [mine, theirs] = await cutBoth(app, other, { documentId: LAW, texts: [ONE, OTHER] });
  await setup.approve(theirs, SG_1);
  machine.meanwhile = () => enactBy(app, mine);
  refusalIn(await other.resume(theirs), "STOP_BASE_MOVED");
  assert.equal(machine.meanwhile, null);
  must(await other.voidRun(theirs, "the head has moved"));
  await using owner = await setup.owner();
  await t.test("the same change set is not enacted again", async () => {
    refusalIn(await app.resume(mine), "STOP_RUN_CLOSED");
    const { rows } = await owner.query(
      `select count(*)::integer as enacted from public.iu_lifecycle_log where to_status = 'enacted' and unit_version_id in
         (select id from public.unit_version where version_seq = 2)`,
    );
    assert.deepEqual(rows, [{ enacted: 1 }]);
  });
});

test("of two machines that make the first cut of a document one enacts it, and the other gives up", async () => {
  await putFirst();
  const documentId = "port";
  const { other } = await openOther();
  await using _ends = other;
  await register(FIRST, { ...WORDS, documentId, docPrefix: "PORT" });
  const mine = must(await app.cut({ documentId, mode: "LIVE" })).runId;
  const theirs = must(await other.cut({ documentId, mode: "LIVE" })).runId;
  await enactBy(app, mine);
  await setup.approve(theirs, SG_1);
  const moved = refusalIn(await other.resume(theirs), "STOP_BASE_MOVED");
  assert.equal(moved.expected, "nothing of it enacted");
  must(await other.voidRun(theirs, "the head has moved"));
  refusalIn(await other.cut({ documentId, mode: "LIVE" }), "STOP_NOTHING_CHANGED");
});

test("a run that sets days and an amendment of two machines: what has drafts goes first, and the other is started again against the new head", async () => {
  await putFirst();
  const { other } = await openOther();
  await using _ends = other;
  const effect = { from: "2021-03-01", why: "Order 7", version: 1 };
  await register(OTHER, { effectiveFrom: "2027-01-01" });
  const amending = must(await app.cut({ documentId: LAW, mode: "LIVE" })).runId;
  const dating = must(await other.setEffect({ documentId: LAW, effect })).runId;
  assert.equal((await pass(app, amending, SG_1)).state, "awaiting_lifecycle_authorization");

  await setup.approve(dating, SG_2);
  refusalIn(await other.resume(dating), "STOP_DRIFT");
  refusalIn(await other.renew(dating), "STOP_UNIT_EXISTS");
  const third = await openOther();
  await using _endsToo = third.other;
  const anew = await third.other.setEffect({ documentId: LAW, effect });
  assert.equal(!anew.ok && anew.refusal.reason, "STOP_DOCUMENT_BUSY");
  must(await other.voidRun(dating, "another run first"));
  const beside = await other.setEffect({ documentId: LAW, effect });
  assert.equal(!beside.ok && beside.refusal.reason, "STOP_UNIT_EXISTS");

  assert.equal((await pass(app, amending, SG_2)).state, "closeout_reported");
  const again = must(await other.setEffect({ documentId: LAW, effect })).runId;
  assert.equal((await pass(other, again, SG_2)).state, "closeout_reported");
  assert.deepEqual(await readDay(setup, LAW, "2021-02-28"), []);
  assert.equal((await readDay(setup, LAW, "2021-03-01"))[2], "ARTICLE-3: The master keeps a book.");
  assert.equal(
    (await readDay(setup, LAW, "2027-01-01"))[2],
    "ARTICLE-3: The master keeps a book of all ships.",
  );
});
