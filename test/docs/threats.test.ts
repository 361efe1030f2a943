import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { citedIds, fillThreats, parseThreats, readTestTexts } from "../../docs/render-threats.ts";
import { REASONS } from "../../src/domain/reasons.ts";

const ROOT = join(import.meta.dirname, "../..");
const page = await readFile(join(ROOT, "docs/threats.md"), "utf8");
const tests = await readTestTexts(join(ROOT, "test"));
const rows = parseThreats(page);

/** Rows that no test holds, each with why. */
const WITHOUT_TEST: Readonly<Record<string, string>> = {};

test("docs/threats.md names the tests that cite each row (npm run docs)", () => {
  assert.equal(page, fillThreats(page, tests));
});

test("every row stands once, in the order of its numbers", () => {
  const ids = rows.map(({ id }) => id);
  assert.ok(ids.length > 0);
  for (const letter of new Set(ids.map((id) => id[0]))) {
    const own = ids.filter((id) => id[0] === letter).map((id) => Number(id.slice(2)));
    assert.deepEqual(
      own,
      [...new Set(own)].sort((a, b) => a - b),
    );
  }
});

test("exactly the rows of WITHOUT_TEST are held by no test", () => {
  const cited = new Set([...tests.values()].flatMap((text) => [...citedIds(text)]));
  const open = rows.map(({ id }) => id).filter((id) => !cited.has(id));
  assert.deepEqual(open, Object.keys(WITHOUT_TEST));
});

test("every reason of a row is one of the closed table, and stands in one of the row's tests", () => {
  const wrong = rows.flatMap(({ id, told }) => {
    const own = [...tests.values()].filter((text) => citedIds(text).has(id));
    return [...new Set(told.match(/STOP_\w+/g))]
      .filter((reason) => !Object.hasOwn(REASONS, reason) || !own.some((text) => text.includes(reason)))
      .map((reason) => `${id}: ${reason}`);
  });
  assert.deepEqual(wrong, []);
});
