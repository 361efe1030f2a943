import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { fillPhases } from "../../docs/render-phases.ts";

test("README's picture and table of the phases are those of the phase table (npm run docs)", async () => {
  const text = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  assert.equal(text, fillPhases(text));
});
