import assert from "node:assert/strict";
import { test } from "node:test";
import type { SourceOrder } from "../../src/domain/target-criteria.ts";
import { findRegistered } from "../../src/engine/find-registered.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { RegisteredVersion, TargetRecord } from "../../src/ports/source-registry.ts";

const TEXT = "# Article 1\n\nAll are equal.\n";
const ORDER: SourceOrder = {
  bytes: Buffer.from(TEXT),
  documentId: "law",
  docPrefix: "LAW",
  title: "The Law",
  publicationType: "law",
  owner: "registry",
  convention: null,
  encoding: null,
  convertedFrom: null,
  acceptedDoubts: [],
  authoritative: null,
  reservedPrefixNamed: false,
  nature: null,
  effectiveFrom: null,
  citation: null,
  lineage: null,
  base: null,
};
const VERSION: RegisteredVersion = {
  versionId: "v1",
  documentId: "law",
  versionSeq: 1,
  sha256: sha256Hex(TEXT),
  acceptedDoubts: [],
  nature: "original",
};
const EARLIER: RegisteredVersion = { ...VERSION, versionId: "v0", sha256: sha256Hex("earlier") };
const NEXT: RegisteredVersion = { ...VERSION, versionSeq: 2, nature: "consolidation", effectiveFrom: "open" };
const HEAD = { changeSetId: "c0", versionId: "v0", reverted: 0 };

function target(versions: readonly RegisteredVersion[], change: Partial<TargetRecord> = {}): TargetRecord {
  const { docPrefix, title, publicationType, owner } = ORDER;
  const words = {
    docPrefix: docPrefix ?? "",
    title: title ?? "",
    publicationType: publicationType ?? "",
    owner: owner ?? "",
  };
  return {
    document: { ...words, convention: null, authoritative: false },
    prefixHolder: "law",
    versions,
    drafts: 0,
    base: null,
    recordedCuts: 0,
    ...change,
  };
}

const STATED = { ...NEXT, lineageSha256: sha256Hex("A = B\n"), statedAbout: "v0" };
const CASES: readonly (readonly [
  rule: string,
  target: TargetRecord,
  order: Partial<SourceOrder>,
  isThere: boolean,
])[] = [
  ["the same bytes and words", target([VERSION]), {}, true],
  ["an order that says less", target([VERSION]), { docPrefix: null, title: null, owner: null }, true],
  ["a document that is not there", target([], { document: null }), {}, false],
  ["other bytes", target([EARLIER]), {}, false],
  ["an older version of the same bytes", target([VERSION, EARLIER]), {}, false],
  ["another title", target([VERSION]), { title: "Another" }, false],
  ["another convention", target([VERSION]), { convention: "article" }, false],
  ["authoritative where it is not", target([VERSION]), { authoritative: true }, false],
  ["another day", target([VERSION]), { effectiveFrom: "2026-01-01" }, false],
  [
    "the same day",
    target([{ ...VERSION, effectiveFrom: "2026-01-01" }]),
    { effectiveFrom: "2026-01-01" },
    true,
  ],
  ["no day where one is registered", target([{ ...VERSION, effectiveFrom: "2026-01-01" }]), {}, false],
  ["another citation", target([VERSION]), { citation: "Act 1" }, false],
  ["another accepted doubt", target([VERSION]), { acceptedDoubts: ["NUMBER_GAP"] }, false],
  ["another count", target([VERSION]), { expectation: { count: 1, labelsSha256: null, labels: [] } }, false],
  ["a next version with the usual day", target([EARLIER, NEXT], { base: HEAD }), {}, true],
  [
    "a next version that is the head by now",
    target([EARLIER, NEXT], { base: { ...HEAD, versionId: "v1" } }),
    {},
    true,
  ],
  ["an erratum where it says nothing", target([EARLIER, { ...NEXT, nature: "erratum" }]), {}, false],
  ["the same statement of lineage", target([EARLIER, STATED], { base: HEAD }), { lineage: "A = B\n" }, true],
  ["another statement of lineage", target([EARLIER, STATED], { base: HEAD }), { lineage: "A = C\n" }, false],
  ["no statement where one is registered", target([EARLIER, STATED], { base: HEAD }), {}, false],
  [
    "the same statement, about a head that has moved since",
    target([EARLIER, STATED], { base: { ...HEAD, versionId: "v9" } }),
    { lineage: "A = B\n" },
    false,
  ],
  [
    "the same named base",
    target([EARLIER, { ...NEXT, statedAbout: "v0" }], { base: HEAD }),
    { base: "1" },
    true,
  ],
  ["a base that was not named", target([EARLIER, NEXT], { base: HEAD }), { base: "1" }, false],
];

for (const [rule, found, change, isThere] of CASES) {
  test(`registered already, or not: ${rule}`, () => {
    assert.equal(findRegistered({ ...ORDER, ...change }, found) !== null, isThere);
  });
}
