import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OPEN } from "../../../src/domain/planned-change.ts";
import { makeAmendment, type Step } from "../../support/amendment.ts";
import { makePlan } from "../../support/knowledge.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";
import { openRawHistory, type RawHistory, type RawRun } from "../../support/raw-history.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let raw: RawHistory;
let today: string;
let versions = 1;

/**
 * The first cut of `VE` is of an earlier release; the second article stands below the first. Article 1 was amended for a day that is past, and
 * for one that is far off; article 2 from today on, and stands below article 3; article 3 is repealed since 2020. Article 4 has another number
 * from a day that nobody knows yet, and a third one of which no day was said; article 5 has one since 2020, which was said later. A new unit
 * and an amendment of article 1 are drafts, and another new unit was withdrawn. `WE` was cut and is as it was. Of `XE` two articles were amended for a
 * day that is past, and what they say was then corrected and recut for one that is far off.
 */
before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  raw = await openRawHistory(database);
  today = (await lines("select ((now() at time zone 'UTC')::date)::text as line"))[0] ?? "";
  const first = await begun("VE", 5);
  await begun("WE", 1);
  await raw.makeEarlier("VE");
  const wrong = await enacted(await begun("XE", 3), [
    { operation: "amend", unit: "XE/article-1", effectiveFrom: "2020-01-01" },
    { operation: "amend", unit: "XE/article-2", effectiveFrom: "2020-01-01" },
  ]);
  await enacted(wrong, [
    { operation: "correct", unit: "XE/article-1", effectiveFrom: "9999-01-01" },
    { operation: "recut", unit: "XE/article-2", effectiveFrom: "9999-01-01" },
  ]);
  const second = await enacted(first, [
    { operation: "amend", unit: "VE/article-1", effectiveFrom: "2020-01-01" },
    { operation: "amend", unit: "VE/article-2", parent: "VE/article-3", effectiveFrom: today },
    { operation: "retire", unit: "VE/article-3", effectiveFrom: "2020-01-01" },
    { operation: "renumber", unit: "VE/article-4", address: "VE/article-4a", effectiveFrom: OPEN },
    { operation: "renumber", unit: "VE/article-5", address: "VE/article-5a", effectiveFrom: OPEN },
  ]);
  const third = await enacted(second, [
    { operation: "amend", unit: "VE/article-1", effectiveFrom: "9999-01-01" },
  ]);
  assert.equal(await raw.setDays(second, new Map([["VE/article-5", "2020-01-01"]])), null);
  const fourth = await enacted(third, [
    { operation: "renumber", unit: "VE/article-4", address: "VE/article-4b", effectiveFrom: null },
  ]);
  await drafted(fourth, [
    { operation: "amend", unit: "VE/article-1" },
    { operation: "create", unit: "VE/article-8" },
  ]);
  await raw.withdraw(await drafted(fourth, [{ operation: "create", unit: "VE/article-9" }]));
});
after(async () => {
  await raw?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

async function begun(prefix: string, units: number): Promise<RawRun> {
  const run = await raw.draft(makePlan(prefix, units));
  assert.equal(await raw.enact(run), null);
  return run;
}

async function drafted(from: RawRun, steps: readonly Step[]): Promise<RawRun> {
  const head = await database.knowledge.documentHead(from.changeSetId);
  const base = { changeSetId: from.changeSetId, head };
  return await raw.draft(makeAmendment(from.made, base, steps, { versionSeq: ++versions }));
}

async function enacted(from: RawRun, steps: readonly Step[]): Promise<RawRun> {
  const run = await drafted(from, steps);
  assert.equal(await raw.enact(run), null);
  return run;
}

async function lines(statement: string): Promise<readonly string[]> {
  return (await raw.session.query<{ line: string }>(statement)).rows.map(({ line }) => line);
}

/** Of a row the numbers of its address of birth and its printed one, its version, and the number of its parent. */
const WHO = `split_part(r.canonical_address, '-', 2) || '/' || split_part(r.address, '-', 2) || ':' || r.version_seq || ' '
  || coalesce((select split_part(p.canonical_address, '-', 2) from public.information_unit p where p.id = r.parent_unit_id), '-')`;
const OF_V = `where r.document_id = 'doc-VE' order by r.canonical_address, r.version_seq`;
/** A day as the test knows it. */
const day = (text: string) => (text === today ? "today" : text);

test("iu_history tells of every enacted version its address, its parent, its day and what has followed it", async () => {
  const found = await lines(
    `select ${WHO} || ' ' || r.change_kind || ' ' || coalesce(r.effective_from::text, 'open') || ' ' || coalesce('then ' || n.version_seq, 'last')
       as line from public.iu_history r left join public.unit_version n on n.id = r.superseded_by ${OF_V}`,
  );
  assert.deepEqual(
    found.map((line) => line.split(" ").map(day).join(" ")),
    [
      "1/1:1 - original -infinity then 2",
      "1/1:2 - amendment 2020-01-01 then 3",
      "1/1:3 - amendment 9999-01-01 last",
      "2/2:1 1 original -infinity then 2",
      "2/2:2 3 amendment today last",
      "3/3:1 - original -infinity then 2",
      "3/3:2 - repeal 2020-01-01 last",
      "4/4:1 - original -infinity then 2",
      "4/4a:2 - renumbering open then 3",
      "4/4b:3 - renumbering open last",
      "5/5:1 - original -infinity then 2",
      "5/5a:2 - renumbering 2020-01-01 last",
    ],
  );
});

test("iu_current holds of every document what is in force today, and of a unit one version", async () => {
  assert.deepEqual(await lines(`select ${WHO} as line from public.iu_current r ${OF_V}`), [
    "1/1:2 -",
    "2/2:2 3",
    "4/4:1 -",
    "5/5a:2 -",
  ]);
  assert.deepEqual(
    await lines("select address as line from public.iu_current where document_id = 'doc-WE'"),
    ["WE/article-1"],
  );
});

test("what was corrected or recut is in force on no day, from the very moment on in which that is known", async () => {
  const sound = ["1/1:1 -", "2/2:1 1", "3/3:1 -"];
  const current = await lines(
    `select ${WHO} as line from public.iu_current r where r.document_id = 'doc-XE' order by r.canonical_address`,
  );
  assert.deepEqual(current, sound);
  const read = (known: string) =>
    lines(
      `select ${WHO} as line from public.iu_as_of('doc-XE', '${today}', (${known})) r order by r.canonical_address`,
    );
  const correction = "select max(recorded_at) from public.iu_history where document_id = 'doc-XE'";
  assert.deepEqual(await read(correction), sound);
  assert.deepEqual(await read(`(${correction}) - interval '1 microsecond'`), [
    "1/1:2 -",
    "2/2:2 1",
    "3/3:1 -",
  ]);
});

test("iu_as_of reads a day of one document with its addresses and parents", async () => {
  const read = (on: string) =>
    lines(`select ${WHO} as line from public.iu_as_of('doc-VE', '${on}') r order by r.canonical_address`);
  assert.deepEqual(await read("2019-12-31"), ["1/1:1 -", "2/2:1 1", "3/3:1 -", "4/4:1 -", "5/5:1 -"]);
  assert.deepEqual(await read(today), ["1/1:2 -", "2/2:2 3", "4/4:1 -", "5/5a:2 -"]);
});

test("iu_as_of knows at the very moment of an enactment what is enacted, and at that of a day that day", async () => {
  const read = (known: string) =>
    lines(
      `select ${WHO} as line from public.iu_as_of('doc-VE', '2020-01-01', (${known})) r
       where r.canonical_address in ('VE/article-1', 'VE/article-5') order by r.canonical_address`,
    );
  const enactment = "select min(recorded_at) from public.iu_history where change_kind = 'renumbering'";
  const dating = "select max(recorded_at) from public.iu_effect where ordinal = 2";
  const before = "- interval '1 microsecond'";
  assert.deepEqual(await read(`(${enactment}) ${before}`), ["1/1:1 -", "5/5:1 -"]);
  assert.deepEqual(await read(enactment), ["1/1:2 -", "5/5:1 -"]);
  assert.deepEqual(await read(`(${dating}) ${before}`), ["1/1:2 -", "5/5:1 -"]);
  assert.deepEqual(await read(dating), ["1/1:2 -", "5/5a:2 -"]);
});

test("iu_as_of reads no draft, even where the owner has given it a time of enactment", async () => {
  await raw.session.query("begin");
  try {
    await raw.session.query("alter table public.unit_version disable trigger user");
    await raw.session.query(
      "update public.unit_version set enacted_at = created_at where lifecycle_status <> 'enacted'",
    );
    assert.deepEqual(
      await lines(
        `select ${WHO} as line from public.iu_as_of('doc-VE', '2020-01-01') r where r.canonical_address in ('VE/article-8', 'VE/article-9')`,
      ),
      [],
    );
  } finally {
    await raw.session.query("rollback");
  }
});

test("iu_effect tells every day that was ever said of an enacted version, and none of a draft", async () => {
  const of = (address: string) =>
    lines(`select h.version_seq || ' ' || e.ordinal || ' ' || coalesce(e.effective_from::text, 'open') as line
      from public.iu_effect e join public.unit_version h on h.id = e.version_id join public.information_unit u on u.id = h.unit_id
      where u.canonical_address = '${address}' order by 1`);
  assert.deepEqual(await of("VE/article-5"), ["2 1 open", "2 2 2020-01-01"]);
  await raw.session.query("begin");
  try {
    await raw.session.query("alter table public.version_effect disable trigger user");
    await raw.session.query(
      `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor)
       select v.id, 1, '2020-01-01', e.reason, e.change_set_id, e.review_decision_id, e.actor
       from public.unit_version v join public.information_unit u on u.id = v.unit_id, (select * from public.version_effect limit 1) e
       where u.canonical_address = 'VE/article-8'`,
    );
    assert.deepEqual(await of("VE/article-8"), []);
  } finally {
    await raw.session.query("rollback");
  }
});

test("iu_unenacted tells which addresses have drafts and which had some, and of nothing that is enacted", async () => {
  assert.deepEqual(
    await lines("select address || ' ' || status as line from public.iu_unenacted order by 1"),
    ["VE/article-1 draft", "VE/article-8 draft", "VE/article-9 withdrawn"],
  );
});

test("nobody calls a function of the schema but those to whom it was given", async () => {
  assert.deepEqual(
    await lines(
      `select p.oid::regprocedure::text as line from pg_proc p
       where p.pronamespace in ('public'::regnamespace, 'cutter_governance'::regnamespace) and has_function_privilege('public', p.oid, 'execute')`,
    ),
    [],
  );
});
