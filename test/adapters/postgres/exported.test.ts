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
  });
  assert.match(recordedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const { bytes, sourceSha256, usedUtc, payloadSha256, ...approval } = provenance ?? assert.fail();
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
