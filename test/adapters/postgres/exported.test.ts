import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBaseReader } from "../../../src/adapters/postgres/reader.ts";
import type { ExportedVersion } from "../../../src/domain/reading/exported-version.ts";
import { type AmendedLedger, openAmendedLedger } from "../../support/amended-ledger.ts";

let ledger: AmendedLedger;

before(async () => {
  ledger = await openAmendedLedger();
});
after(async () => {
  await ledger?.[Symbol.asyncDispose]();
});

interface Time {
  readonly on?: string;
  readonly knownAt?: string;
}

async function exported(
  documentId: string,
  { on = null, knownAt = null }: Partial<Record<keyof Time, string | null>> = {},
): Promise<readonly ExportedVersion[]> {
  await using reader = await openBaseReader(ledger.database.sql);
  const versions: ExportedVersion[] = [];
  for await (const page of reader.exported(documentId, { on, knownAt })) versions.push(...page);
  return versions;
}

const shown = (versions: readonly ExportedVersion[]) =>
  versions.map(({ unit, version, change, effect }) => `${unit} ${version} ${change} ${effect}`);

const LAW = [
  "LAW/article-1 1 original beginning",
  "LAW/article-1 2 amendment 2027-01-01",
  "LAW/article-2 1 original beginning",
  "LAW/article-2 2 renumbering 2027-01-01",
  "LAW/article-3 1 original beginning",
  "LAW/article-3 2 repeal 2027-01-01",
  "LAW/article-3~2 1 original 2027-01-01",
  "LAW/article-9 1 original 2027-01-01",
  "LAW/article-4 1 original beginning",
  "LAW/article-5 1 original beginning",
  "LAW/article-6 1 original beginning",
];

test("every enacted version of a document is told in the order of position, unit and version, and no draft", async () => {
  assert.deepEqual(shown(await exported("doc-LAW")), LAW);
  assert.deepEqual(shown(await exported("doc-OTHER")), [
    "OTHER/article-1 1 original beginning",
    "OTHER/article-2 1 original beginning",
  ]);
  assert.deepEqual(await exported("doc-NONE"), []);
});

test("of a day the units in force are told, by the versions that are", async () => {
  assert.deepEqual(shown(await exported("doc-LAW", { on: "2027-01-01" })), [
    "LAW/article-1 2 amendment 2027-01-01",
    "LAW/article-2 2 renumbering 2027-01-01",
    "LAW/article-3~2 1 original 2027-01-01",
    "LAW/article-9 1 original 2027-01-01",
    "LAW/article-4 1 original beginning",
    "LAW/article-5 1 original beginning",
    "LAW/article-6 1 original beginning",
  ]);
  const before = await exported("doc-LAW", { on: "2026-12-31" });
  assert.deepEqual(
    before.map(({ address }) => address),
    [1, 2, 3, 4, 5, 6].map((number) => `LAW/article-${number}`),
  );
});

test("each version is told with what follows it, its parent, its links and by what it came into the base", async () => {
  const versions = await exported("doc-LAW");
  const [first, second] = versions;
  const { recordedAt, provenance, ...rest } = second ?? assert.fail();
  assert.deepEqual(rest, {
    unitId: first?.unitId,
    unit: "LAW/article-1",
    versionId: first?.supersededBy,
    version: 2,
    change: "amendment",
    address: "LAW/article-1",
    title: "Article 1",
    kind: "article",
    sectionType: "body",
    sha256: "ac9892fa9de20522eff2f9dd2c53f2f1f0cc58ae2b1f31fbd6609898704b508c",
    effect: "2027-01-01",
    citation: "Act 1 of 2026",
    position: "1",
    text: "Text 2 of LAW/article-1: é.\n",
    parent: "LAW/article-6",
    supersededBy: null,
    lineage: [],
    moves: [],
  });
  assert.match(recordedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const { bytes, projection, sourceSha256, usedUtc, payloadSha256, ...approval } =
    provenance ?? assert.fail();
  assert.equal(projection, null);
  assert.deepEqual(approval, {
    runId: "ictr-20261121T090000Z-00000002",
    approvalCommit: "a".repeat(40),
    executionCommit: "b".repeat(40),
    persons: ["sovereign"],
    keys: ["C".repeat(40)],
    signedUtc: "2026-11-21T09:30:00Z",
  });
  assert.equal(usedUtc, recordedAt);
  assert.match(payloadSha256, /^[0-9a-f]{64}$/);
  // The text is the bytes of the source.
  const [start, end] = bytes ?? assert.fail();
  const source = Buffer.from(ledger.second.made.source);
  assert.equal(sourceSha256, ledger.second.made.plan.source.sha256);
  assert.equal(source.subarray(start, end).toString(), rest.text);
  const repealed = versions.find(({ change }) => change === "repeal");
  assert.deepEqual([repealed?.text, repealed?.provenance?.bytes], ["", null]);
  const link = { relation: "replaced_by", from: "LAW/article-3", to: "LAW/article-3~2" };
  for (const { unit, lineage } of versions) {
    const isLinked = [link.from, link.to].includes(unit);
    assert.deepEqual(
      lineage.map(({ recordedAt: _, ...told }) => told),
      isLinked ? [link] : [],
      unit,
    );
  }
});

//
test("what was recorded after a time is left out, also as what follows a version, as its day and as a link", async () => {
  await using superuser = await ledger.database.openSuperuser();
  const [first, second] = ["2026-02-01T00:00:00.5Z", "2026-03-01T00:00:00.5Z"];
  for (const table of [
    "public.unit_version",
    "public.version_effect",
    "public.unit_lineage",
    "cutter_governance.source_document_version_registry",
  ])
    await superuser.query(`alter table ${table} disable trigger all`);
  await superuser.query(
    `update public.unit_version v set enacted_at = case when exists (
       select from cutter_governance.cut_change_set_affected_row a where a.unit_version_id = v.id and a.change_set_id = $1)
       then $2::timestamptz else $3::timestamptz end where lifecycle_status = 'enacted'`,
    [ledger.first.changeSetId, first, second],
  );
  await superuser.query("update public.version_effect set recorded_at = $1", [second]);
  await superuser.query("update public.unit_lineage set recorded_at = $1", [second]);
  await superuser.query(
    "update cutter_governance.source_document_version_registry set registered_at = '2026-01-01T00:00:00.5Z'",
  );
  assert.deepEqual(await exported("doc-LAW", { knownAt: "2026-01-31T23:59:59.999999Z" }), []);
  const before = await exported("doc-LAW", { knownAt: "2026-02-28T23:59:59.999999Z" });
  assert.deepEqual(
    shown(before),
    LAW.filter((line) => line.endsWith("1 original beginning")),
  );
  assert.ok(before.every(({ supersededBy, lineage }) => supersededBy === null && lineage.length === 0));
  assert.ok(before.every(({ provenance }) => provenance?.runId === ledger.first.runId));
  // A later version with its day, of which another is said still later.
  await superuser.query(
    `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
     select e.unit_version_id, 2, '2029-01-01', 'test', e.change_set_id, e.review_decision_id, 'test', '2026-04-01T00:00:00.5Z'
     from public.version_effect e join public.unit_version v on v.id = e.unit_version_id
     join public.information_unit u on u.id = v.unit_id where u.canonical_address = 'LAW/article-1' and v.version_seq = 2`,
  );
  const then = "2026-03-01T00:00:00.999999Z";
  assert.deepEqual(shown(await exported("doc-LAW", { knownAt: then })), LAW);
  const now = shown(await exported("doc-LAW"));
  assert.deepEqual(now[1], "LAW/article-1 2 amendment 2029-01-01");
  // With the time of what was recorded last nothing else is told.
  assert.deepEqual(
    await exported("doc-LAW", { knownAt: "2026-04-01T00:00:00.999999Z" }),
    await exported("doc-LAW"),
  );
  const onDay = { on: "2027-06-01" };
  assert.equal((await exported("doc-LAW", onDay))[0]?.version, 1);
  assert.equal((await exported("doc-LAW", { ...onDay, knownAt: then }))[0]?.version, 2);
  await using reader = await openBaseReader(ledger.database.sql);
  assert.deepEqual(
    [await reader.recordedUntil("doc-LAW"), await reader.recordedUntil("doc-NONE")],
    ["2026-04-01T00:00:00Z", null],
  );
  assert.deepEqual(await reader.registered("2025-01-01Z"), []);
  const documents = (await reader.registered(null)).map(
    ({ documentId, prefix }) => `${documentId} ${prefix}`,
  );
  assert.deepEqual(documents, ["doc-LAW LAW", "doc-OTHER OTHER"]);
});

// After the test above, which has taken the guards away.
test("of a version each day that was said after it was enacted is told with the one before, and none that came with it", async () => {
  await using superuser = await ledger.database.openSuperuser();
  await superuser.query(
    `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
     select v.id, said.ordinal, said.day, 'test', e.change_set_id, e.review_decision_id, 'test', said.at
     from (values ('LAW/article-1', 2, 3, null, '2026-05-01T00:00:00.5Z'::timestamptz),
       ('LAW/article-4', 1, 1, '2026-12-01'::date, '2026-04-01T00:00:00.5Z'), ('LAW/article-4', 1, 2, '2026-12-24', '2026-05-01T00:00:00.5Z'))
       as said (unit, version_seq, ordinal, day, at)
     join public.information_unit u on u.canonical_address = said.unit
     join public.unit_version v on v.unit_id = u.id and v.version_seq = said.version_seq
     cross join (select * from public.version_effect limit 1) e`,
  );
  const moved = async (knownAt: string | null) =>
    (await exported("doc-LAW", { knownAt })).flatMap(({ unit, version, moves }) =>
      moves.map(
        ({ was, effect, recordedAt, set }) => `${unit} ${version}: ${was} ${effect} ${recordedAt} ${set}`,
      ),
    );
  const april = [
    "LAW/article-1 2: 2027-01-01 2029-01-01 2026-04-01T00:00:00Z null",
    "LAW/article-4 1: beginning 2026-12-01 2026-04-01T00:00:00Z null",
  ];
  const [first, second] = april;
  const may = ["LAW/article-1 2: 2029-01-01 open", "LAW/article-4 1: 2026-12-01 2026-12-24"].map(
    (move) => `${move} 2026-05-01T00:00:00Z null`,
  );
  assert.deepEqual(await moved("2026-03-31T23:59:59.999999Z"), []);
  assert.deepEqual(await moved("2026-04-01T00:00:00.999999Z"), april);
  assert.deepEqual(await moved(null), [first, may[0], second, may[1]]);
});

test("whoever stops to read leaves the snapshot as it was, and reads on in another document", async () => {
  await using reader = await openBaseReader(ledger.database.sql);
  for await (const _ of reader.exported("doc-LAW", { on: null, knownAt: null })) break;
  for await (const page of reader.exported("doc-OTHER", { on: null, knownAt: null }))
    assert.equal(page.length, 2);
});
