import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { PlannedChange } from "../../src/domain/planned-change.ts";
import { leafText, plannedLeaf, unitLeafSchema } from "../../src/domain/unit-leaf.ts";

const SOURCE = { documentId: "law", sha256: "ab".repeat(32) };
const BORN: PlannedChange = {
  operation: "create",
  ordinal: 1,
  startByte: 7,
  endByte: 19,
  unit: "LAW/ARTICLE-1",
  address: "LAW/ARTICLE-1",
  title: "Ławs “and” ⁧orders",
  kind: "article",
  sectionType: "body",
  parent: null,
  position: "1",
  base: null,
  contentHash: "cd".repeat(32),
  effectiveFrom: null,
};
const BASE = {
  versionId: "4b7a8f2e-0a68-4c55-9f4b-0a8d3a6f3a01",
  address: "LAW/1",
  contentHash: "ef".repeat(32),
};

test("a leaf is the canonical JSON of what a version is, byte for byte", () => {
  assert.equal(
    leafText(plannedLeaf(SOURCE, BORN)),
    `{"address":"LAW/ARTICLE-1","bytes":[7,19],"change":"original","content_hash":"${"cd".repeat(32)}","document_id":"law","effective_from":null,"follows":null,"kind":"article","parent":null,"position":"1","schema":"iu-cutter/unit/1","section_type":"body","source_sha256":"${"ab".repeat(32)}","title":"Ławs “and” ⁧orders","unit":"LAW/ARTICLE-1"}`,
  );
});

const OTHERS: readonly (readonly [what: string, change: Partial<PlannedChange>])[] = [
  ["its first byte", { startByte: 8 }],
  ["its end", { endByte: 20 }],
  ["the unit", { unit: "LAW/ARTICLE-2" }],
  ["its address", { address: "LAW/ARTICLE-2" }],
  ["its title", { title: "Laws" }],
  ["its kind", { kind: "section" }],
  ["its section type", { sectionType: "annex" }],
  ["its parent", { parent: "LAW/PART-1" }],
  ["its position", { position: "1.5" }],
  ["what it does", { operation: "amend" }],
  ["what it follows", { base: BASE }],
  ["its text", { contentHash: "00".repeat(32) }],
  ["its day", { effectiveFrom: "2026-07-01" }],
  ["an open day", { effectiveFrom: "open" }],
];

test("a leaf is another one where anything that an approval decides about a version is another", () => {
  const leaves = [{}, ...OTHERS.map(([, change]) => change)].map((change) =>
    leafText(plannedLeaf(SOURCE, { ...BORN, ...change })),
  );
  leaves.push(
    leafText(plannedLeaf({ ...SOURCE, documentId: "laws" }, BORN)),
    leafText(plannedLeaf({ ...SOURCE, sha256: "12".repeat(32) }, BORN)),
  );
  assert.equal(new Set(leaves).size, leaves.length);
});

test("a leaf does not hang on the number that the base gave to a version, so that everybody can make it from what is read", () => {
  const other = { ...BASE, versionId: "00000000-0000-4000-8000-000000000000" };
  const leafOf = (base: typeof BASE) => leafText(plannedLeaf(SOURCE, { ...BORN, operation: "amend", base }));
  assert.equal(leafOf(BASE), leafOf(other));
});

test("a repeal has no bytes of the source", () => {
  const leaf = plannedLeaf(SOURCE, {
    ...BORN,
    operation: "retire",
    base: BASE,
    contentHash: createHash("sha256").digest("hex"),
  });
  assert.equal(leaf.bytes, null);
  assert.equal(leaf.change, "repeal");
  assert.deepEqual(unitLeafSchema.parse(JSON.parse(leafText(leaf))), leaf);
});
