import assert from "node:assert/strict";
import test from "node:test";
import { markWithEvidence } from "../../src/document/mark.ts";
import { buildPlan } from "../../src/document/plan/build-plan.ts";
import { CutDocumentMemory } from "../../src/phases/cut-document-memory.ts";
import { SOURCE_VERSION } from "../support/journal-events.ts";
import { lawOf } from "../support/test-setup.ts";

test("a session's document is recalled for the very source that it was cut from, and for no other", () => {
  const source = Buffer.from(lawOf("memory"));
  const marked = markWithEvidence(source, {
    prefix: "LAW",
    allowedPrefixes: ["LAW"],
    convention: null,
    maxUnits: 10,
    exclude: [],
  });
  assert.ok(marked.ok);
  const document = {
    ...marked.value,
    comparison: null,
    plan: buildPlan({ source: SOURCE_VERSION, marked: marked.value.marked }),
  };
  const memory = new CutDocumentMemory();
  assert.equal(memory.recall(SOURCE_VERSION), null);
  memory.keep(SOURCE_VERSION, document);
  assert.equal(memory.recall({ ...SOURCE_VERSION }), document);
  assert.equal(memory.recall({ ...SOURCE_VERSION, owner: "somebody else" }), null);
});
