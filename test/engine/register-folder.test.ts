import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { composeDatabaseCommands, type FolderIntake } from "../../src/compose/database-commands.ts";
import { readDocumentList } from "../../src/compose/read-document-list.ts";
import type { Result } from "../../src/domain/result.ts";
import { accepted } from "../../src/domain/result.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import {
  entryOf,
  type FolderFiles,
  lawText,
  makeDocumentFolder,
  manifestOf,
  writeFiles,
} from "../support/document-folder.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../support/knowledge-cluster.ts";
import { createScenes } from "../support/knowledge-scene.ts";
import { must } from "../support/test-setup.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf([entryOf("here")]),
    "here.md": lawText("here"),
  });
  assert.equal(must(await register(folder.path)).isRegistered, true);
});
after(() => cluster?.[Symbol.asyncDispose]());

interface Asked {
  readonly firstRunMaxUnits?: number;
  readonly interrupted?: AbortSignal;
  readonly onProgress?: (judged: number) => void;
  readonly base?: KnowledgeDatabase;
}

function register(folder: string, asked: Asked = {}): Promise<Result<FolderIntake>> {
  const limits = { maxUnits: 1000, firstRunMaxUnits: asked.firstRunMaxUnits ?? 3, exclude: [] };
  const base = asked.base ?? database;
  return composeDatabaseCommands(
    async () => base.sql,
    async () => accepted(limits),
  ).registerFolder({
    folder,
    interrupted: asked.interrupted ?? new AbortController().signal,
    onProgress: ({ judged }) => asked.onProgress?.(judged),
  });
}

/** Every row of both tables of documents, as one line. */
async function stored(base = database): Promise<string> {
  await using owner = await base.sql.open("owner");
  const { rows } = await owner.query(
    `select (select string_agg(d::text, ' ' order by d.document_id) from cutter_governance.source_document_registry d) as documents,
       (select string_agg(concat(v.document_id, v.version_seq, v.sha256), ' ' order by v.document_id, v.version_seq)
         from cutter_governance.source_document_version_registry v) as versions`,
  );
  return JSON.stringify(rows);
}

async function wordsOf(id: string) {
  return await database.knowledge.findDocument(id);
}

const A = { "a.md": lawText("a") };
const frontOf = (id: string, more = "") =>
  `---\ndocument_id: ${id}\nprefix: LAW-${id.toUpperCase()}\ntitle: The Law ${id}\npublication_type: law\nowner: registry\n${more}---\n`;

interface Bad {
  readonly rule: string;
  readonly files: FolderFiles;
  /** What is made of the folder before it is read. */
  readonly make?: (folder: string) => unknown;
  readonly limits?: Asked;
  /** The refused files, each with its reason and what was found; the set itself under "". */
  readonly refused: readonly (readonly [file: string, reason: string, found: RegExp])[];
}

const BAD: readonly Bad[] = [
  {
    rule: "a folder that is not there",
    files: {},
    make: (folder) => execFileSync("rmdir", [folder]),
    refused: [["", "STOP_BAD_INPUT", /ENOENT/]],
  },
  { rule: "an empty folder", files: {}, refused: [["", "STOP_BAD_INPUT", /no manifest\.json/]] },
  {
    rule: "a manifest that is no JSON",
    files: { "manifest.json": "{" },
    refused: [["", "STOP_BAD_INPUT", /JSON/]],
  },
  {
    rule: "a manifest in which a key stands twice",
    files: { "manifest.json": '{"schema":"iu-cutter/manifest/1","documents":[],"documents":[]}' },
    refused: [["", "STOP_BAD_INPUT", /"documents" stands twice/]],
  },
  {
    rule: "a manifest without documents",
    files: { "manifest.json": manifestOf([]) },
    refused: [["", "STOP_BAD_INPUT", /documents: /]],
  },
  {
    rule: "a manifest with an unknown key, told with its file",
    files: { "manifest.json": manifestOf([entryOf("a", { prefx: "A" })]), ...A },
    refused: [["", "STOP_BAD_INPUT", /documents\.0 \(a\.md\).*prefx/]],
  },
  {
    rule: "defaults that only one document can have",
    files: { "manifest.json": manifestOf([entryOf("a")], { defaults: { prefix: "A" } }), ...A },
    refused: [["", "STOP_BAD_INPUT", /defaults.*prefix/]],
  },
  {
    rule: "a manifest of another form",
    files: { "manifest.json": manifestOf([entryOf("a")], { schema: "iu-cutter/manifest/2" }), ...A },
    refused: [["", "STOP_BAD_INPUT", /schema: /]],
  },
  {
    rule: "a manifest that is a link",
    files: { "manifest.json": { link: "other.json" }, "other.json": manifestOf([entryOf("a")]), ...A },
    refused: [["", "STOP_BAD_INPUT", /ELOOP/]],
  },
  {
    rule: "a number where the manifest takes a text",
    files: { "manifest.json": manifestOf([entryOf("a", { title: 7 })]), ...A },
    refused: [["", "STOP_BAD_INPUT", /documents\.0 \(a\.md\)\.title/]],
  },
  {
    rule: "a file that is not there",
    files: { "manifest.json": manifestOf([entryOf("a"), entryOf("b")]), ...A },
    refused: [["b.md", "STOP_BAD_INPUT", /no such file/]],
  },
  {
    rule: "a path that leads out of the folder",
    files: { "manifest.json": manifestOf([entryOf("a", { file: "../a.md" })]) },
    refused: [["../a.md", "STOP_BAD_INPUT", /leads out of it/]],
  },
  {
    rule: "an absolute path",
    files: { "manifest.json": manifestOf([entryOf("a", { file: "/etc/hostname" })]) },
    refused: [["/etc/hostname", "STOP_BAD_INPUT", /leads out of it/]],
  },
  {
    rule: "the manifest as a document",
    files: { "manifest.json": manifestOf([entryOf("a", { file: "manifest.json" })]) },
    refused: [["manifest.json", "STOP_BAD_INPUT", /the manifest itself/]],
  },
  {
    rule: "a link in the place of a file",
    files: { "manifest.json": manifestOf([entryOf("a")]), "a.md": { link: "/etc/hostname" } },
    refused: [["a.md", "STOP_BAD_INPUT", /a link/]],
  },
  {
    rule: "a file below a folder that is a link",
    files: {
      "manifest.json": manifestOf([entryOf("a", { file: "l/a.md" })], { ignore: ["l"] }),
      l: { link: "/etc" },
    },
    refused: [["l/a.md", "STOP_BAD_INPUT", /no such file/]],
  },
  {
    rule: "a pipe in the place of a file, which is not waited for",
    files: { "manifest.json": manifestOf([entryOf("a")]) },
    make: (folder) => execFileSync("mkfifo", [join(folder, "a.md")]),
    refused: [["a.md", "STOP_BAD_INPUT", /a pipe/]],
  },
  {
    rule: "a file that is larger than any source, which is not read",
    files: { "manifest.json": manifestOf([entryOf("a")]), ...A },
    make: (folder) => truncate(join(folder, "a.md"), 257 * 1024 * 1024),
    refused: [["a.md", "STOP_SOURCE_TOO_LARGE", /^269484032 bytes$/]],
  },
  {
    rule: "a file of which nothing is said, and a link of which nothing is said, by name",
    files: {
      "manifest.json": manifestOf([entryOf("a")]),
      ...A,
      "b.md": "x",
      "c/d.md": "x",
      "e.md": { link: "a.md" },
    },
    refused: [
      ["b.md", "STOP_BAD_INPUT", /nothing is said/],
      ["c/d.md", "STOP_BAD_INPUT", /nothing is said/],
      ["e.md", "STOP_BAD_INPUT", /a link/],
    ],
  },
  {
    rule: "a file that is a document and to be ignored",
    files: { "manifest.json": manifestOf([entryOf("a")], { ignore: ["a.md"] }), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /^both$/]],
  },
  {
    rule: "one file twice",
    files: { "manifest.json": manifestOf([entryOf("a"), entryOf("b", { file: "a.md" })]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /a\.md, as a\.md/]],
  },
  {
    rule: "one id twice",
    files: {
      "manifest.json": manifestOf([entryOf("a"), entryOf("b", { document_id: "a" })]),
      ...A,
      "b.md": lawText("b"),
    },
    refused: [["b.md", "STOP_BAD_INPUT", /^a, as a\.md$/]],
  },
  {
    rule: "one prefix twice",
    files: {
      "manifest.json": manifestOf([entryOf("a"), entryOf("b", { prefix: "LAW-A" })]),
      ...A,
      "b.md": lawText("b"),
    },
    refused: [["b.md", "STOP_BAD_INPUT", /^LAW-A, as a\.md$/]],
  },
  {
    rule: "the same text twice",
    files: { "manifest.json": manifestOf([entryOf("a"), entryOf("b")]), ...A, "b.md": lawText("a") },
    refused: [["b.md", "STOP_BAD_INPUT", /^the text of a\.md$/]],
  },
  {
    rule: "the same text twice behind front matter that differs",
    files: { "a.md": `${frontOf("a")}${lawText("a")}`, "b.md": `${frontOf("b")}${lawText("a")}` },
    refused: [["b.md", "STOP_BAD_INPUT", /^the text of a\.md$/]],
  },
  {
    rule: "a prefix that another document of the base has",
    files: { "manifest.json": manifestOf([entryOf("a", { prefix: "LAW-HERE" })]), ...A },
    refused: [["a.md", "STOP_TARGET_UNSAFE", /^the prefix of here$/]],
  },
  {
    rule: "other words than a document of the base is registered with",
    files: {
      "manifest.json": manifestOf([entryOf("here", { title: "Another" })]),
      "here.md": lawText("here", 3),
    },
    refused: [["here.md", "STOP_TARGET_UNSAFE", /title: registered The Law here, given Another/]],
  },
  {
    rule: "a new document without a prefix and a title",
    files: { "manifest.json": manifestOf([{ file: "a.md", document_id: "a" }]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /left out/]],
  },
  {
    rule: "a document id that is a path",
    files: { "manifest.json": manifestOf([entryOf("a", { document_id: "../a" })]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /"\.\.\/a"/]],
  },
  {
    rule: "a reserved prefix that is not named",
    files: { "manifest.json": manifestOf([entryOf("a", { prefix: "TEST" })]), ...A },
    refused: [["a.md", "STOP_TARGET_UNSAFE", /^C1 .*TEST/]],
  },
  {
    rule: "a publication type outside the vocabulary",
    files: { "manifest.json": manifestOf([entryOf("a", { publication_type: "poem" })]), ...A },
    refused: [["a.md", "STOP_TARGET_UNSAFE", /^C3 /]],
  },
  {
    rule: "before any cut is on record, every document that the first run could not be about (C4)",
    files: {
      "manifest.json": manifestOf([entryOf("a"), entryOf("b"), entryOf("c")]),
      ...A,
      "b.md": lawText("b", 4),
      "c.md": lawText("c", 5),
    },
    refused: [
      ["b.md", "STOP_TARGET_UNSAFE", /^C4 the first run has 1 to 3 units: 4 units/],
      ["c.md", "STOP_TARGET_UNSAFE", /^C4 the first run has 1 to 3 units: 5 units/],
    ],
  },
  {
    rule: "before any cut is on record, an authoritative document (C6)",
    files: { "manifest.json": manifestOf([entryOf("a", { authoritative: true })]), ...A },
    refused: [["a.md", "STOP_TARGET_UNSAFE", /^C6 /]],
  },
  {
    rule: "a text without units",
    files: { "manifest.json": manifestOf([entryOf("a")]), "a.md": "Nothing to cut.\n" },
    refused: [["a.md", "STOP_TARGET_UNSAFE", /^C3 .*STOP_NO_UNITS/]],
  },
  {
    rule: "a file that is no text",
    files: { "manifest.json": manifestOf([entryOf("a")]), "a.md": "%PDF-1.7\n" },
    refused: [["a.md", "STOP_NOT_A_TEXT", /PDF/]],
  },
  {
    rule: "an empty file",
    files: { "manifest.json": manifestOf([entryOf("a")]), "a.md": "" },
    refused: [["a.md", "STOP_SOURCE_EMPTY", /visible/]],
  },
  {
    rule: "another count than the publisher states",
    files: { "manifest.json": manifestOf([entryOf("a", { expect_count: 3 })]), ...A },
    refused: [["a.md", "STOP_EXPECTATION_UNMET", /2/]],
  },
  {
    rule: "another list than the publisher's",
    files: {
      "manifest.json": manifestOf([entryOf("a", { expect: "a.txt" })]),
      "a.txt": "Article 1\nArticle 3\n",
      ...A,
    },
    refused: [["a.md", "STOP_EXPECTATION_UNMET", /./]],
  },
  {
    rule: "a list and a count",
    files: {
      "manifest.json": manifestOf([entryOf("a", { expect: "a.txt", expect_count: 2 })]),
      "a.txt": "Article 1\nArticle 2\n",
      ...A,
    },
    refused: [["a.md", "STOP_BAD_INPUT", /^both$/]],
  },
  {
    rule: "a list outside the folder",
    files: { "manifest.json": manifestOf([entryOf("a", { expect: "../a.txt" })]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /leads out of it/]],
  },
  {
    rule: "a day that does not exist",
    files: { "manifest.json": manifestOf([entryOf("a", { effective_from: "2026-02-30" })]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /2026-02-30/]],
  },
  {
    rule: "an unknown doubt",
    files: { "manifest.json": manifestOf([entryOf("a", { accepted_doubts: ["NO_SUCH"] })]), ...A },
    refused: [["a.md", "STOP_BAD_INPUT", /NO_SUCH/]],
  },
  {
    rule: "another base than the head",
    files: { "manifest.json": manifestOf([entryOf("a", { base: 7 })]), ...A },
    refused: [["a.md", "STOP_BASE_NOT_HEAD", /^7$/]],
  },
  {
    rule: "a statement of lineage where nothing is enacted",
    files: {
      "manifest.json": manifestOf([entryOf("a", { lineage: "a.lineage" })]),
      "a.lineage": "A/ARTICLE-1 = A/ARTICLE-2\n",
      ...A,
    },
    refused: [["a.md", "STOP_LINEAGE_INVALID", /./]],
  },
  {
    rule: "a manifest, and a document that says in front matter what it is",
    files: { "manifest.json": manifestOf([entryOf("a")]), "a.md": `${frontOf("b")}${lawText("a")}` },
    refused: [["a.md", "STOP_BAD_INPUT", /^document_id: b, in its front matter$/]],
  },
  {
    rule: "without a manifest, a file without front matter",
    files: { "a.md": `${frontOf("a")}${lawText("a")}`, "README.md": "# Laws\n" },
    refused: [["README.md", "STOP_BAD_INPUT", /^no front matter$/]],
  },
  {
    rule: "front matter with a key of somebody else",
    files: { "a.md": `${frontOf("a", "layout: law\n")}${lawText("a")}` },
    refused: [["a.md", "STOP_BAD_INPUT", /layout/]],
  },
  {
    rule: "front matter in which a key stands twice",
    files: { "a.md": `${frontOf("a", "title: Another\n")}${lawText("a")}` },
    refused: [["a.md", "STOP_BAD_INPUT", /line 7: the key title stands twice/]],
  },
  {
    rule: "front matter with a line of no key",
    files: { "a.md": `${frontOf("a", "  - x\n")}${lawText("a")}` },
    refused: [["a.md", "STOP_BAD_INPUT", /line 7: no line of/]],
  },
  {
    rule: "front matter that never closes",
    files: { "a.md": `---\ntitle: x\n` },
    refused: [["a.md", "STOP_BAD_INPUT", /closes/]],
  },
  {
    rule: "front matter with a word that is neither true nor false",
    files: { "a.md": `${frontOf("a", "authoritative: yes\n")}${lawText("a")}` },
    refused: [["a.md", "STOP_BAD_INPUT", /authoritative/]],
  },
  {
    rule: "everything that is wrong at once, each file by name",
    files: {
      "manifest.json": manifestOf([entryOf("a"), entryOf("b"), entryOf("c", { prefix: "c" }), entryOf("d")]),
      ...A,
      "b.md": "%PDF-1.7\n",
      "c.md": lawText("c"),
      "x.md": "x",
    },
    refused: [
      ["d.md", "STOP_BAD_INPUT", /no such file/],
      ["x.md", "STOP_BAD_INPUT", /nothing is said/],
      ["b.md", "STOP_NOT_A_TEXT", /PDF/],
      ["c.md", "STOP_TARGET_UNSAFE", /^C1 /],
    ],
  },
];

for (const { rule, files, make, limits, refused } of BAD) {
  test(`a folder is refused with nothing registered: ${rule} (F-117)`, async () => {
    await using folder = await makeDocumentFolder(files);
    await make?.(folder.path);
    const before = await stored();
    const intake = await register(folder.path, limits);
    assert.equal(await stored(), before);
    if (intake.ok) assert.equal(intake.value.isRegistered, false);
    const found = intake.ok
      ? intake.value.rows.flatMap(({ file, refusal }) => (refusal === null ? [] : [{ file, refusal }]))
      : [{ file: "", refusal: intake.refusal }];
    assert.deepEqual(
      found.map(({ file, refusal }) => [file, refusal.reason]),
      refused.map(([file, reason]) => [file, reason]),
    );
    for (const [at, [, , pattern]] of refused.entries()) {
      const { actual, details, message } = found[at]?.refusal ?? {};
      assert.match(actual ?? details?.join("\n") ?? message ?? "", pattern);
    }
  });
}

test("a folder with a manifest is registered in one step, byte for byte and with the words of each", async () => {
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf(
      [
        entryOf("m1", { file: "laws/m1.md", effective_from: "2026-01-01", citation: "Act 1" }),
        entryOf("m2", { expect: "m2.txt", owner: "harbour", named_reserved: false }),
        entryOf("m3", { prefix: "SYSTEM", named_reserved: true, convention: "article" }),
      ],
      { ignore: ["README.md", "notes/"] },
    ),
    "laws/m1.md": lawText("m1"),
    "m2.md": lawText("m2"),
    "m2.txt": "Article 1\nArticle 2\n",
    "m3.md": lawText("m3"),
    "README.md": "# Laws\n",
    "notes/a/b.md": "x",
  });
  const { rows, isRegistered } = must(await register(folder.path));
  assert.equal(isRegistered, true);
  assert.deepEqual(
    rows.map(({ documentId, result, units, version }) => [documentId, result, units, version?.sha256]),
    ["m1", "m2", "m3"].map((id) => [id, "registered", 2, sha256Hex(lawText(id))]),
  );
  const [first, second, third] = [await wordsOf("m1"), await wordsOf("m2"), await wordsOf("m3")];
  assert.deepEqual(
    [first?.effectiveFrom, first?.citation, first?.owner],
    ["2026-01-01", "Act 1", "registry"],
  );
  assert.deepEqual([second?.owner, second?.expectation?.count], ["harbour", 2]);
  assert.deepEqual([third?.docPrefix, third?.convention], ["SYSTEM", "article"]);
  const read = await database.knowledge.readSource(first?.versionId ?? "");
  assert.deepEqual(Buffer.from(read?.bytes ?? []), Buffer.from(lawText("m1")));
  for (const list of [folder.path, join(folder.path, "manifest.json")])
    assert.deepEqual(must(await readDocumentList(list)), ["m1", "m2", "m3"]);
});

test("front matter that says what a file is stays in the stored bytes, and is no text of any unit", async () => {
  const front = frontOf(
    "f1",
    "accepted_doubts: EMPTY_UNITS, NUMBER_GAP\nexpect_count: 2\nauthoritative: false\n",
  );
  const bytes = `${front}${lawText("f1")}`;
  await using folder = await makeDocumentFolder({
    "f1.md": bytes,
    "f2.md": `${frontOf("f2", "expect: f2.txt\n").replaceAll("\n", "\r\n")}${lawText("f2")}`,
    "f2.txt": "Article 1\nArticle 2\n",
  });
  const { rows, saidBy } = must(await register(folder.path));
  assert.equal(saidBy, "front matter");
  assert.deepEqual(
    rows.map(({ documentId, result, units }) => [documentId, result, units]),
    [
      ["f1", "registered", 2],
      ["f2", "registered", 2],
    ],
  );
  const found = await wordsOf("f1");
  assert.equal(found?.sha256, sha256Hex(bytes));
  assert.deepEqual(found?.acceptedDoubts, ["EMPTY_UNITS", "NUMBER_GAP"]);
  assert.deepEqual(must(await readDocumentList(folder.path)), ["f1", "f2"]);
});

test("the same command again tells what is registered already and changes nothing; what came later is registered beside it", async () => {
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf([entryOf("r1", { effective_from: "2026-01-01" }), entryOf("r2")]),
    "r1.md": lawText("r1"),
    "r2.md": lawText("r2"),
  });
  must(await register(folder.path));
  const before = await stored();
  const again = must(await register(folder.path));
  assert.equal(again.isRegistered, true);
  assert.deepEqual(
    again.rows.map(({ result, version }) => [result, version?.versionSeq]),
    [
      ["registered already", 1],
      ["registered already", 1],
    ],
  );
  assert.equal(await stored(), before);
  await writeFiles(folder.path, {
    "manifest.json": manifestOf([
      entryOf("r1", { effective_from: "2026-02-01" }),
      entryOf("r2"),
      entryOf("r3"),
    ]),
    "r3.md": lawText("r3"),
  });
  assert.deepEqual(
    must(await register(folder.path)).rows.map(({ result, version }) => [result, version?.versionSeq]),
    [
      ["registered", 2],
      ["registered already", 1],
      ["registered", 1],
    ],
  );
});

test("a connection that is lost in the middle leaves nothing, and the same command registers all (F-118)", async () => {
  const ids = Array.from({ length: 30 }, (_, at) => `lost${at}`);
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf(ids.map((id) => entryOf(id))),
    ...Object.fromEntries(ids.map((id) => [`${id}.md`, lawText(id)])),
  });
  const before = await stored();
  await using superuser = await database.openSuperuser();
  let killed: Promise<unknown> | null = null;
  await assert.rejects(
    register(folder.path, {
      onProgress: (judged) => {
        if (judged < 15) return;
        killed ??= superuser.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'iu-cutter owner' and datname = current_database() and pid <> pg_backend_pid()",
        );
      },
    }),
    /connection/i,
  );
  await killed;
  assert.equal(await stored(), before);
  assert.equal(must(await register(folder.path)).isRegistered, true);
});

test("a command that is asked to end registers nothing (F-118)", async () => {
  const asked = new AbortController();
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf([entryOf("i1"), entryOf("i2"), entryOf("i3"), entryOf("i4"), entryOf("i5")]),
    ...Object.fromEntries(["i1", "i2", "i3", "i4", "i5"].map((id) => [`${id}.md`, lawText(id)])),
  });
  const before = await stored();
  const onProgress = () => asked.abort("SIGTERM");
  const ended = await register(folder.path, { onProgress, interrupted: asked.signal });
  assert.equal(!ended.ok && ended.refusal.reason, "STOP_INTERRUPTED");
  assert.equal(await stored(), before);
});

for (const [moment, end, reason] of [
  ["is faster", "commit", "STOP_SOURCE_VERSION_EXISTS"],
  ["takes longer than may be waited for", "cancel", "STOP_DB_TIMEOUT"],
] as const) {
  test(`where another registration ${moment} nothing of the set is registered, and the same command then registers the set (F-118)`, async () => {
    const ids = [1, 2, 3, 4, 5, 6].map((at) => `${end}${at}`);
    const [first = "", held = ""] = [ids[0], ids[3]];
    await using folder = await makeDocumentFolder({
      "manifest.json": manifestOf(ids.map((id) => entryOf(id))),
      ...Object.fromEntries(ids.map((id) => [`${id}.md`, lawText(id)])),
    });
    await using other = await database.sql.open("owner");
    await other.query("begin");
    await other.query(
      `insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
       values ($1, $2, $3, 'law', 'registry', false)`,
      [held, `LAW-${held.toUpperCase()}`, `The Law ${held}`],
    );
    const bytes = Buffer.from(lawText(held));
    await other.query(
      `insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content, nature)
       values (gen_random_uuid(), $1, 1, $2, $3, $4, 'original')`,
      [held, sha256Hex(bytes), bytes.length, bytes],
    );
    const raced = register(folder.path);
    await using watch = await database.openSuperuser();
    const waits = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while ((await watch.query(`select ${waits}`)).rowCount === 0) await setTimeout(5);
    if (end === "commit") await other.query("commit");
    else await watch.query(`select pg_cancel_backend(pid) ${waits}`);
    const { rows, isRegistered } = must(await raced);
    assert.equal(isRegistered, false);
    assert.deepEqual(
      rows.filter(({ refusal }) => refusal !== null).map(({ file, refusal }) => [file, refusal?.reason]),
      [[`${held}.md`, reason]],
    );
    assert.ok(rows.some(({ result }) => result === "not judged"));
    assert.equal(await wordsOf(first), null);
    if (end === "cancel") await other.query("rollback");
    assert.equal(must(await register(folder.path)).isRegistered, true);
  });
}

test("once a cut is on record a folder may hold large and authoritative documents", async () => {
  const base = await cluster.open();
  const scene = await createScenes(base).set(2);
  assert.ok((await base.knowledge.cutLegA(await scene.command("cut_leg_a"))).ok);
  await using folder = await makeDocumentFolder({
    "manifest.json": manifestOf([entryOf("l1", { authoritative: true }), entryOf("l2")]),
    "l1.md": lawText("l1", 9),
    "l2.md": lawText("l2", 8),
  });
  assert.equal(must(await register(folder.path, { base })).isRegistered, true);
});

const LISTS: readonly (readonly [rule: string, text: string, found: RegExp | readonly string[]])[] = [
  ["one id a line, with remarks", "# laws\na\n\nb\r\n", ["a", "b"]],
  ["no id", "# none\n", /^0 ids$/],
  ["nothing at all", "", /^0 ids$/],
  [
    "more ids than a batch takes",
    Array.from({ length: 10_001 }, (_, at) => `law-${at}\n`).join(""),
    /^10001 ids$/,
  ],
  ["an id twice", "a\nb\na\n", /^a twice$/],
  ["a line that is no id", "a b\n", /no id/],
];
for (const [rule, text, found] of LISTS) {
  test(`a list of documents: ${rule}`, async () => {
    await using folder = await makeDocumentFolder({ "list.txt": text });
    const list = await readDocumentList(join(folder.path, "list.txt"));
    if (!(found instanceof RegExp)) return assert.deepEqual(must(list), found);
    assert.equal(!list.ok && list.refusal.reason, "STOP_BAD_INPUT");
    assert.match(list.ok ? "" : (list.refusal.actual ?? ""), found);
  });
}
