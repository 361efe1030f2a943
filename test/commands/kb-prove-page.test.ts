import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { openProofScene, type ProofScene } from "../support/proof-scene.ts";

let scene: ProofScene;
let browser: TestBrowser;
let page: string;
let prove: (...files: readonly string[]) => ReturnType<ProofScene["kb"]>;

before(async () => {
  [scene, browser] = await Promise.all([openProofScene(), openBrowser()]);
  const { folder, repository } = scene.setup.setup;
  page = join(folder, "proof.html");
  prove = (...files) =>
    scene.kb([
      ...["prove", "HARBOUR/ARTICLE-2", "--on", "2020-06-01", "--repo", repository],
      ...["--root-key", scene.rootKey, ...files],
    ]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

test("kb prove --html writes a page that holds in a browser, and whose saved proof holds for kb verify", async () => {
  const end = await prove("--html", page);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /^\S+proof\.html: HARBOUR\/ARTICLE-2 as ictr-\S+ has enacted it, \d+ bytes$/m);
  assert.match(end.stdout, /^The page checks itself in any browser: open \S+proof\.html$/m);
  assert.ok((await stat(page)).size < 1_000_000);
  await using watched = await browser.open({ scheme: "light", width: 900 });
  await watched.page.goto(pathToFileURL(page).href);
  await watched.page.waitForSelector("#verdict.holds");
  assert.equal(await watched.page.textContent(".text"), "# Article 2\n\nA ship pays one crown a day.\n");
  const [download] = await Promise.all([
    watched.page.waitForEvent("download"),
    watched.page.click("text=Save the proof as a file"),
  ]);
  const saved = await scene.verify(await readFile(await download.path(), "utf8"));
  assert.deepEqual([saved["verdict"], saved["code"]], ["accepted", 0]);
  assert.deepEqual(watched.amiss, []);
});

test("the proof and the page can be written at once, and tell both files to programs", async () => {
  const out = join(scene.setup.setup.folder, "proof.json");
  const end = await prove("--html", page, "--out", out, "--json");
  assert.equal(end.code, 0, end.stderr);
  const { runId, ...told } = JSON.parse(end.stdout);
  assert.equal(runId, scene.runs[0]);
  assert.deepEqual(told, {
    ...{ file: out, bytes: (await stat(out)).size, page, pageBytes: (await stat(page)).size },
    ...{ address: "HARBOUR/ARTICLE-2", later: 1, unproven: null },
  });
  const saved = await scene.verify(await readFile(out, "utf8"));
  assert.equal(saved["verdict"], "accepted");
});

test("the page is written over neither the proof nor a root key, and into no folder that is not there", async () => {
  const out = join(scene.setup.setup.folder, "same");
  for (const [files, reason] of [
    [["--out", out, "--html", out], "STOP_BAD_INPUT"],
    [["--html", scene.rootKey], "STOP_BAD_INPUT"],
    [["--html", join(out, "none", "page.html")], "STOP_BAD_INPUT"],
  ] as const) {
    const end = await prove(...files);
    assert.notEqual(end.code, 0);
    assert.match(end.stderr, new RegExp(`^${reason}`, "m"));
  }
});
