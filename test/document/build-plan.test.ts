import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { buildPlan } from "../../src/document/plan/build-plan.ts";
import { RESERVED_PREFIXES, refusePrefix } from "../../src/document/plan/refuse-prefix.ts";
import { refuseVocabulary } from "../../src/document/plan/refuse-vocabulary.ts";
import type { CutPlan, SourceVersion } from "../../src/domain/plan.ts";
import { leafText, plannedLeaf } from "../../src/domain/unit-leaf.ts";
import { PUBLICATION_TYPES, SECTION_TYPES, UNIT_KINDS } from "../../src/domain/vocabulary.ts";

const BYTES = Buffer.from(
  "# Law\n\n## Article 1\n\nA\n\n## Article 2\n\nB\n\n# Annex I\n\n## Article 1\n\nC\n",
);

function planOf(change: Partial<SourceVersion> = {}, bytes: Buffer = BYTES): CutPlan {
  const marked = markDocument(bytes, { maxUnits: 10 });
  assert.ok(marked.ok);
  const source: SourceVersion = {
    documentId: "law",
    docPrefix: "LAW",
    title: "Law",
    authoritative: false,
    convention: null,
    publicationType: "law",
    owner: "owner",
    versionId: "4b7a8f2e-0a68-4c55-9f4b-0a8d3a6f3a01",
    versionSeq: 1,
    sha256: marked.value.sourceSha256,
    sizeBytes: bytes.length,
    ...change,
  };
  return buildPlan({ source, marked: marked.value });
}

test("addresses stand below the prefix, hashes are those of the bodies, the histogram counts section types", () => {
  const plan = planOf();
  assert.deepEqual(
    plan.units.map((unit) => unit.address),
    ["LAW/ARTICLE-1", "LAW/ARTICLE-2", "LAW/ANNEX-I/ARTICLE-1"],
  );
  assert.deepEqual(plan.histogram, { annex: 1, body: 2 });
  for (const unit of plan.units) {
    const body = BYTES.subarray(unit.startByte, unit.endByte);
    assert.equal(unit.contentHash, createHash("sha256").update(body).digest("hex"));
  }
});

test("two builds of one source have the same digest, and another source version or text has a different one", () => {
  const digest = planOf().writerDigest;
  assert.equal(planOf().writerDigest, digest);
  const others = [
    planOf({ versionSeq: 2 }),
    planOf({ docPrefix: "LAX" }),
    planOf({ publicationType: "policy" }),
    planOf({ owner: "another" }),
    planOf({}, Buffer.from(BYTES.toString().replace("A\n", "a\n"))),
  ].map((plan) => plan.writerDigest);
  assert.equal(new Set([digest, ...others]).size, others.length + 1);
});

const prefixes: readonly (readonly [prefix: string, good: boolean])[] = [
  ["HARBOUR", true],
  ["ICX-CONST", true],
  ["A1", true],
  ["A", false],
  ["harbour", false],
  ["1A", false],
  ["A--B", false],
  ["-AB", false],
  ["AB-", false],
  ["A/B", false],
  ["ÄB", false],
  ["A".repeat(33), false],
  ["", false],
  ["AB\n", false],
  ...RESERVED_PREFIXES.map((prefix) => [prefix, false] as const),
];
for (const [prefix, good] of prefixes) {
  test(`the prefix ${JSON.stringify(prefix.slice(0, 20))} is ${good ? "taken" : "refused"}`, () => {
    assert.equal(refusePrefix(prefix)?.reason ?? null, good ? null : "STOP_PREFIX_INVALID");
  });
}

test("a reserved prefix is accepted only where it was named", () => {
  assert.equal(refusePrefix("CUTTER", ["CUTTER"]), null);
  assert.equal(refusePrefix("CUTTER", ["IU"])?.reason, "STOP_PREFIX_INVALID");
});

test("all kinds, section types and publication types that the vocabulary lacks are listed at once", () => {
  const full = {
    unitKinds: Object.keys(UNIT_KINDS),
    sectionTypes: Object.keys(SECTION_TYPES),
    publicationTypes: Object.keys(PUBLICATION_TYPES),
  };
  assert.equal(refuseVocabulary(planOf(), full), null);
  const cause = refuseVocabulary(planOf({ publicationType: "poem" }), {
    ...full,
    unitKinds: [],
    sectionTypes: ["body"],
  });
  assert.equal(cause?.reason, "STOP_VOCABULARY");
  assert.deepEqual(cause?.details, [
    "vocab.unit_kind.article (3 rows)",
    "vocab.section_type.annex (1 row)",
    "vocab.publication_type.poem (1 row)",
  ]);
});

test("the tree of a plan has a leaf for each version in its order, by RFC 9162", () => {
  const { changes, source, unitTree } = planOf();
  const sha256 = (...parts: readonly Uint8Array[]) =>
    createHash("sha256").update(Buffer.concat(parts)).digest();
  const [first, second, third] = changes.map((change) =>
    sha256(Uint8Array.of(0), Buffer.from(leafText(plannedLeaf(source, change)))),
  );
  assert.ok(first && second && third);
  const root = sha256(Uint8Array.of(1), sha256(Uint8Array.of(1), first, second), third);
  assert.deepEqual(unitTree, { size: 3, root: root.toString("hex") });
});
