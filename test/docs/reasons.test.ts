import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { renderReasons } from "../../docs/render-reasons.ts";

test("docs/reasons.md is what `npm run docs` makes of the table of reasons", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/reasons.md"), "utf8");
  assert.equal(page, renderReasons());
});
