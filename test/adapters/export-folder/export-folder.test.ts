import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openExportFolder } from "../../../src/adapters/export-folder/open-export-folder.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import { readOwnIdentity } from "../../../src/processes/process-identity.ts";
import { contentOf, exportFiles, refusalOf, TEST_FORMAT, TEST_NAME } from "../../support/export-scene.ts";
import { NEEDS_ROOT } from "../../support/needs-root.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const FIRST = { "law.jsonl": "one\n", "pages/a/index.html": "<p>a", "pages/b.html": "<p>b", ".nojekyll": "" };

test("a folder that is not there is made, and its index names every file by its sha256", async () => {
  await using place = await makeTempFolder();
  const folder = join(place.path, "new/deep");
  const end = await exportFiles(folder, FIRST);
  assert.deepEqual(contentOf(folder), FIRST);
  const text = readFileSync(join(folder, "index.json"), "utf8");
  assert.deepEqual(JSON.parse(text), {
    format: TEST_FORMAT,
    files: Object.entries(FIRST)
      .map(([path, content]) => ({ path, sha256: sha256Hex(content), bytes: content.length }))
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  });
  assert.deepEqual(end, { files: 4, written: 4, unchanged: 0, removed: 0, indexSha256: sha256Hex(text) });
});

test("what is the same stays untouched, what differs is written, what is no longer part goes with its empty folders", async () => {
  await using place = await makeTempFolder();
  const folder = place.path;
  await exportFiles(folder, FIRST);
  const old = new Date("2001-01-01T00:00:00Z");
  for (const name of [...Object.keys(FIRST), "index.json"]) await utimes(join(folder, name), old, old);
  const isOld = (name: string) => lstatSync(join(folder, name)).mtimeMs === old.getTime();
  // The same again: not even the index is written.
  const same = await exportFiles(folder, FIRST);
  assert.deepEqual([same.written, same.unchanged, same.removed], [0, 4, 0]);
  assert.ok(isOld("index.json") && Object.keys(FIRST).every(isOld));
  const second = { "law.jsonl": "one\n", "pages/b.html": "<p>B", "new.html": "" };
  const end = await exportFiles(folder, second);
  assert.deepEqual([end.files, end.written, end.unchanged, end.removed], [3, 2, 1, 2]);
  assert.deepEqual(contentOf(folder), second);
  assert.deepEqual([isOld("law.jsonl"), isOld("pages/b.html")], [true, false]);
  assert.equal(existsSync(join(folder, "pages/a")), false);
});

test("a text that comes in parts is the same file as the whole", async () => {
  await using place = await makeTempFolder();
  const parts = async function* () {
    yield "é one\n";
    yield "two\n";
  };
  const write = async () => {
    await using opened = await openExportFolder(place.path, TEST_NAME);
    const file = await opened.write("law.jsonl", parts());
    assert.deepEqual(file, { path: "law.jsonl", sha256: sha256Hex("é one\ntwo\n"), bytes: 11 });
    return await opened.finish({ format: TEST_FORMAT });
  };
  assert.equal((await write()).written, 1);
  assert.equal((await write()).unchanged, 1);
  assert.equal((await exportFiles(place.path, { "law.jsonl": "é one\ntwo\n" })).unchanged, 1);
});

test("a file of the export that somebody has changed or removed is written again", async () => {
  await using place = await makeTempFolder();
  await exportFiles(place.path, FIRST);
  await writeFile(join(place.path, "law.jsonl"), "two\n");
  await rm(join(place.path, "pages/b.html"));
  const end = await exportFiles(place.path, FIRST);
  assert.deepEqual([end.written, end.unchanged], [2, 2]);
  assert.deepEqual(contentOf(place.path), FIRST);
});

test("a file may become a folder, and a folder a file", async () => {
  await using place = await makeTempFolder();
  const [file, folder] = [
    { a: "1", "b/c/d": "2" },
    { "a/x": "1", b: "2" },
  ];
  for (const files of [file, folder, file]) {
    await exportFiles(place.path, files);
    assert.deepEqual(contentOf(place.path), files);
  }
});

test("an export of another format is not replaced, be it whole or cut off, and one of a later form of its own is", async () => {
  await using place = await makeTempFolder();
  await exportFiles(place.path, FIRST);
  const open = async (format: string) => {
    await using _opened = await openExportFolder(place.path, format);
  };
  for (const index of ["index.json", ".cutter-export-next.json"]) {
    const told = await refusalOf(open("other"));
    assert.deepEqual(
      [told.reason, told.actual, told.message],
      [
        "STOP_EXPORT_FOLDER_FOREIGN",
        "an export as test",
        "The folder holds an export of another format, and nothing in it was changed.",
      ],
      index,
    );
    assert.deepEqual(contentOf(place.path)["law.jsonl"], "one\n");
    await rename(join(place.path, "index.json"), join(place.path, ".cutter-export-next.json")).catch(
      () => null,
    );
  }
  await rename(join(place.path, ".cutter-export-next.json"), join(place.path, "index.json"));
  const later = (await readFile(join(place.path, "index.json"), "utf8")).replace("test/1", "test/2");
  await writeFile(join(place.path, "index.json"), later);
  assert.equal((await exportFiles(place.path, FIRST)).unchanged, 4);
});

test("until an export is finished, all that was there stays as it is", async () => {
  await using place = await makeTempFolder();
  await exportFiles(place.path, FIRST);
  const index = await readFile(join(place.path, "index.json"), "utf8");
  {
    await using opened = await openExportFolder(place.path, TEST_NAME);
    await opened.write("law.jsonl", "two\n");
    assert.equal(readFileSync(join(place.path, "law.jsonl"), "utf8"), "one\n");
  }
  assert.deepEqual(contentOf(place.path), FIRST);
  assert.equal(await readFile(join(place.path, "index.json"), "utf8"), index);
});

test("a folder may be named through a link", async () => {
  await using place = await makeTempFolder();
  await mkdir(join(place.path, "real"));
  await symlink("real", join(place.path, "link"));
  await exportFiles(join(place.path, "link"), FIRST);
  assert.deepEqual(contentOf(join(place.path, "real")), FIRST);
});

const OWN_INDEX = JSON.stringify({ format: TEST_FORMAT, files: [] });
const named = (path: string) =>
  JSON.stringify({ format: TEST_FORMAT, files: [{ path, sha256: sha256Hex(""), bytes: 0 }] });

/** What lies in a folder, how it comes there, and the line by which the refusal names it. */
const FOREIGN: readonly (readonly [what: string, make: (folder: string) => unknown, line: string | null])[] =
  [
    ["a file", (folder) => writeFile(join(folder, "notes.txt"), ""), "notes.txt"],
    [
      "a file in a folder",
      async (folder) => {
        await mkdir(join(folder, ".git"));
        await writeFile(join(folder, ".git/HEAD"), "");
      },
      ".git/HEAD",
    ],
    [
      "a link to a file",
      (folder) => symlink("/etc/hostname", join(folder, "law.jsonl")),
      "law.jsonl (neither a file nor a folder)",
    ],
    [
      "a link to a folder",
      (folder) => symlink("/tmp", join(folder, "pages")),
      "pages (neither a file nor a folder)",
    ],
    [
      "a pipe",
      (folder) => execFileSync("mkfifo", [join(folder, "law.jsonl")]),
      "law.jsonl (neither a file nor a folder)",
    ],
    ["an index of somebody else", (folder) => writeFile(join(folder, "index.json"), "{}"), "index.json"],
    [
      "an index that is cut off",
      (folder) => writeFile(join(folder, "index.json"), OWN_INDEX.slice(0, -1)),
      "index.json",
    ],
    [
      "an index that names a file outside",
      (folder) => writeFile(join(folder, "index.json"), named("../victim")),
      "index.json",
    ],
    [
      "an index that names a file of a whole path",
      (folder) => writeFile(join(folder, "index.json"), named("/victim")),
      "index.json",
    ],
    [
      "a link in the place of an index",
      (folder) => symlink("/etc/hostname", join(folder, "index.json")),
      "index.json (neither a file nor a folder)",
    ],
    [
      "a link that is named as a passing folder",
      (folder) => symlink("/tmp", join(folder, `.cutter-export-1-1-${"0".repeat(36)}`)),
      `.cutter-export-1-1-${"0".repeat(36)} (neither a file nor a folder)`,
    ],
    [
      "a file beside an export",
      async (folder) => {
        await exportFiles(folder, FIRST);
        await writeFile(join(folder, "pages/c.html"), "");
      },
      "pages/c.html",
    ],
    [
      "a link in the place of a file of an export",
      async (folder) => {
        await exportFiles(folder, FIRST);
        await rm(join(folder, "law.jsonl"));
        await symlink("/etc/hostname", join(folder, "law.jsonl"));
      },
      "law.jsonl (neither a file nor a folder)",
    ],
    [
      "a file in the place of the folder",
      async (folder) => {
        await rm(folder, { recursive: true });
        await writeFile(folder, "");
      },
      null,
    ],
  ];

for (const [what, make, line] of FOREIGN) {
  test(`a folder with ${what} is refused by its name, and nothing in it is changed`, async () => {
    await using place = await makeTempFolder();
    const folder = join(place.path, "out");
    await mkdir(folder);
    await writeFile(join(place.path, "victim"), "mine");
    await make(folder);
    const before = execFileSync("find", [folder, "-printf", "%p %s %m %T@ %l\n"], { encoding: "utf8" });
    const told = await refusalOf(exportFiles(folder, { "law.jsonl": "one\n" }));
    assert.deepEqual([told.reason, told.field], ["STOP_EXPORT_FOLDER_FOREIGN", folder]);
    assert.equal(told.expected, "a folder that is empty, not there, or was written by an export");
    assert.equal(told.actual, line === null ? "a file" : "1 file of others");
    assert.deepEqual(told.details, line === null ? undefined : [line]);
    assert.match(told.wayOut, /^Name a folder that is empty or not there, or move what is listed/);
    const after = execFileSync("find", [folder, "-printf", "%p %s %m %T@ %l\n"], { encoding: "utf8" });
    assert.equal(after, before);
    assert.equal(readFileSync(join(place.path, "victim"), "utf8"), "mine");
  });
}

const HOSTILE = [
  "",
  ".",
  "..",
  "../law.jsonl",
  "a/../b",
  "/law.jsonl",
  "a//b",
  "a/",
  "a\\b",
  "a:b",
  "index.json",
  ".cutter-export-next.json",
  ".git",
  "a/.htaccess",
  "line\nend",
  "nul\u0000",
  "bidi\u202egnp.exe",
  "line\u2028separator",
  "lone\ud800",
  "decomposed e\u0301",
  "x".repeat(201),
];

for (const path of HOSTILE) {
  test(`no file of an export is written as ${JSON.stringify(path.slice(0, 40))}`, async () => {
    await using place = await makeTempFolder();
    await assert.rejects(exportFiles(join(place.path, "out"), { [path]: "x" }), /no new path of an export/);
    assert.deepEqual(readdirSync(join(place.path, "out")), []);
  });
}

test("names in any script may stand in an export", async () => {
  await using place = await makeTempFolder();
  const files = { "法/第一条.html": "1", "قانون/مادة ١.html": "2", "law/article-3~2.html": "3" };
  await exportFiles(place.path, files);
  assert.deepEqual(contentOf(place.path), files);
});

test("of two exports into one folder the second is refused, and the first goes on", async () => {
  await using place = await makeTempFolder();
  // Init is alive, and no child of this one.
  const { bootId } = await readOwnIdentity();
  const stat = readFileSync("/proc/1/stat", "utf8");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const other = join(place.path, `.cutter-export-1-${ticks}-${bootId}`);
  await mkdir(other);
  await writeFile(join(other, "1"), "half");
  const told = await refusalOf(exportFiles(place.path, FIRST));
  assert.deepEqual(
    [told.reason, told.field, told.actual],
    ["STOP_EXPORT_FOLDER_BUSY", place.path, "written by process 1"],
  );
  assert.deepEqual(readdirSync(place.path, { recursive: true }).length, 2);
});

test("a folder that may not be written is refused as what it is", { skip: NEEDS_ROOT }, async () => {
  await using place = await makeTempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", place.path]);
  try {
    const told = await refusalOf(exportFiles(place.path, FIRST));
    assert.deepEqual([told.reason, told.field], ["STOP_EXPORT_IO", place.path]);
    assert.match(told.actual ?? "", /^EROFS: read-only file system/);
  } finally {
    execFileSync("umount", [place.path]);
  }
});

test("a full disk is named with the file, and what was there before is as it was", {
  skip: NEEDS_ROOT,
}, async () => {
  await using place = await makeTempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place.path]);
  try {
    await exportFiles(place.path, FIRST);
    const large = { ...FIRST, "large.jsonl": "x".repeat(100_000) };
    const told = await refusalOf(exportFiles(place.path, large));
    assert.deepEqual([told.reason, told.field], ["STOP_EXPORT_IO", join(place.path, "large.jsonl")]);
    assert.match(told.actual ?? "", /^ENOSPC: no space left on device/);
    assert.deepEqual(contentOf(place.path), FIRST);
    assert.equal((await exportFiles(place.path, FIRST)).unchanged, 4);
  } finally {
    execFileSync("umount", [place.path]);
  }
});
