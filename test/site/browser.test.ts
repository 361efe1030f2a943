import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { folderOf } from "../../src/site/site-path.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { HARBOUR, WRITINGS } from "./scene-documents.ts";
import { renderAll } from "./site-scene.ts";

const HOSTILE = folderOf(`CON/${"<IMG-SRC=X-ONERROR=ALERT(1)>".repeat(12)}`);
const ARABIC = folderOf("CON/المادة-١");
/** One page of each kind, by its path or the first one that looks like it; and those with the scripts that are hard to lay out. */
const KINDS = {
  "the first page": "index.html",
  search: "search.html#q=lantern&in=",
  "a document": "harb/index.html",
  "the whole text": "harb/text.html",
  "a day": "harb/changes-2026-07-01.html",
  "a day that lost its changes": "harb/changes-2026-10-01.html",
  "an address with a day that was moved": "harb/article-11/2026-10-01.html",
  "an address with a day whose text was overtaken": "harb/article-12/2026-11-01.html",
  "what was recorded together": /^harb\/recorded-2026-07-25-/,
  "a version": /^harb\/article-2\/v2-/,
  "a unit with a history": "harb/article-2/index.html",
  "a unit whose number another had": "harb/article-4/index.html",
  "a repealed unit": "harb/article-9/index.html",
  "a hostile unit": `${HOSTILE}/index.html`,
  "an Arabic unit": `${ARABIC}/index.html`,
};
const LOOKS = [
  { scheme: "light", width: 1200 },
  { scheme: "dark", width: 1200 },
  { scheme: "light", width: 320 },
  { scheme: "dark", width: 320 },
] as const;

describe("the site in a browser, from a disk", () => {
  let browser: TestBrowser;
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let files: ReadonlyMap<string, string>;
  let paths: readonly string[];
  const urlOf = (path: string) => `${pathToFileURL(folder.path)}/site/${path}`;

  before(async () => {
    folder = await makeTempFolder();
    files = await renderAll([HARBOUR, WRITINGS]);
    paths = [...files.keys()];
    for (const [path, text] of files) {
      const file = join(folder.path, "site", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  it("has no barrier (WCAG 2.1 AA) and fits, on a phone and a desk, light and dark, and asks for nothing but its files", async () => {
    await using opened = await browser.open({ scheme: "light", width: 1200 });
    const { page, amiss } = opened;
    for (const [kind, named] of Object.entries(KINDS)) {
      const path = named instanceof RegExp ? paths.find((one) => named.test(one)) : named;
      assert.ok(path !== undefined, kind);
      await page.goto(urlOf(path));
      if (kind === "search") await page.waitForSelector("#found li");
      await page.evaluate(axe.source);
      for (const { scheme, width } of LOOKS) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 800 });
        const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
          `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], preload: false, resultTypes: ["violations"] })`,
        );
        const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        assert.deepEqual(violations, [], `${kind}, ${scheme}, ${width}`);
        const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.equal(wide, 0, `${kind} is ${wide} pixels wider than ${width}`);
      }
    }
    assert.deepEqual(amiss, []);
  });

  it("finds words of every script, by their beginning and without accents, in one document or all", async () => {
    await using opened = await browser.open({ scheme: "light", width: 900 });
    const { page, amiss } = opened;
    await page.goto(urlOf("search.html"));
    const ask = async (words: string, document = "") => {
      await page.fill("#words", words);
      await page.selectOption("#document", document);
      await page.click("button");
      await page.locator("#told", { hasText: new RegExp(`^${words}: (?:[0-9]+|nothing) found`) }).waitFor();
      return page.locator("#found li a").evaluateAll((links) => links.map((link) => link.textContent));
    };
    assert.deepEqual(await ask("lant sunset"), ["Duty to light"]);
    assert.deepEqual(await ask("STRASSENGEFASS"), ["Small letters"]);
    assert.deepEqual(await ask("Strassengefäss"), ["Small letters"]);
    assert.deepEqual(await ask("租赁期限"), ["租赁期限"]);
    assert.deepEqual(await ask("年"), ["租赁期限"]);
    assert.deepEqual(await ask("العقد شريعة"), ["حرية التعاقد"]);
    assert.deepEqual(await ask("lantern", folderOf("CON")), []);
    assert.deepEqual(await ask("lanter", "harb"), ["Penalties", "Duty to light"]);
    assert.deepEqual(await ask("alert"), [
      '"><script>alert(document.domain)</script><img src=x onerror=alert(1)> \\u{202e}\\u{2066} ]]>',
    ]);
    assert.equal(await page.locator("#found script, #found img").count(), 0);
    await page.click("#found a");
    await page.waitForURL(urlOf(`${HOSTILE}/index.html`));
    assert.deepEqual(amiss, []);
  });

  it("leads from an old number, and from a number with a day, to the text", async () => {
    await using opened = await browser.open({ scheme: "light", width: 900 });
    const { page } = opened;
    await page.goto(urlOf("harb/article-3/index.html"));
    await page.waitForURL(urlOf("harb/article-4/index.html"));
    await page.goto(urlOf("harb/article-4/2026-07-01.html"));
    await page.waitForURL(/\/harb\/article-4\/v2-[0-9a-f]{12}\.html$/);
    assert.match(await page.innerText("main"), /Who puts out a lantern pays a fine/);
  });

  it("lets nothing of a hostile text act, on any page, and shows it (R-50)", async () => {
    await using opened = await browser.open({ scheme: "light", width: 900 });
    const { page, amiss } = opened;
    for (const [path, text] of files) {
      if (!path.endsWith(".html") || !path.startsWith(folderOf("CON"))) continue;
      await page.goto(urlOf(path));
      const leads = text.includes('http-equiv="refresh"');
      if (leads) await page.waitForURL(({ pathname }) => !pathname.endsWith(path));
      // A page that leads on is gone once it is asked.
      const asked = leads
        ? `new DOMParser().parseFromString(${JSON.stringify(text)}, "text/html")`
        : "document";
      const foreign = await page.evaluate(
        `${asked}.querySelectorAll('main :is(script, style, img, svg, base, iframe, object, form), a:not([href])').length`,
      );
      assert.equal(foreign, 0, path);
    }
    await page.goto(urlOf(`${HOSTILE}/index.html`));
    assert.match(
      await page.innerText(".text"),
      /<script>alert\(1\)<\/script>.*\\u\{202e\}gnp\.exe\\u\{202c\}/s,
    );
    await page.goto(urlOf(`${ARABIC}/index.html`));
    const directions = await page.evaluate(
      "[...document.querySelectorAll('.text p')].map((one) => getComputedStyle(one).direction)",
    );
    assert.deepEqual(directions, ["rtl", "rtl"]);
    assert.deepEqual(amiss, []);
  });

  it("gives well-formed feeds", async () => {
    await using opened = await browser.open({ scheme: "light", width: 900 });
    for (const path of paths.filter((one) => one.endsWith(".atom"))) {
      const text = files.get(path) ?? "";
      const read = await opened.page.evaluate(
        `(() => { const read = new DOMParser().parseFromString(${JSON.stringify(text)}, "application/xml");
          const names = (name) => read.getElementsByTagNameNS("http://www.w3.org/2005/Atom", name).length;
          return [read.querySelector("parsererror") === null, read.documentElement.localName, names("entry") > 0,
            read.getElementsByTagName("script").length]; })()`,
      );
      assert.deepEqual(read, [true, "feed", true, 0], path);
    }
  });

  it("prints the text without what is of use on a screen alone, dark on light", async () => {
    await using opened = await browser.open({ scheme: "dark", width: 900 });
    const { page } = opened;
    await page.goto(urlOf("harb/article-2/index.html"));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.isVisible("header .find"), false);
    assert.equal(await page.isVisible(".neighbours"), false);
    assert.equal(await page.isVisible(".text"), true);
    assert.deepEqual(
      await page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]",
      ),
      ["rgb(0, 0, 0)", "rgb(255, 255, 255)"],
    );
  });
});
