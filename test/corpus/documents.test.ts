import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { readDocuments } from "./manifest.ts";
import { measureDocument, tiles } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/documents");

describe("documents with ground truth", () => {
  for (const row of readDocuments(FOLDER)) {
    const bytes = readFileSync(join(FOLDER, row.file));
    test(`${row.file} is cut at every article's byte with its label, and nowhere else`, () => {
      assert.equal(
        createHash("sha256").update(bytes).digest("hex"),
        row.sha256,
        "the fixture is not as it was written",
      );
      const measure = measureDocument(row, bytes);
      assert.deepEqual(measure.faults, []);
      assert.equal(measure.precision, 1);
      assert.equal(measure.recall, 1);
      const [found, expected] = measure.containersFound.split("/");
      assert.equal(found, expected, "a container was not found");
    });
    test(`${row.file} gives its bytes back, and the same units twice`, () => {
      const first = markDocument(bytes, { maxUnits: 100_000 });
      assert.ok(first.ok);
      assert.ok(tiles(first.value, bytes));
      assert.deepEqual(markDocument(bytes, { maxUnits: 100_000 }), first);
    });
  }

  test("titles are as printed; a hyphen inside a title does not end it", () => {
    for (const row of readDocuments(FOLDER)) {
      const measure = measureDocument(row, readFileSync(join(FOLDER, row.file)));
      assert.equal(measure.titlesRight, 1, row.file);
    }
  });

  test("repealed articles are cut and marked, and no others are", () => {
    for (const row of readDocuments(FOLDER)) {
      const result = markDocument(readFileSync(join(FOLDER, row.file)), { maxUnits: 100_000 });
      assert.ok(result.ok);
      assert.deepEqual(
        [...result.value.units].filter((unit) => unit.repealed).map((unit) => unit.startByte),
        row.groundTruth.articles.filter((article) => article.repealed).map((article) => article.byte),
        row.file,
      );
    }
  });
});
