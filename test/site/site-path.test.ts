import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { folderOf, linkTo } from "../../src/site/site-path.ts";

/** Parts of addresses that are near to each other, and near to what file systems keep for themselves. */
const part = fc.oneof(
  fc.constantFrom(
    "ARTICLE-1",
    "article-1",
    "Article-1",
    "CON",
    "NUL",
    "COM1",
    "AUX",
    "A.",
    "A.B",
    "A_B",
    "..X",
    "A~1",
    "É",
    "E\u0301",
    "-",
    "_",
    "第一条",
    "المادة-١",
  ),
  fc.stringMatching(/^[A-Z0-9-]{1,70}$/),
  fc.string({ minLength: 1, maxLength: 400, unit: "grapheme" }).filter((text) => !text.includes("/")),
);
const address = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));

test("a folder has a name that every file system takes, wherever the site is unpacked (R-51)", () => {
  fc.assert(
    fc.property(address, (text) => {
      const folder = folderOf(text);
      assert.ok(folder.length <= 160, folder);
      for (const name of folder.split("/")) {
        assert.match(name, /^(?=[a-z0-9~])[a-z0-9_-]*(?:~[0-9a-f]{16})?$/);
        assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/);
      }
    }),
  );
});

test("no two addresses share a folder, whatever a file system takes for the same (R-51)", () => {
  fc.assert(
    fc.property(address, address, (one, other) => {
      fc.pre(one !== other);
      assert.notEqual(folderOf(one), folderOf(other));
    }),
  );
  assert.equal(folderOf("LAW/ARTICLE-1"), "law/article-1");
  assert.equal(folderOf("LAW/SEC-3.1"), "law/sec-3_1");
  assert.notEqual(folderOf("LAW/SEC-3_1"), "law/sec-3_1");
  assert.notEqual(folderOf("LAW/Article-1"), folderOf("LAW/article-1"));
});

test("a link leads from a page to a file, wherever both lie", () => {
  fc.assert(
    fc.property(address, address, (one, other) => {
      const [from, to] = [`${folderOf(one)}/index.html`, `${folderOf(other)}/v1-0123.html`];
      assert.equal(new URL(linkTo(from, to), `https://site.test/a/b/${from}`).pathname, `/a/b/${to}`);
    }),
  );
});
