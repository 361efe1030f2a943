import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { canonicalJson, sha256Hex } from "../../src/json/canonical-json.ts";
import { contentOf } from "../support/export-scene.ts";
import { AMENDED, CORRECTED, FIRST, openReadingScene, type ReadingScene } from "../support/reading-scene.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

let scene: ReadingScene;
let place: Awaited<ReturnType<typeof makeTempFolder>>;
before(async () => {
  scene = await openReadingScene();
  place = await makeTempFolder();
});
after(async () => {
  await place?.[Symbol.asyncDispose]();
  await scene?.[Symbol.asyncDispose]();
});

interface Line {
  readonly [field: string]: unknown;
  readonly unit: string;
  readonly version: number;
  readonly text: string;
  readonly sha256: string;
}

let folders = 0;
const newFolder = () => join(place.path, `out-${++folders}`);

/** Exports into a new folder, which it gives. */
async function exportInto(args: readonly string[], folder = newFolder()): Promise<string> {
  const end = await scene.kb(["export", "--format", "jsonl", "--out", folder, ...args]);
  assert.equal(end.code, 0, end.stderr);
  return folder;
}

const textsOf = (folder: string, name = "doc-LAW.jsonl") =>
  readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1);
const linesOf = (folder: string, name?: string) =>
  textsOf(folder, name).map((line): Line => JSON.parse(line));
const indexOf = (folder: string) => JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
const shown = (lines: readonly Line[]) =>
  lines.map(
    ({ unit, version, change, address, effect, effectiveFrom }) =>
      `${unit} ${version} ${change} ${address} ${effectiveFrom ?? effect}`,
  );

const EVERY = [
  "LAW/article-1 1 original LAW/article-1 beginning",
  "LAW/article-2 1 original LAW/article-2 beginning",
  "LAW/article-2 2 amendment LAW/article-2 2026-07-01",
  "LAW/article-2 3 correction LAW/article-2 2026-07-01",
  "LAW/article-3 1 original LAW/article-3 beginning",
  "LAW/article-3 2 repeal LAW/article-3 2026-07-01",
  "LAW/article-4 1 original LAW/article-4 beginning",
  "LAW/article-4 2 renumbering LAW/article-3 2026-07-01",
  "LAW/article-4~2 1 original LAW/article-4 2027-01-01",
  "LAW/article-5 1 original LAW/article-5 beginning",
  "LAW/article-5 2 amendment LAW/article-5 open",
  "LAW/article-6 1 original LAW/article-6 beginning",
  "LAW/article-6 2 repeal LAW/article-6 2026-07-01",
  "LAW/article-7 1 original LAW/article-7 beginning",
  "LAW/article-7 2 amendment LAW/article-7 2027-03-01",
  "LAW/article-8 1 original LAW/article-8 beginning",
  "LAW/article-8 2 amendment LAW/article-8 2026-10-01",
  "LAW/article-9 1 original LAW/article-9 open",
];

/** What an export has of LAW, by what it is asked for. */
const ASKED: readonly (readonly [rule: string, args: readonly string[], lines: readonly string[]])[] = [
  ["every enacted version is a line, and no draft nor what was withdrawn", [], EVERY],
  ["before anything was recorded there is nothing", ["--known-at", "2026-01-09"], []],
  [
    "before it was amended, the law is as it was cut",
    ["--known-at", "2026-05-31"],
    EVERY.filter((line) => line.endsWith(" beginning")),
  ],
  [
    "before a correction was known there is none, and a day is that which was known",
    ["--known-at", "2026-08-15T10:59:59Z"],
    EVERY.filter((line) => !line.includes(" correction ")).map((line) =>
      line.replace("2027-03-01", "2026-09-01"),
    ),
  ],
  ["in the second in which the last was recorded, all is known", ["--known-at", CORRECTED], EVERY],
  [
    "of a day the units in force are lines, without what was repealed, replaced, corrected or has no day",
    ["--on", "2026-07-01"],
    [
      "LAW/article-1 1 original LAW/article-1 beginning",
      "LAW/article-2 3 correction LAW/article-2 2026-07-01",
      "LAW/article-4 2 renumbering LAW/article-3 2026-07-01",
      "LAW/article-5 1 original LAW/article-5 beginning",
      "LAW/article-7 1 original LAW/article-7 beginning",
      "LAW/article-8 1 original LAW/article-8 beginning",
    ],
  ],
  [
    "a day counts as it was known at a time",
    ["--on", "2026-12-01", "--known-at", "2026-08-14"],
    [
      "LAW/article-1 1 original LAW/article-1 beginning",
      "LAW/article-2 2 amendment LAW/article-2 2026-07-01",
      "LAW/article-4 2 renumbering LAW/article-3 2026-07-01",
      "LAW/article-5 1 original LAW/article-5 beginning",
      "LAW/article-7 2 amendment LAW/article-7 2026-09-01",
      "LAW/article-8 2 amendment LAW/article-8 2026-10-01",
    ],
  ],
];

for (const [rule, args, lines] of ASKED) {
  test(rule, async () => {
    assert.deepEqual(shown(linesOf(await exportInto(["LAW", ...args]))), lines);
  });
}

test("each line is canonical JSON, holds the sha256 of its text, and names the run, the approval and what was merged", async () => {
  const folder = await exportInto([]);
  for (const text of textsOf(folder)) assert.equal(text, canonicalJson(JSON.parse(text)));
  const lines = linesOf(folder);
  for (const { text, sha256 } of lines) assert.equal(sha256, sha256Hex(text));
  const { unitId, versionId, recordedAt, provenance, ...first } = lines[0] ?? assert.fail();
  assert.deepEqual(first, {
    address: "LAW/article-1",
    change: "original",
    citation: null,
    daySet: null,
    documentId: "doc-LAW",
    effect: "beginning",
    effectiveFrom: null,
    kind: "article",
    lineage: [{ from: "LAW/article-6", recordedAt: AMENDED, relation: "merged_into", to: "LAW/article-1" }],
    parent: null,
    position: "1",
    sectionType: "body",
    sha256: sha256Hex("Article 1\nNobody shall change article 1 of LAW: é.\n"),
    supersededBy: null,
    text: "Article 1\nNobody shall change article 1 of LAW: é.\n",
    title: "Article 1",
    unit: "LAW/article-1",
    version: 1,
  });
  assert.equal(recordedAt, FIRST);
  assert.match(`${unitId} ${versionId}`, /^[0-9a-f-]{36} [0-9a-f-]{36}$/);
  const { payloadSha256, sourceSha256, usedUtc, ...approval } = provenance as Record<string, unknown>;
  assert.deepEqual(approval, {
    approvalCommit: "a".repeat(40),
    bytes: [0, 52],
    executionCommit: "b".repeat(40),
    keys: ["C".repeat(40)],
    persons: ["sovereign"],
    projection: null,
    runId: "ictr-20261121T090000Z-1a2b3c4d",
    signedUtc: "2026-11-21T09:30:00Z",
  });
  assert.match(`${payloadSha256} ${sourceSha256} ${usedUtc}`, /^[0-9a-f]{64} [0-9a-f]{64} \d{4}-.*Z$/);
  // What was written by nobody's run says so.
  assert.equal(lines.find(({ version }) => version === 2)?.["provenance"], null);
});

test("the index names the files, the documents and the time, and the object tells the same", async () => {
  const folder = newFolder();
  const told = await scene.read(["export", "--format", "jsonl", "--out", folder]);
  const index = indexOf(folder);
  const text = readFileSync(join(folder, "doc-LAW.jsonl"));
  assert.deepEqual(index, {
    format: "iu-cutter/export/jsonl/1",
    on: null,
    knownAt: CORRECTED,
    documents: [
      { documentId: "doc-DRAFT", prefix: "DRAFT", title: "DRAFT", path: "doc-DRAFT.jsonl", lines: 0 },
      { documentId: "doc-LAW", prefix: "LAW", title: "LAW", path: "doc-LAW.jsonl", lines: EVERY.length },
    ],
    files: [
      { path: "doc-DRAFT.jsonl", sha256: sha256Hex(""), bytes: 0 },
      { path: "doc-LAW.jsonl", sha256: sha256Hex(text), bytes: text.length },
    ],
  });
  const { files, ...head } = index;
  assert.deepEqual(told, {
    ...head,
    out: folder,
    files: files.length,
    written: 2,
    unchanged: 0,
    removed: 0,
    indexSha256: sha256Hex(readFileSync(join(folder, "index.json"))),
  });
  const asked = indexOf(await exportInto(["law", "--on", "2026-07-01", "--known-at", "2026-08-14"]));
  assert.deepEqual(
    [asked.on, asked.knownAt, asked.documents.length],
    ["2026-07-01", "2026-08-14T23:59:59Z", 1],
  );
});

test("two exports of the same base are the same to the byte, and so is one as known at the time that its index names", async () => {
  const read = (folder: string) => ({
    ...contentOf(folder),
    index: readFileSync(join(folder, "index.json"), "utf8"),
  });
  const first = read(await exportInto([]));
  assert.deepEqual(read(await exportInto([])), first);
  assert.deepEqual(read(await exportInto(["--known-at", JSON.parse(first.index).knownAt])), first);
  // However documents are named, and how often.
  assert.deepEqual(read(await exportInto(["doc-LAW", "DRAFT", "law"])), first);
  const then = ["--known-at", "2026-07-01T00:00:00Z"];
  assert.deepEqual(read(await exportInto(then)), read(await exportInto(then)));
});

test("exported again, what is the same stays untouched, and what is asked for no longer goes", async () => {
  const folder = await exportInto([]);
  const stamp = () => statSync(join(folder, "doc-LAW.jsonl"), { bigint: true });
  const before = stamp();
  const end = await scene.kb(["export", "--format", "jsonl", "--out", folder, "LAW"]);
  assert.match(end.stdout, /^1 file in \S+: 0 written, 1 unchanged, 1 removed; index\.json [0-9a-f]{64}\n$/);
  assert.deepEqual([stamp().mtimeNs, stamp().ino], [before.mtimeNs, before.ino]);
  assert.deepEqual(readdirSync(folder).sort(), ["doc-LAW.jsonl", "index.json"]);
  await exportInto(["LAW", "--known-at", "2026-05-31"], folder);
  assert.notEqual(stamp().ino, before.ino);
});

/** Words behind `export`, and what each is refused with. */
const REFUSED: readonly (readonly [what: string, args: readonly string[], reason: string, field: string])[] =
  [
    ["a document that is not there", ["LAW", "NONE"], "STOP_DOCUMENT_UNKNOWN", "NONE"],
    [
      "a document that was registered after the time",
      ["LAW", "--known-at", "2026-01-08"],
      "STOP_NOT_KNOWN_YET",
      "LAW",
    ],
    ["a day that does not exist", ["--on", "2026-02-30"], "STOP_BAD_INPUT", "--on"],
    ["a day that is none", ["--on", "tomorrow"], "STOP_BAD_INPUT", "--on"],
    ["a time that is none", ["--known-at", "2026-13-01"], "STOP_BAD_INPUT", "--known-at"],
  ];

for (const [what, args, reason, field] of REFUSED) {
  test(`${what} is refused before a folder is made`, async () => {
    const folder = newFolder();
    const end = await scene.kb(["export", "--format", "jsonl", "--out", folder, ...args, "--json"]);
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.reason, told.field], [2, reason, field]);
    assert.equal(existsSync(folder), false);
  });
}

test("a document that is named with one that was registered later is not exported without it; not named, the other is left out", async () => {
  scene.superuser(
    "update cutter_governance.source_document_version_registry set registered_at = '2026-02-01' where document_id = 'doc-DRAFT'",
  );
  const folder = newFolder();
  const time = ["--known-at", "2026-01-31T12:00:00Z"];
  const end = await scene.kb([
    "export",
    "--format",
    "jsonl",
    "--out",
    folder,
    "law",
    "draft",
    ...time,
    "--json",
  ]);
  const { reason, field, expected, actual } = JSON.parse(end.stdout);
  assert.deepEqual(
    [end.code, reason, field, expected, actual],
    [2, "STOP_NOT_KNOWN_YET", "draft", "registered by 2026-01-31T12:00:00Z", "registered later"],
  );
  assert.equal(existsSync(folder), false);
  const names = (out: string) => readdirSync(out).filter((name) => name.endsWith(".jsonl"));
  assert.deepEqual(names(await exportInto(time)), ["doc-LAW.jsonl"]);
  assert.deepEqual(names(await exportInto(["draft", "--known-at", "2026-02-01"])), ["doc-DRAFT.jsonl"]);
});

test("without a format, a format that there is or a folder, the usage says what is missing", async () => {
  for (const [args, told] of [
    [["--out", "x"], /--format/],
    [["--format", "xml", "--out", "x"], /Allowed choices are jsonl/],
    [["--format", "jsonl"], /--out/],
  ] as const) {
    const end = await scene.kb(["export", ...args]);
    assert.equal(end.code, 2);
    assert.match(end.stderr, told);
  }
});

//
test("a folder that holds something else is refused with what it holds, and stays as it is", async () => {
  const folder = newFolder();
  await mkdir(folder);
  await writeFile(join(folder, "thesis.doc"), "years of work");
  const end = await scene.kb(["export", "--format", "jsonl", "--out", folder, "--json"]);
  const told = JSON.parse(end.stdout);
  assert.deepEqual([end.code, told.reason, told.details], [2, "STOP_EXPORT_FOLDER_FOREIGN", ["thesis.doc"]]);
  assert.deepEqual(readdirSync(folder), ["thesis.doc"]);
});

test("without the reader's password nothing is exported, and no folder is made", async () => {
  const folder = newFolder();
  const args = ["export", "--format", "jsonl", "--out", folder, "--json"];
  const end = await scene.kb(args, { ...scene.variables, DOT_CUTTER_READER_DB_PASSWORD: "wrong" });
  assert.deepEqual([end.code, JSON.parse(end.stdout).reason], [3, "STOP_DB_LOGIN"]);
  assert.equal(existsSync(folder), false);
});

test("a base of an earlier release is refused as one, and what was exported of it before stays", async () => {
  const folder = await exportInto([]);
  const before = contentOf(folder);
  scene.superuser("alter view public.iu_provenance rename to of_later");
  const end = await scene.kb(["export", "--format", "jsonl", "--out", folder, "--json"]);
  scene.superuser("alter view public.of_later rename to iu_provenance");
  assert.deepEqual([end.code, JSON.parse(end.stdout).reason], [3, "STOP_DB_SCHEMA_MISSING"]);
  assert.deepEqual(contentOf(folder), before);
});
