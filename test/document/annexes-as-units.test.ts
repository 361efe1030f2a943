import assert from "node:assert/strict";
import { test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { must } from "../support/test-setup.ts";

/** The labels and kinds of the units of a page. */
function unitsOf(body: string): readonly string[] {
  const page = `<!doctype html><html><body><h1>The Act</h1>${body}</body></html>`;
  const { units } = must(markDocument(Buffer.from(page), { maxUnits: 100 }));
  return [...units].map(({ label, title, kind, address }) => [label, title, kind, address].join("|"));
}

const ARTICLES = [1, 2, 3].map((n) => `<h2>Article ${n}</h2><p>The ferry sails at ${n}.</p>`).join("");
const UNITS = [1, 2, 3].map((n) => `Article ${n}||article|ARTICLE-${n}`);

test("an annex that a file sets beside its articles is a unit", () => {
  const annex = "<h2>Annex A: Fees</h2><p>One crown a day.</p>";
  assert.deepEqual(unitsOf(`${ARTICLES}${annex}`), [...UNITS, "Annex A|Fees|annex|ANNEX-A"]);
});

test("an annex with articles, with headings of its own, or of another level is none", () => {
  for (const annex of [
    "<h2>Annex A: Fees</h2><h3>Part I</h3><p>One crown a day.</p>",
    "<h3>Annex A: Fees</h3><p>One crown a day.</p>",
    "<h1>Annex A: Fees</h1><p>One crown a day.</p>",
  ])
    assert.deepEqual(unitsOf(`${ARTICLES}${annex}`), UNITS, annex);
});
