import assert from "node:assert/strict";
import test from "node:test";
import type { EvidenceSoFar } from "../../src/domain/evidence.ts";
import type { Run } from "../../src/domain/run.ts";
import { PUBLICATION_TYPES, SECTION_TYPES, UNIT_KINDS } from "../../src/domain/vocabulary.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { readCutDocument } from "../../src/phases/cut-document.ts";
import { CutDocumentMemory } from "../../src/phases/cut-document-memory.ts";
import { cutplan } from "../../src/phases/cutplan.ts";
import { mark } from "../../src/phases/mark.ts";
import type { PhaseContext } from "../../src/phases/phase.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import { lawOf } from "../support/test-setup.ts";

/** Phases 2 and 3 of a document of three articles, or of another text, in a process with these settings. */
function contextWith(settings: PhaseContext["settings"], text = lawOf("The law")): PhaseContext {
  const bytes = Buffer.from(text);
  const source = {
    documentId: "law",
    docPrefix: "LAW",
    title: "The law",
    authoritative: false,
    convention: null,
    publicationType: "law",
    owner: "registry",
    versionId: "00000000-0000-4000-8000-000000000001",
    versionSeq: 1,
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.length,
  };
  const vocabulary = {
    unitKinds: Object.keys(UNIT_KINDS),
    sectionTypes: Object.keys(SECTION_TYPES),
    publicationTypes: Object.keys(PUBLICATION_TYPES),
  };
  const live: Partial<KnowledgeBase> = {
    readSource: async () => ({ documentId: source.documentId, versionSeq: source.versionSeq, bytes }),
    vocabulary: async () => vocabulary,
    planUnits: async () => [],
    committedBy: async () => ({ receipts: [], unitsByStatus: {}, unaccounted: [] }),
  };
  const evidence = { source_pin: { source } } as unknown as EvidenceSoFar;
  const cutDocumentMemory = new CutDocumentMemory();
  const shows = { redact: (text: string) => text, writeFile: async () => {} };
  const run = { runId: "ictr-20261121T090000Z-1a2b3c4d" } as Run;
  return {
    run,
    settings,
    evidence,
    live,
    cutDocumentMemory,
    ...shows,
  } as Partial<PhaseContext> as PhaseContext;
}

const settings = () => ({
  maxUnits: 100,
  toolRevision: "0.1.0",
  driftScope: "all" as const,
  exclude: [] as string[],
});

test("report 02 tells the first warnings by line and code, and where the others are listed", async () => {
  const text = Array.from({ length: 30 }, (_, at) => `## Article ${2 * at + 1}\n\nText.\n`).join("\n");
  const marked = await mark(contextWith(settings(), text));
  assert.ok(marked.ok);
  const facts = (marked.value.facts ?? []).map(([label, value]) => `${label}: ${value}`);
  const told = facts.filter((fact) => /^line \d+: NUMBER_GAP: /.test(fact));
  assert.ok(facts.includes("warnings: 29"));
  assert.equal(told.length, 20);
  assert.equal(facts.at(-1), "further ones: in the list of units that phase 3 makes");
});

test("two builds of one document give one digest", async () => {
  const planned = await cutplan(contextWith(settings()));
  assert.equal(planned.ok && planned.value.evidence.unitCount, 3);
  assert.ok(planned.ok && planned.value.checks?.every(({ passed }) => passed));
});

test("a plan that a second build does not give again is STOP_PLAN_NOT_DETERMINISTIC", async () => {
  const changing = settings();
  const context = contextWith(changing);
  assert.ok((await readCutDocument(context)).ok);
  // What the session remembers was made under other settings than it has.
  changing.exclude.push("Article 2");
  const planned = await cutplan(context);
  assert.equal(!planned.ok && planned.refusal.reason, "STOP_PLAN_NOT_DETERMINISTIC");
});
