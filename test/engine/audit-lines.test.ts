import assert from "node:assert/strict";
import test from "node:test";
import { type Auditor, auditBase } from "../../src/engine/audit-base.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import type { Sidecar } from "../../src/ports/sidecar.ts";
import { EMPTY_SIDECAR } from "./empty-sidecar.ts";

const TABLE = "public.unit_version";

/** An audit of a base of which so many documents differ. */
async function auditOf(documents: number) {
  const asked: string[] = [];
  const names = Array.from({ length: documents }, (_, at) => `LAW-${at + 1}`);
  const live: Partial<KnowledgeBase> = {
    auditBase: async () => ({
      takenUtc: "2026-11-30T00:00:00Z",
      documents,
      rows: documents,
      headsSha256: "0".repeat(64),
      unchained: [],
      runs: [],
      differences: names.map((document) => ({
        document,
        found: `${TABLE}: rows were altered`,
        tables: [TABLE],
      })),
    }),
    identity: async () => ({ name: "kb", systemIdentifier: "1", serverVersion: "15", inRecovery: false }),
    claims: async () => [],
    nameRows: async (document, tables) => {
      asked.push(document);
      assert.deepEqual([...tables], [TABLE]);
      return Array.from({ length: 15 }, (_, at) => `${document}/ARTICLE-${at}: the text is another`);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const sidecar: Partial<Sidecar> = {
    ...EMPTY_SIDECAR,
    writeCleanAudit: () => assert.fail("it is not clean"),
  };
  const parts: Pick<Auditor, "progress" | "interrupted" | "openKnowledgeBase" | "sidecar"> = {
    progress: { step: () => undefined, note: () => undefined },
    interrupted: new AbortController().signal,
    openKnowledgeBase: async () => live as KnowledgeBase,
    sidecar: sidecar as Sidecar,
  };
  return { audit: await auditBase(parts as Auditor, { founds: true, isAlone: false }), asked };
}

test("of very many documents that differ the rows of the first are named, and how many lines there are (D-161)", async () => {
  const { audit, asked } = await auditOf(500);
  assert.equal(asked.length, 20);
  assert.equal(audit.found, 500 + 20 * 15 + 1);
  assert.equal(audit.differences.length, 200);
  const details = audit.altered?.details ?? [];
  assert.deepEqual(details.slice(0, 2), [
    `LAW-1: ${TABLE}: rows were altered`,
    "LAW-1: LAW-1/ARTICLE-0: the text is another",
  ]);
  assert.deepEqual([details.length, details.at(-1)], [201, "and 601 more"]);
  assert.equal(audit.altered?.field, "LAW-1, LAW-2, LAW-3, LAW-4, LAW-5 and 496 more");
});

test("of a few every row is named, and the documents of which none is are told (D-161)", async () => {
  const few = await auditOf(3);
  assert.deepEqual([few.asked.length, few.audit.found], [3, 3 * 16]);
  const more = await auditOf(22);
  assert.ok(more.audit.differences.length === 200 && more.audit.found === 22 + 300 + 1);
});
