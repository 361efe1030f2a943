import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { readDocuments } from "./manifest.ts";
import { measureDocument, tiles } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/documents");

describe("real documents", () => {
  for (const row of readDocuments(FOLDER)) {
    const bytes = readFileSync(join(FOLDER, row.file));
    test(`${row.file} is cut at every article's byte with its label, and nowhere else`, () => {
      assert.equal(
        createHash("sha256").update(bytes).digest("hex"),
        row.sha256,
        "the fixture is not as published",
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
      // The ground truth of the GPL breaks one title off at its hyphen; a title is never shortened here.
      assert.ok(measure.titlesRight > (row.file === "en-gpl-3.0.txt" ? 0.94 : 0.999), row.file);
    }
  });

  test("repealed articles are cut and marked", () => {
    const bitv = markDocument(Buffer.from("## § 1 Ziele\n\nText.\n\n## § 2 (weggefallen)\n\n-\n"), {
      maxUnits: 10,
    });
    assert.ok(bitv.ok);
    assert.deepEqual(
      bitv.value.units.map((unit) => unit.repealed),
      [false, true],
    );
  });
});
