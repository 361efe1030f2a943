import assert from "node:assert/strict";
import test from "node:test";
import { RefusalError, refusal } from "../../src/domain/refusal.ts";
import { type Auditor, auditBase } from "../../src/engine/audit-base.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import type { ContractDifference } from "../../src/ports/schema-facts.ts";
import type { Sidecar } from "../../src/ports/sidecar.ts";
import { EMPTY_SIDECAR } from "./empty-sidecar.ts";

const REPLACED: ContractDifference = {
  reason: "STOP_DB_CONTRACT",
  object: "table line: public.iu_history: rule _RETURN",
  expected: "present",
  actual: "missing",
};

interface Base {
  readonly differences: readonly ContractDifference[];
  readonly isAlone?: boolean;
  /** What reading the rows throws. */
  readonly fault?: Error;
  readonly interrupted?: AbortSignal;
}

/** An audit of a base of one document without a chain, whose rows are as they were. */
async function auditOf({ differences, isAlone = true, fault, interrupted }: Base) {
  const done: string[] = [];
  const live: Partial<KnowledgeBase> = {
    installDifferences: async () => {
      done.push("asked the contract");
      return differences;
    },
    async auditBase(onDocument) {
      if (fault !== undefined) throw fault;
      onDocument(1, 1);
      return {
        ...{ takenUtc: "2026-11-30T00:00:00Z", documents: 1, rows: 1, headsSha256: "0".repeat(64) },
        ...{ unchained: ["LAW-1"], runs: [], differences: [] },
      };
    },
    identity: async () => ({ name: "kb", systemIdentifier: "1", serverVersion: "15", inRecovery: false }),
    claims: async () => [],
    alteredUnits: async () => [],
    unaccountedRows: async () => [],
    foundChain: async () => {
      done.push("founded a chain");
      return true;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const sidecar: Partial<Sidecar> = {
    ...EMPTY_SIDECAR,
    writeCleanAudit: async () => {
      done.push("kept as clean");
    },
  };
  const auditor: Partial<Auditor> = {
    progress: { step: () => undefined, note: () => undefined },
    interrupted: interrupted ?? new AbortController().signal,
    openKnowledgeBase: async () => live as KnowledgeBase,
    sidecar: sidecar as Sidecar,
    repository: { refresh: async () => undefined } as Auditor["repository"],
  };
  return { audit: await auditBase(auditor as Auditor, { founds: true, isAlone }), done };
}

test("a base whose schema is another is not kept as clean, and no chain is founded in it (D-168)", async () => {
  const { audit, done } = await auditOf({ differences: [REPLACED] });
  assert.deepEqual([audit.unsound?.reason, audit.unsound?.field], ["STOP_DB_CONTRACT", REPLACED.object]);
  assert.deepEqual([audit.altered, audit.founded, done], [null, [], ["asked the contract"]]);
});

test("one whose schema is as installed is, and they are", async () => {
  const { audit, done } = await auditOf({ differences: [] });
  assert.equal(audit.unsound, null);
  assert.deepEqual(done, ["asked the contract", "founded a chain", "kept as clean"]);
});

test("where the doctor asks the schema beside the audit, the audit does not ask it again (D-168)", async () => {
  const { audit, done } = await auditOf({ differences: [REPLACED], isAlone: false });
  assert.equal(audit.unsound, null);
  assert.ok(!done.includes("asked the contract"));
});

const GONE = new Error('relation "public.unit_version" does not exist');

/** What reading the rows threw, in a base whose schema is another or as installed, and what is told of it. */
const FAULTS = [
  { fault: GONE, differences: [REPLACED], told: /^STOP_DB_CONTRACT: / },
  { fault: GONE, differences: [], told: /does not exist/ },
  ...(["STOP_DB_SCHEMA_MISSING", "STOP_GRANT_DELTA"] as const).flatMap((reason) => {
    const fault = new RefusalError(refusal(reason));
    return [
      { fault, differences: [REPLACED], told: /^STOP_DB_CONTRACT: / },
      { fault, differences: [], told: new RegExp(`^${reason}: `) },
    ];
  }),
  {
    fault: new RefusalError(refusal("STOP_DB_UNREACHABLE")),
    differences: [REPLACED],
    told: /^STOP_DB_UNREACHABLE: /,
  },
];

for (const { fault, differences, told } of FAULTS)
  test(`rows that can't be read by "${fault.message.slice(0, 40)}" in a base whose schema is ${differences.length === 0 ? "as installed" : "another"} are told as ${told.source} (D-168)`, async () => {
    await assert.rejects(auditOf({ differences, fault }), (thrown: Error) => {
      assert.match(thrown.message, told);
      const details = thrown instanceof RefusalError ? (thrown.refusal.details ?? []) : [];
      assert.equal(details.includes(`the rows can't be read: ${fault}`), /DB_CONTRACT/.test(told.source));
      return true;
    });
  });

test("whoever ends an audit of such a base is told that it was ended (D-168)", async () => {
  const ending = new AbortController();
  ending.abort("SIGINT");
  await assert.rejects(auditOf({ differences: [REPLACED], interrupted: ending.signal }), /STOP_INTERRUPTED/);
});
