import assert from "node:assert/strict";
import test from "node:test";
import type { ExportedVersion } from "../../src/domain/reading/exported-version.ts";
import type { Pages } from "../../src/ports/reader.ts";
import { indexDocument } from "../../src/site/document-index.ts";
import { liveBytes } from "../support/live-bytes.ts";
import { makeVersions, renderAll } from "./site-scene.ts";

const LONG = { documentId: "long", prefix: "LONG", title: "Long" };

/** One version of each unit, with texts that would be told from what is held of it. */
async function* longPages(units: number): Pages<ExportedVersion> {
  for (let from = 0; from < units; from += 500)
    yield makeVersions(
      Array.from({ length: Math.min(500, units - from) }, (_, at) => ({
        unit: `LONG/ARTICLE-${from + at + 1}`,
        position: String(from + at + 1),
        title: `Article ${from + at + 1}. Duty to light`,
        text: `Text of ${from + at + 1}. `.repeat(100),
      })),
    );
}

test("what is held of a unit while a site is rendered is a part of what its title and ids take as objects", async () => {
  const holding = (units: number) => liveBytes(() => indexDocument(LONG, "2026-08-01", longPages(units)));
  await holding(100);
  const few = await holding(2000);
  const each = ((await holding(22_000)) - few) / 20_000;
  assert.ok(each < 600, `${Math.round(each)} bytes a unit`);
});

test("units and addresses whose hashes are equal are told apart", async () => {
  const files = await renderAll([
    [
      LONG,
      makeVersions([
        { unit: "costarring", unitId: "liquid", title: "First", text: "One." },
        { unit: "liquid", unitId: "costarring", title: "Second", text: "Two." },
      ]),
    ],
  ]);
  const pages = [...files].filter(([path]) => /^(?:costarring|liquid)~\w+\/index\.html$/.test(path));
  assert.deepEqual(
    pages.map(([, text]) => [text.includes("One."), text.includes("Two."), text.includes("another unit")]),
    [
      [true, false, false],
      [false, true, false],
    ],
  );
});
