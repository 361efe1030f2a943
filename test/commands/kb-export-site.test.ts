import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { folderOf } from "../../src/site/site-path.ts";
import { runCutter } from "../support/cutter.ts";
import { contentOf } from "../support/export-scene.ts";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

let scene: ReadingScene;
let home: Awaited<ReturnType<typeof makeTempFolder>>;
before(async () => {
  scene = await openReadingScene();
  home = await makeTempFolder();
});
after(async () => {
  await home?.[Symbol.asyncDispose]();
  await scene?.[Symbol.asyncDispose]();
});

const ARTICLE_2 = `${folderOf("LAW/article-2")}/index.html`;
const exportSite = (out: string, ...more: readonly string[]) =>
  scene.kb(["export", "--format", "site", "--out", join(home.path, out), ...more]);
const read = (out: string, path: string) => readFile(join(home.path, out, path), "utf8");

test("the site shows the base on a day, as it is known, and its index names every file", async () => {
  const end = await exportSite("site", "--on", "2026-08-20");
  assert.equal(end.code, 0, end.stderr);
  assert.match(
    end.stdout,
    /^\d+ files in .*site: \d+ written, 0 unchanged, 0 removed; index\.json [0-9a-f]{64}$/m,
  );
  const page = await read("site", ARTICLE_2);
  assert.match(page, /Nobody may alter article 2\./);
  assert.match(page, /<del>shall<\/del><ins>may<\/ins>/);
  assert.match(await read("site", "index.html"), /As in force on <time datetime="2026-08-20">/);
  const waiting = await read("site", `${folderOf("LAW/article-4")}/index.html`);
  assert.match(waiting, /Not in force yet\. In force from <time [^>]*>2027-01-01<\/time>/);
  assert.match(
    waiting,
    /another unit too:.*<bdi>Article 4<\/bdi><\/a> \(.*LAW\/article-3.*\): it had this number until <time [^>]*>2026-06-30/,
  );
  const index = JSON.parse(await read("site", "index.json"));
  assert.deepEqual([index.format, index.on], ["iu-cutter/export/site/1", "2026-08-20"]);
  const drafts = index.files.filter(({ path }: { path: string }) => path.startsWith("draft/"));
  assert.deepEqual(
    drafts.map(({ path }: { path: string }) => path),
    ["draft/feed.atom", "draft/index.html"],
  );
  for (const { path, sha256 } of index.files)
    assert.equal(
      createHash("sha256")
        .update(await readFile(join(home.path, "site", path)))
        .digest("hex"),
      sha256,
      path,
    );
});

test("a site of the next day writes the first page alone, one of the same day nothing", async () => {
  await exportSite("again", "--on", "2026-08-20");
  const before = await stat(join(home.path, "again", ARTICLE_2));
  const next = await exportSite("again", "--on", "2026-08-21", "--json");
  assert.deepEqual([JSON.parse(next.stdout).written, JSON.parse(next.stdout).removed], [1, 0]);
  const same = await exportSite("again", "--on", "2026-08-21", "--json");
  assert.equal(JSON.parse(same.stdout).written, 0);
  assert.equal((await stat(join(home.path, "again", ARTICLE_2))).mtimeMs, before.mtimeMs);
});

test("a site as known before a correction has the text that people got then", async () => {
  await exportSite("then", "--on", "2026-08-01", "--known-at", "2026-08-14");
  assert.match(await read("then", ARTICLE_2), /Nobody shall alter article 2\./);
  assert.doesNotMatch(await read("then", ARTICLE_2), /Nobody may alter/);
  assert.match(await read("then", "index.html"), /as known at 2026-08-14T23:59:59Z/);
});

const ARTICLE_7 = folderOf("LAW/article-7");

test("an address with a day stays when the day is moved, and says so; the feed does too, as far as it was known", async () => {
  const [then, now] = ["2026-08-15T10:59:59Z", "2026-08-15T11:00:00Z"].map((time) => [
    "--on",
    "2026-08-20",
    "--known-at",
    time,
  ]);
  const dated = `${ARTICLE_7}/2026-09-01.html`;
  const dayLists = ["law/changes-2026-09-01.html", "law/changes-2027-03-01.html"];
  assert.equal((await exportSite("moved", ...(then ?? []))).code, 0);
  const before = contentOf(join(home.path, "moved"));
  assert.match(before[dated] ?? "", /http-equiv="refresh" content="0; url=v2-/);
  assert.doesNotMatch(before["law/feed.atom"] ?? "", /moved/);
  assert.deepEqual(
    dayLists.map((path) => path in before),
    [true, false],
  );
  assert.equal((await exportSite("moved", ...(now ?? []))).code, 0);
  const after = contentOf(join(home.path, "moved"));
  assert.match(
    after[dated] ?? "",
    /This day was moved: .*href="2027-03-01\.html">LAW\/article-7 from 2027-03-01</s,
  );
  assert.doesNotMatch(after[dated] ?? "", /http-equiv="refresh"/);
  assert.match(
    after["law/feed.atom"] ?? "",
    /<title type="text">LAW: 1 amendment moved from 2026-09-01 to 2027-03-01<\/title>\n<updated>2026-08-15T11:00:00Z</,
  );
  assert.match(after["law/changes-2026-09-01.html"] ?? "", /Nothing changes on 2026-09-01 any more/);
  assert.deepEqual(
    Object.keys(before).filter((path) => !(path in after)),
    [],
  );
  // From the base alone, whatever lies in the folder.
  await exportSite("moved-anew", ...(now ?? []));
  assert.deepEqual(contentOf(join(home.path, "moved-anew")), after);
  await exportSite("moved", ...(then ?? []));
  assert.deepEqual(contentOf(join(home.path, "moved")), before);
  const index = JSON.parse(await read("moved-anew", "index.json"));
  const named = index.files.map(({ path }: { path: string }) => path);
  for (const path of [dated, ...dayLists]) assert.ok(named.includes(path), path);
});

test("the links of feeds are absolute where the place of the site is told, and the place is judged", async () => {
  await exportSite("placed", "--site-url", "https://law.example.org/base/");
  assert.match(
    await read("placed", "feed.atom"),
    /<link rel="self" [^>]*href="https:\/\/law\.example\.org\/base\/feed\.atom"\/>/,
  );
  for (const url of [
    "https://law.example.org",
    "ftp://law.example.org/",
    'https://law.example.org/"><script>/',
    "/base/",
  ]) {
    const end = await exportSite("bad", "--site-url", url);
    assert.equal(end.code, 2);
    assert.match(end.stderr, /^STOP_BAD_INPUT: [\s\S]*--site-url/m, url);
  }
  const lines = await scene.kb([
    ...["export", "--format", "jsonl", "--out", join(home.path, "bad")],
    ...["--site-url", "https://law.example.org/"],
  ]);
  assert.match(lines.stderr, /^STOP_BAD_INPUT: [\s\S]*--format site/m);
});

test("a folder with something else is refused, and stays as it is", async () => {
  await mkdir(join(home.path, "own"));
  await writeFile(join(home.path, "own/index.html"), "mine");
  const end = await exportSite("own");
  assert.equal(end.code, 2);
  assert.match(end.stderr, /^STOP_EXPORT_FOLDER_FOREIGN: /m);
  assert.equal(await read("own", "index.html"), "mine");
});

test("the action publish-site renders today's site as the reader, and tells the job of it", async () => {
  const [output, summary] = ["output", "summary"].map((name) => join(home.path, name));
  const publish = async (inputs: Readonly<Record<string, string>>) => {
    await writeFile(output ?? "", "");
    await writeFile(summary ?? "", "");
    const end = await runCutter([], {
      program: join(dirname(scene.program), "publish-site.mjs"),
      variables: {
        ...scene.variables,
        GITHUB_OUTPUT: output ?? "",
        GITHUB_STEP_SUMMARY: summary ?? "",
        ...inputs,
      },
    });
    return {
      ...end,
      output: await readFile(output ?? "", "utf8"),
      summary: await readFile(summary ?? "", "utf8"),
    };
  };
  const done = await publish({ INPUT_FOLDER: join(home.path, "published") });
  assert.equal(done.code, 0, done.stderr + done.stdout);
  assert.match(done.output, /decision<<\S+\ndone\n/);
  assert.match(done.summary, /^## The site, as in force on \d{4}-\d\d-\d\d$/m);
  const sha256 = createHash("sha256")
    .update(await read("published", "index.json"))
    .digest("hex");
  assert.ok(done.output.includes(sha256) && done.summary.includes(sha256));
  const foreign = await publish({ INPUT_FOLDER: join(home.path, "own") });
  assert.equal(foreign.code, 2);
  assert.match(foreign.output, /reason<<\S+\nSTOP_EXPORT_FOLDER_FOREIGN\n/);
  const bad = await publish({ INPUT_FOLDER: "x", "INPUT_SITE-URL": "law.example.org" });
  assert.match(bad.output, /reason<<\S+\nSTOP_BAD_INPUT\n/);
});
