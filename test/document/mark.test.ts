import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildPlan } from "../../src/document/build-plan.ts";
import { markDocument } from "../../src/document/mark.ts";
import type { SourceVersion } from "../../src/domain/plan.ts";

const fixtures = join(import.meta.dirname, "../fixtures/documents");

test("the demo documents are cut into their articles and the regions tile the source", () => {
  for (const [file, units] of [
    ["udhr-eng.txt", 30],
    ["de-bitv2.md", 11],
  ] as const) {
    const bytes = readFileSync(join(fixtures, file));
    const marked = markDocument(bytes, { maxUnits: 1000 });
    assert.ok(marked.ok);
    assert.equal(marked.value.units.length, units);
    const joined = Buffer.concat(
      marked.value.regions.map((region) => bytes.subarray(region.startByte, region.endByte)),
    );
    assert.deepEqual(joined, bytes);
  }
});

test("two builds of one plan have one digest, and any change of the source version gives another", () => {
  const bytes = readFileSync(join(fixtures, "udhr-eng.txt"));
  const marked = markDocument(bytes, { maxUnits: 1000 });
  assert.ok(marked.ok);
  const source: SourceVersion = {
    documentId: "udhr",
    docPrefix: "UDHR",
    title: "Universal Declaration of Human Rights",
    authoritative: false,
    convention: null,
    publicationType: "law",
    owner: "test",
    versionId: "4b7a8f2e-0a68-4c55-9f4b-0a8d3a6f3a01",
    versionSeq: 1,
    sha256: marked.value.sourceSha256,
    sizeBytes: bytes.length,
  };
  const first = buildPlan({ source, bytes, marked: marked.value });
  const second = buildPlan({ source, bytes, marked: marked.value });
  assert.equal(first.writerDigest, second.writerDigest);
  assert.equal(first.units[0]?.address, "UDHR/ARTICLE-1");
  const other = buildPlan({ source: { ...source, versionSeq: 2 }, bytes, marked: marked.value });
  assert.notEqual(other.writerDigest, first.writerDigest);
});
