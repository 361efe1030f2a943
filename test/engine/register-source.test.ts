import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findDocument } from "../../src/adapters/postgres/reads/documents.ts";
import { openSourceRegistry } from "../../src/adapters/postgres/source-registry.ts";
import { digestLabels } from "../../src/document/plan/refuse-unmet-expectation.ts";
import type { SourceOrder } from "../../src/domain/target-criteria.ts";
import { type Intake, type IntakeLimits, registerSource } from "../../src/engine/register-source.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { makeDocx, run } from "../support/docx-maker.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../support/knowledge-cluster.ts";
import { createScenes } from "../support/knowledge-scene.ts";
import { makeZip } from "../support/zip-maker.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
});
after(() => cluster?.[Symbol.asyncDispose]());

const LAW = "# Article 1\n\nAll are equal.\n\n# Article 2\n\nNobody is above the law.\n";
const AKN = `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">`;
const DOUBTFUL = `${LAW}\n\\- Article 1 - The first session.\n\n\\- Article 2 - The second one.\n`;
const LIMITS: IntakeLimits = { maxUnits: 1000, firstRunMaxUnits: 3, exclude: [] };

function orderOf(changes: Partial<SourceOrder> = {}, text = LAW): SourceOrder {
  return {
    bytes: Buffer.from(text),
    documentId: "law",
    docPrefix: "LAW",
    title: "The Law",
    publicationType: "law",
    owner: "registry",
    acceptedDoubts: [],
    convention: null,
    encoding: null,
    convertedFrom: null,
    authoritative: false,
    reservedPrefixNamed: false,
    nature: null,
    effectiveFrom: null,
    citation: null,
    lineage: null,
    base: null,
    ...changes,
  };
}

function fileOf(bytes: string | Buffer): SourceOrder {
  return orderOf({ bytes: Buffer.from(bytes), documentId: "file", docPrefix: "FILE" });
}

async function register(order: SourceOrder, limits = LIMITS): Promise<Intake> {
  await using registry = await openSourceRegistry(database.sql);
  return await registerSource(registry, order, limits);
}

function failed({ criteria }: Intake): readonly string[] {
  return criteria.filter(({ passed }) => !passed).map(({ id }) => id);
}

function reason({ outcome }: Intake): string {
  return outcome.ok ? "ok" : outcome.refusal.reason;
}

const REFUSED: readonly {
  readonly rule: string;
  readonly order: SourceOrder;
  readonly limits?: IntakeLimits;
  readonly reason: string;
  readonly failed: readonly string[];
}[] = [
  {
    rule: "a reserved prefix is refused unless named",
    order: orderOf({ docPrefix: "TEST" }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C1"],
  },
  {
    rule: "a doubtful cut is refused unless its doubt is accepted (P-183)",
    order: orderOf({}, DOUBTFUL),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C3", "C4", "C7"],
  },
  {
    rule: "an unknown doubt is refused by name (P-183)",
    order: orderOf({ acceptedDoubts: ["NO_SUCH"] }),
    reason: "STOP_BAD_INPUT",
    failed: [],
  },
  {
    rule: "a malformed prefix is refused and nothing is stored under it",
    order: orderOf({ docPrefix: "law" }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C1", "C2", "C3", "C4", "C7"],
  },
  {
    rule: "a malformed prefix is refused even where it is named",
    order: orderOf({ docPrefix: "X--Y", reservedPrefixNamed: true }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C1", "C2", "C3", "C4", "C7"],
  },
  {
    rule: "a document that is no UTF-8 is refused",
    order: orderOf({ bytes: Buffer.from([0x23, 0x20, 0xff, 0xfe]) }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C3", "C4", "C7"],
  },
  {
    rule: "a publication type outside the vocabulary is refused",
    order: orderOf({ publicationType: "poem" }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C3", "C4", "C7"],
  },
  {
    rule: "a first document that is too large is refused",
    order: orderOf(),
    limits: { ...LIMITS, firstRunMaxUnits: 1 },
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C4"],
  },
  {
    rule: "an authoritative first document is refused",
    order: orderOf({ authoritative: true }),
    reason: "STOP_TARGET_UNSAFE",
    failed: ["C6"],
  },
  {
    rule: "an empty document is refused",
    order: orderOf({ bytes: Buffer.alloc(0) }),
    reason: "STOP_SOURCE_EMPTY",
    failed: [],
  },
  {
    rule: "a document without a title is refused",
    order: orderOf({ title: "" }),
    reason: "STOP_BAD_INPUT",
    failed: [],
  },
  {
    rule: "a document id that is a path is refused",
    order: orderOf({ documentId: "../law" }),
    reason: "STOP_BAD_INPUT",
    failed: [],
  },
];

for (const { rule, order, limits, reason: expected, failed: criteria } of REFUSED) {
  test(rule, async () => {
    const intake = await register(order, limits);
    assert.equal(reason(intake), expected);
    assert.deepEqual(failed(intake), criteria);
    assert.equal(await database.knowledge.findDocument(order.documentId), null);
  });
}

test("a registration that a doubt refuses lists its lines and the options that resolve it (P-183)", async () => {
  const { outcome } = await register(orderOf({}, DOUBTFUL));
  const details = (outcome.ok ? [] : (outcome.refusal.details ?? [])).join("\n");
  assert.match(details, /^ +line 9: HEADING_INSIDE_UNIT: .*$/mu);
  assert.match(details, /--accept-doubt HEADING_INSIDE_UNIT$/mu);
});

test("a sound document is stored with its bytes, once", async () => {
  const intake = await register(orderOf());
  assert.deepEqual(failed(intake), []);
  assert.ok(intake.outcome.ok);
  assert.deepEqual(await database.knowledge.findDocument("law"), intake.outcome.value);
  const stored = await database.knowledge.readSource(intake.outcome.value.versionId);
  assert.deepEqual(Buffer.from(stored?.bytes ?? []), Buffer.from(LAW));
  assert.equal(intake.outcome.value.sha256, sha256Hex(LAW));

  assert.equal(reason(await register(orderOf())), "STOP_SOURCE_VERSION_EXISTS");
});

const NO_UNITS: readonly (readonly [rule: string, order: SourceOrder, reason: string])[] = [
  ["P-150: a PDF", orderOf({ documentId: "pdf", docPrefix: "PDF-1" }, "%PDF-1.7\n"), "STOP_NOT_A_TEXT"],
  [
    "P-153: a cut of another count than the publisher states",
    orderOf({
      documentId: "c",
      docPrefix: "COUNT",
      expectation: { count: 3, labelsSha256: null, labels: [] },
    }),
    "STOP_EXPECTATION_UNMET",
  ],
  [
    "E-01: an XML file with entities",
    fileOf(`<!DOCTYPE a [<!ENTITY b "c">]>${AKN}&b;</akomaNtoso>`),
    "STOP_XML_DTD",
  ],
  ["an XML file that is cut off", fileOf(AKN), "STOP_XML_NOT_WELL_FORMED"],
  ["an element that no rule names", fileOf(`${AKN}<poem>x</poem></akomaNtoso>`), "STOP_TEXT_UNNAMED"],
  [
    "a Word text with open changes",
    fileOf(makeDocx({ body: `<w:p><w:ins w:id="1">${run("x")}</w:ins></w:p>` })),
    "STOP_CHANGES_OPEN",
  ],
  [
    "an archive that names a path outside",
    fileOf(makeZip([{ name: "word/document.xml" }, { name: "../a" }])),
    "STOP_ARCHIVE_UNSAFE",
  ],
  [
    "a page with elements in elements without end",
    fileOf(`<!doctype html>${"<div>".repeat(100_000)}`),
    "STOP_XML_LIMIT",
  ],
];
for (const [rule, order, expected] of NO_UNITS) {
  test(`${rule} is ${expected}, and nothing is stored`, async () => {
    assert.equal(reason(await register(order)), expected);
    assert.equal(await database.knowledge.findDocument(order.documentId), null);
  });
}

test("P-153: what the publisher states is kept with the version", async () => {
  const labelsSha256 = digestLabels(["Article 1", "Article 2"]);
  const expectation = { count: 2, labelsSha256, labels: ["Article 1", "Article 2"] };
  const intake = await register(orderOf({ documentId: "expected", docPrefix: "EXPECTED", expectation }));
  assert.deepEqual(intake.outcome.ok && intake.outcome.value.expectation, { count: 2, labelsSha256 });
  const found = await database.knowledge.findDocument("expected");
  assert.deepEqual(found, intake.outcome.ok && intake.outcome.value);
});

test("an accepted doubt is kept with the version that was registered (P-183)", async () => {
  const order = orderOf(
    { documentId: "doubtful", docPrefix: "DOUBTFUL", acceptedDoubts: ["HEADING_INSIDE_UNIT"] },
    DOUBTFUL,
  );
  assert.equal(reason(await register(order)), "ok");
  const found = await findDocument(database.sql, "doubtful");
  assert.deepEqual(found?.acceptedDoubts, ["HEADING_INSIDE_UNIT"]);
});

test("a new version brings new bytes and nothing else", async () => {
  const renamed = await register(orderOf({ title: "Another title" }, `${LAW}\n# Article 3\n\nMore.\n`));
  assert.equal(reason(renamed), "STOP_TARGET_UNSAFE");
  const next = await register(orderOf({}, `${LAW}\n# Article 3\n\nMore.\n`));
  assert.deepEqual(next.outcome.ok && next.outcome.value.versionSeq, 2);
  assert.equal((await database.knowledge.findDocument("law"))?.versionSeq, 2);
});

test("the prefix of another document is refused", async () => {
  assert.equal(reason(await register(orderOf({ documentId: "other" }))), "STOP_TARGET_UNSAFE");
});

test("a reserved prefix that is named is accepted", async () => {
  assert.equal(
    reason(await register(orderOf({ documentId: "test", docPrefix: "TEST", reservedPrefixNamed: true }))),
    "ok",
  );
});

test("once a cut is on record the limits of the first run do not apply, and a cut prefix is refused", async () => {
  const scene = await createScenes(database).set(2);
  const receipt = await database.knowledge.cutLegA(await scene.command("cut_leg_a"));
  assert.ok(receipt.ok);
  const large = orderOf({ documentId: "code", docPrefix: "CODE", authoritative: true });
  assert.equal(reason(await register(large, { ...LIMITS, firstRunMaxUnits: 1 })), "ok");

  const { documentId, docPrefix, title, publicationType, owner } = scene.made.plan.source;
  const again = await register(orderOf({ documentId, docPrefix, title, publicationType, owner }));
  assert.deepEqual(failed(again), ["C5"]);
});

test("a database without the schema is refused by name", async () => {
  await using registry = await openSourceRegistry({
    engine: "postgresql",
    async open(role) {
      const session = await database.sql.open(role);
      return {
        ...session,
        query: (text, values) =>
          session.query(text.replace("to_regclass('cutter_governance.", "to_regclass('nowhere."), values),
      };
    },
  });
  assert.equal(reason(await registerSource(registry, orderOf(), LIMITS)), "STOP_DB_SCHEMA_MISSING");
});
