import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import { AMENDED_ACT, FIRST_ACT } from "../support/harbour-act.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
/** Puts everything back to where the first version, or the second one too, is enacted. */
let putFirst: () => Promise<void>;
let putSecond: () => Promise<void>;
let versionsOfFirst: unknown;
let amendedRun: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  await register(FIRST_ACT, { ...WORDS, effectiveFrom: "2020-01-01" });
  await cutAndEnact(setup, app, LAW);
  versionsOfFirst = await countVersions();
  putFirst = await setup.remember();
  await register(AMENDED_ACT, { effectiveFrom: "2025-07-01", citation: "Act 12 of 2025" });
  amendedRun = await cutAndEnact(setup, app, LAW);
  putSecond = await setup.remember();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function asOf(day: string, knownAt: Date | null = null) {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ address: string; body: string; unit: string; kind: string }>(
    `select address, body, canonical_address as unit, change_kind as kind
     from public.iu_as_of($1, $2::text::date, coalesce($3::text::timestamptz, now()))`,
    [LAW, day, knownAt === null ? null : knownAt.toISOString()],
  );
  return rows;
}

const LAW = "harbour";
const WORDS = { docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" };

/** Registers a version; throws where it is refused. */
async function register(
  text: string,
  words: VersionWords & { readonly documentId?: string } = {},
): Promise<void> {
  const { outcome } = await registerVersion(await setup.live.openSource(), {
    documentId: LAW,
    text,
    ...words,
  });
  must(outcome);
}

/** The reason for which a version is refused. */
async function refusedAs(text: string, words: VersionWords & { readonly documentId?: string } = {}) {
  const { outcome } = await registerVersion(await setup.live.openSource(), {
    documentId: LAW,
    text,
    ...words,
  });
  if (outcome.ok) throw new Error("the version was registered");
  return outcome.refusal;
}

async function texts(day: string, knownAt: Date | null = null): Promise<readonly string[]> {
  const rows = await asOf(day, knownAt);
  return rows.map(({ address, body }) => `${address.split("/")[1]}: ${firstWords(body)}`);
}

function firstWords(body: string): string {
  const [, text = ""] = body.split("\n\n");
  return text.trim().split(" ").slice(0, 4).join(" ");
}

const AS_ENACTED = [
  "ARTICLE-1: The harbour is open",
  "ARTICLE-2: A ship pays one",
  "ARTICLE-3: The master keeps a",
  "ARTICLE-4: Whoever does not pay",
];
const AS_AMENDED = [
  "ARTICLE-1: The harbour is open",
  "ARTICLE-2: A ship pays two",
  "ARTICLE-3: No ship stays longer",
  "ARTICLE-4: The master keeps a",
];

test("an amended law is cut against what is enacted: only what changes is written, and both texts are read at their dates", async () => {
  await putSecond();
  assert.deepEqual(await texts("2019-12-31"), []);
  assert.deepEqual(await texts("2020-01-01"), AS_ENACTED);
  assert.deepEqual(await texts("2025-06-30"), AS_ENACTED);
  assert.deepEqual(await texts("2025-07-01"), AS_AMENDED);
  const rows = await asOf("2025-07-01");
  assert.deepEqual(
    rows.map(({ unit, kind }) => [unit.split("/")[1], kind]),
    [
      ["ARTICLE-1", "original"],
      ["ARTICLE-2", "amendment"],
      ["ARTICLE-3~2", "original"],
      ["ARTICLE-3", "renumbering"],
    ],
  );
  assert.deepEqual(versionsOfFirst, { units: 4, versions: 4 });
  assert.deepEqual(await countVersions(), { units: 5, versions: 8 });
});

async function countVersions() {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ units: number; versions: number }>(
    `select count(distinct u.id)::integer as units, count(*)::integer as versions
     from public.information_unit u join public.unit_version v on v.unit_id = u.id where u.doc_code = $1`,
    [WORDS.docPrefix],
  );
  return rows[0];
}

test("request, card and report 03 of an amendment lead with what changes, and bind that the rest stays", async () => {
  await putSecond();
  const read = (...names: string[]) => readFile(runPath(setup.setup, amendedRun, ...names), "utf8");
  const counts = "1 amended, 1 renumbered, 1 created, 1 retired; 1 unchanged";
  const report = await read("kb", "03-cutplan.md");
  const list = await read("units", "changes-001.md");
  const card = await readFile(join(setup.setup.root, "reports", amendedRun, "run-card.md"), "utf8");
  for (const text of [report, list, card]) {
    assert.ok(text.includes(counts), text);
    assert.match(text, /- one crown\n\+ two crowns/);
    assert.ok(text.includes("- Whoever does not pay is sent away."));
  }
  const page = await read("units", "page.html");
  assert.match(page, /<del>one crown<\/del>/);
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"]) {
    const { plan, document } = JSON.parse(await read("requests", `${gate}.request.json`));
    assert.deepEqual(
      plan.list.map(({ name }: { name: string }) => name),
      ["changes-001.md"],
    );
    const { operations, kept, as_of: asOfDays } = plan.amendment;
    assert.deepEqual(operations, { create: 1, amend: 1, renumber: 1, correct: 0, recut: 0, retire: 1 });
    assert.equal(kept.count, 1);
    assert.deepEqual(
      asOfDays.map(({ day, units }: { day: string; units: number }) => [day, units]),
      [["2025-07-01", 4]],
    );
    assert.deepEqual(
      [document.nature, document.effective_from, document.citation],
      ["consolidation", "2025-07-01", "Act 12 of 2025"],
    );
  }
});

test("what was taken back is free: the same cut follows a revert, in a dry run and for good, and the withdrawn drafts stay", async () => {
  await putFirst();
  const documentId = "pilots";
  await register(FIRST_ACT, { ...WORDS, documentId, docPrefix: "PILOTS" });
  await cutAndTakeBack(documentId);
  assert.equal(must(await app.cut({ documentId, mode: "DRYRUN" })).state, "closeout_reported");
  await cutAndEnact(setup, app, documentId);
  await using owner = await setup.owner();
  const { rows } = await owner.query(
    `select lifecycle_status as status, count(*)::integer as units, count(distinct canonical_address)::integer as addresses
     from public.information_unit where doc_code = 'PILOTS' group by 1 order by 1`,
  );
  assert.deepEqual(rows, [
    { status: "enacted", units: 4, addresses: 4 },
    { status: "withdrawn", units: 4, addresses: 4 },
  ]);
});

/** Cuts into drafts and withdraws them under SG_3. */
async function cutAndTakeBack(documentId: string): Promise<string> {
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  must(await app.revert(runId, { execute: true }));
  await setup.approve(runId, "SG_3_compensation_authz");
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  return runId;
}

test("an amendment that was taken back leaves the head as it was, and is cut again or followed by another one", async () => {
  await putFirst();
  await register(AMENDED_ACT, { effectiveFrom: "2025-07-01" });
  await cutAndTakeBack(LAW);
  assert.deepEqual(await texts("2025-07-01"), AS_ENACTED);
  await register(AMENDED_ACT.replace("three at night", "four at night"), {
    effectiveFrom: "2026-01-01",
  });
  await cutAndEnact(setup, app, LAW);
  assert.deepEqual(await texts("2025-07-01"), AS_ENACTED);
  assert.deepEqual(await texts("2026-01-01"), AS_AMENDED);
});

test("an erratum counts from the day of what it corrects; known before it, the wrong text is what people got", async () => {
  await putFirst();
  const knownBefore = await databaseTime();
  await register(FIRST_ACT.replace("one crown", "a crown"), {
    nature: "erratum",
    citation: "Gazette 3 of 2020, corrigendum",
  });
  await cutAndEnact(setup, app, LAW);
  assert.equal((await texts("2020-01-01"))[1], "ARTICLE-2: A ship pays a");
  assert.deepEqual(await texts("2020-01-01", knownBefore), AS_ENACTED);
});

test("what an erratum adds counts from the one day of a law; where the law has several, it needs the day, and card and list say it of each change", async () => {
  const added = (law: string) => `${law}\n# Article 5\n\nWhoever pays may stay.\n`;
  await putSecond();
  const refusal = await refusedAs(added(AMENDED_ACT), { nature: "erratum", citation: "Gazette 4" });
  assert.deepEqual([refusal.reason, refusal.field], ["STOP_BAD_INPUT", "--effective-from"]);
  await putFirst();
  await register(added(FIRST_ACT), { nature: "erratum", citation: "Gazette 4" });
  const { card, list } = await readShown(must(await app.cut({ documentId: LAW, mode: "LIVE" })).runId);
  for (const text of [card, list])
    assert.match(
      text,
      /created\*\* `ARTICLE-5` `Article 5`, `stands after ARTICLE-4.*`, `in force from 2020-01-01`/,
    );
  assert.match(card, /\| nature \| erratum \|/);
  assert.match(card, /\| by \| `Gazette 4` \|/);
});

test("of a unit that leaves an address and of the one that takes it, card and list tell each its own day", async () => {
  await putSecond();
  await register(AMENDED_ACT.replace(/# Article 3\n\n.*\n\n# Article 4/, "# Article 3"), {
    nature: "erratum",
    citation: "Gazette 5",
  });
  const { card, list } = await readShown(must(await app.cut({ documentId: LAW, mode: "LIVE" })).runId);
  for (const text of [card, list]) {
    assert.match(text, /retired\*\* `ARTICLE-3` `Article 3`, `repealed from 2025-07-01 on`/);
    assert.match(
      text,
      /renumbered\*\* `ARTICLE-4 -> ARTICLE-3` `Article 4 -> Article 3`, `in force from 2025-07-01`/,
    );
  }
  assert.match(card, /\| `counts from 2025-07-01` \| `renumber 1, retire 1` \|/);
});

async function readShown(runId: string) {
  const card = await readFile(join(setup.setup.root, "reports", runId, "run-card.md"), "utf8");
  const list = await readFile(runPath(setup.setup, runId, "units", "changes-001.md"), "utf8");
  return { card, list };
}

async function databaseTime(): Promise<Date> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ now: Date }>("select clock_timestamp() as now");
  return new Date(rows[0]?.now ?? 0);
}

test("versions that can't follow the head are refused, each with its reason, and none is registered", async () => {
  await putSecond();
  const third = AMENDED_ACT.replace("two crowns", "five crowns");
  const older = await refusedAs(FIRST_ACT);
  assert.equal(older.reason, "STOP_SOURCE_VERSION_EXISTS");
  assert.match(older.wayOut, /older version/);
  assert.equal((await refusedAs(AMENDED_ACT)).reason, "STOP_SOURCE_VERSION_EXISTS");
  for (const base of ["1", "3", "f".repeat(64)]) {
    assert.equal((await refusedAs(third, { base })).reason, "STOP_BASE_NOT_HEAD");
  }
  const sameUnits = AMENDED_ACT.replace("# The Harbour Act", "# The Harbour Act of 1899");
  assert.equal((await refusedAs(sameUnits)).reason, "STOP_NOTHING_CHANGED");
  for (const words of [{ nature: "original" as const }, { effectiveFrom: null, docPrefix: "OTHER" }]) {
    assert.match((await refusedAs(third, words)).reason, /STOP_BAD_INPUT|STOP_TARGET_UNSAFE/);
  }
  const again = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
  assert.equal(again.refusal?.reason, "STOP_NOTHING_CHANGED");
});

test("a version that would be in force before the one that it follows is STOP_EFFECT_CONFLICT before anybody is asked (D-129)", async () => {
  await putSecond();
  await register(AMENDED_ACT.replace("two crowns", "five crowns"), { effectiveFrom: "2024-01-01" });
  const stopped = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
  assert.equal(stopped.refusal?.reason, "STOP_EFFECT_CONFLICT");
  assert.match(stopped.refusal?.actual ?? "", /ARTICLE-2 would be in force from 2024-01-01/);
});

test("while drafts of a first run stand, no version is registered; while a run waits, none is cut", async () => {
  await putFirst();
  const documentId = "pilots";
  await register(FIRST_ACT, { ...WORDS, documentId, docPrefix: "PILOTS" });
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  const drafts = await refusedAs(AMENDED_ACT, { documentId });
  assert.equal(drafts.reason, "STOP_TARGET_UNSAFE");
  assert.match(drafts.field ?? "", /C5/);
  const busy = await app.cut({ documentId, mode: "LIVE" });
  assert.ok(!busy.ok && busy.refusal.reason === "STOP_DOCUMENT_BUSY");
  assert.match(
    busy.refusal.wayOut,
    /approve --run .* --gate SG_2_.* Or end it: cutter orchestrate revert .* --execute$/,
  );
});

test("a unit that is moved and changed needs a statement of lineage, whose proposal is a file that leads on", async () => {
  await putFirst();
  const moved = AMENDED_ACT.replace(
    "The master keeps a book of all ships.",
    "The master keeps a book of all ships and of their masters.",
  );
  const asked = await refusedAs(moved, { effectiveFrom: "2025-07-01" });
  assert.equal(asked.reason, "STOP_LINEAGE_NEEDED");
  const lineage = `${(asked.details ?? []).join("\n")}\n`;
  await register(moved, { effectiveFrom: "2025-07-01", lineage });
  await cutAndEnact(setup, app, LAW);
  const rows = await asOf("2025-07-01");
  assert.deepEqual(
    rows.map(({ unit, address, kind }) => [unit.split("/")[1], address.split("/")[1], kind]).at(-1),
    ["ARTICLE-3", "ARTICLE-4", "amendment"],
  );
});
