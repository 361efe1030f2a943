import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { folderOf } from "../../src/site/site-path.ts";
import { HARBOUR, WRITINGS } from "./scene-documents.ts";
import { makeVersions, renderAll } from "./site-scene.ts";

describe("the site of the base", () => {
  let files: ReadonlyMap<string, string>;
  const page = (path: string) =>
    files.get(path) ?? assert.fail(`no ${path} in ${[...files.keys()].join(" ")}`);
  /** What a reader sees of a page, roughly. */
  const seen = (path: string) =>
    page(path)
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");

  before(async () => {
    files = await renderAll([HARBOUR, WRITINGS]);
  });

  it("is the same to the byte each time", async () => {
    assert.deepEqual(await renderAll([HARBOUR, WRITINGS]), files);
  });

  it("has a file for each of its links, and for each anchor", () => {
    for (const [path, text] of files)
      for (const [, link = ""] of text.matchAll(/(?:href|src)="([^"]*)"/g)) {
        const { pathname, host, hash } = new URL(link, `https://site.test/${path}`);
        assert.equal(host, "site.test", link);
        const target = files.get(pathname.slice(1));
        assert.ok(target !== undefined, `${path} leads to ${link}`);
        if (hash === "#content") assert.match(target, /id="content"/);
      }
  });

  it("has no two files that are one where capitals do not count (R-51)", () => {
    assert.equal(
      new Set([...files.keys()].map((path) => path.toLowerCase().normalize("NFKC"))).size,
      files.size,
    );
  });

  it("tells the text of a unit, from when it counts, and who approved it under which key", () => {
    const text = seen("harb/article-2/index.html");
    for (const part of [
      "In force from 2026-07-01",
      "up to fifty measures",
      "anna.beispiel",
      "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334",
      "Corrigendum of 20 July 2026",
    ])
      assert.ok(text.includes(part), part);
    assert.match(page("harb/article-2/index.html"), /<del>sixty<\/del><ins>fifty<\/ins>/);
  });

  it("tells a corrected version, an open day, a repeal and a beginning as what they are", () => {
    assert.match(seen("harb/article-2/index.html"), /In force on no day: version 3 corrects it/);
    assert.match(seen("harb/article-2/index.html"), /In force from the beginning until 2026-06-30/);
    assert.match(seen("harb/article-10/index.html"), /Not in force yet\. Its day is not set yet/);
    assert.match(
      seen("harb/article-9/index.html"),
      /Repealed from 2026-07-01 \. This is its last text: In force from the beginning until 2026-06-30/,
    );
    assert.match(seen("harb/article-9/index.html"), /The bell is rung in fog.*Replaced by Duty to light/);
    assert.match(seen("harb/changes-open.html"), /Electric lamps/);
    assert.match(seen("harb/changes-2026-07-01.html"), /1 correction, 2 new numbers, 1 repeal/);
  });

  it("leads from an old number to the unit that goes on, and says both where another unit has it", () => {
    assert.match(
      page("harb/article-3/index.html"),
      /http-equiv="refresh" content="0; url=\.\.\/article-4\/index\.html"/,
    );
    assert.match(
      seen("harb/article-4/index.html"),
      /Penalties.*number of another unit too: Storms \( HARB\/ARTICLE-5 \): it had this number until 2026-06-30/,
    );
    assert.match(page("harb/article-4/2026-07-01.html"), /url=v2-[0-9a-f]{12}\.html/);
  });

  it("keeps the address of each version when others follow and when the unit gets another number", async () => {
    const versionsOf = (all: ReadonlyMap<string, string>) =>
      [...all.keys()].filter((path) => /\/v\d+-/.test(path));
    const [law, versions] = HARBOUR;
    const early = await renderAll([[law, versions.filter(({ version }) => version === 1)]], {
      on: "2026-02-01",
    });
    for (const path of versionsOf(early)) assert.ok(files.has(path), path);
    const later = await renderAll([HARBOUR, WRITINGS], { on: "2030-01-01" });
    assert.deepEqual(versionsOf(later), versionsOf(files));
  });

  it("changes nothing but the first page from one day to the next", async () => {
    const next = await renderAll([HARBOUR, WRITINGS], { on: "2026-08-02" });
    assert.deepEqual(
      [...next].filter(([path, text]) => files.get(path) !== text).map(([path]) => path),
      ["index.html"],
    );
  });

  it("gives units that have had one number pages of their own, also where none has it any more", async () => {
    const gone = {
      change: "repeal",
      version: 2,
      text: "",
      recordedAt: "2026-03-01T00:00:00Z",
      effect: "2026-04-01",
    };
    const unit = "LAW/ARTICLE-7";
    const all = await renderAll([
      [
        { documentId: "law", prefix: "LAW", title: "Law" },
        makeVersions([
          { unit, text: "First life." },
          { ...gone, unit },
          { unit, text: "Second life.", life: 2, effect: "2026-05-01", recordedAt: "2026-04-20T00:00:00Z" },
          { ...gone, unit, life: 2, effect: "2026-06-01", recordedAt: "2026-05-20T00:00:00Z" },
        ]),
      ],
    ]);
    const pages = [...all].filter(([path]) => /article-7\/(?:index|unit-)/.test(path));
    assert.equal(pages.length, 2);
    const texts = Object.fromEntries(
      pages.map(([path, text]) => [path.includes("/index") ? "index" : "unit", text]),
    );
    assert.match(texts["index"] ?? "", /Second life/);
    assert.match(texts["index"] ?? "", /href="unit-[0-9a-f]{12}\.html"/);
    assert.match(texts["unit"] ?? "", /First life/);
  });

  it("lets nothing of a text be markup, in pages, in the feed and in the index for search (R-50)", () => {
    const hostile = folderOf(`CON/${"<IMG-SRC=X-ONERROR=ALERT(1)>".repeat(12)}`);
    assert.match(page(`${hostile}/index.html`), /&#60;script&#62;alert\(1\)/);
    for (const [path, text] of files) {
      if (!/\.(?:html|atom)$/.test(path)) continue;
      assert.doesNotMatch(text, /<(?:img|svg|style|base|iframe|object)\b/i, path);
      assert.doesNotMatch(text, /<script(?! src="(?:minisearch|words|search)\.js" defer><\/script>)/i, path);
      assert.doesNotMatch(text, /<[^>]*\son\w+=/i, path);
      assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/, path);
      if (path.endsWith(".html"))
        assert.match(
          text,
          /default-src 'none'; (?:script-src 'self'; )?style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"/,
        );
    }
    for (const [path, text] of files)
      if (/search-\d+\.js$/.test(path)) assert.match(text, /^searchPart\("[^"]+", "(?:[^"\\\n]|\\.)*"\);\n$/);
  });

  it("tells in a feed what was recorded, the newest first, under ids that stay", async () => {
    const feed = page("harb/feed.atom");
    const updated = [...feed.matchAll(/<updated>(.*?)<\/updated>/g)].map(([, time]) => time);
    assert.deepEqual(updated, [
      "2026-07-25T10:00:00Z",
      "2026-07-25T10:00:00Z",
      "2026-07-20T10:00:00Z",
      "2026-06-15T10:00:00Z",
      "2026-01-02T03:04:05Z",
    ]);
    const idsOf = (text: string) => [...text.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);
    assert.equal(new Set(idsOf(feed)).size, 5);
    for (const id of idsOf(feed))
      assert.match(
        id ?? "",
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    const known = await renderAll([HARBOUR], { siteUrl: "https://law.example.org/base/" });
    assert.deepEqual(idsOf(known.get("harb/feed.atom") ?? ""), idsOf(feed));
    assert.match(
      known.get("feed.atom") ?? "",
      /<link rel="self" [^>]*href="https:\/\/law\.example\.org\/base\/feed\.atom"\/>/,
    );
  });

  it("has the text in force as a whole, in its order, over pages", async () => {
    const text = seen("harb/text.html");
    const places = ["Duty to light", "up to fifty measures", "pays a fine", "may stay at home"].map((part) =>
      text.indexOf(part),
    );
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    assert.ok(
      !places.includes(-1) &&
        !text.includes("sixty") &&
        !text.includes("Bells") &&
        !text.includes("Electric"),
    );
    const said = Array.from({ length: 30 }, (_, at) => ({
      unit: `LONG/ARTICLE-${at + 1}`,
      text: "A word. ".repeat(1000),
    }));
    const long = await renderAll([
      [{ documentId: "long", prefix: "LONG", title: "Long" }, makeVersions(said)],
    ]);
    const pages = [...long.keys()].filter((path) => path.startsWith("long/text"));
    assert.deepEqual(
      pages,
      ["", "-2", "-3", "-4", "-5"].map((page) => `long/text${page}.html`),
    );
    assert.match(
      long.get("long/text-2.html") ?? "",
      /rel="prev" href="text\.html".*rel="next" href="text-3\.html"/,
    );
    assert.doesNotMatch(long.get("long/text-5.html") ?? "", /rel="next"/);
  });

  it("spreads a long list over pages, and the index for search over parts", async () => {
    const said = Array.from({ length: 620 }, (_, at) => ({
      unit: `BIG/ARTICLE-${at + 1}`,
      text: `Text of ${at + 1}.`,
    }));
    const big = await renderAll([[{ documentId: "big", prefix: "BIG", title: "Big" }, makeVersions(said)]]);
    assert.ok(big.has("big/index-3.html") && !big.has("big/index-4.html"));
    assert.ok(big.has("big/search-5.js") && !big.has("big/search-6.js"));
    assert.match(big.get("search.html") ?? "", /<option value="big" data-parts="5">/);
    assert.match(
      big.get("big/article-250/index.html") ?? "",
      /rel="prev" href="\.\.\/article-249\/index\.html".*rel="next" href="\.\.\/article-251\/index\.html"/,
    );
  });

  it("of a base without a document has pages that say so", async () => {
    const empty = await renderAll([]);
    assert.match(empty.get("index.html") ?? "", /No document is registered/);
    const bare = await renderAll([[{ documentId: "bare", prefix: "BARE", title: "" }, []]]);
    assert.match(bare.get("bare/index.html") ?? "", /0 units in force/);
  });
});
