import assert from "node:assert/strict";
import test from "node:test";
import type { Mode } from "../../src/domain/phases.ts";
import { RefusalError, refusal } from "../../src/domain/refusal.ts";
import { accepted } from "../../src/domain/result.ts";
import type { PhaseContext } from "../../src/phases/phase.ts";
import { preWriteBackup } from "../../src/phases/pre-write-backup.ts";
import type { TakenBackup } from "../../src/ports/backup.ts";
import { ConnectionLost } from "../../src/ports/connection-lost.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";

const FULL = new RefusalError(refusal("STOP_STATE_IO", { actual: "ENOSPC" }));
const LOST = new ConnectionLost("the server is gone", { duringCommit: false, cause: null });

const LIVE = { contractDifferences: async () => [], schemaFacts: async () => ({}) };

/** What breaks between the backup and the end of the rehearsal, in the order in which phase 4 comes to it. */
const FAULTS: readonly {
  readonly title: string;
  readonly fault: Error;
  readonly context: Partial<Record<keyof PhaseContext, unknown>>;
  readonly copy?: Partial<ScratchDatabase>;
}[] = [
  {
    title: "a full sidecar at the envelope",
    fault: FULL,
    context: { writeFile: () => Promise.reject(FULL) },
  },
  {
    title: "a lost server at the schema's facts",
    fault: LOST,
    context: { live: { ...LIVE, schemaFacts: () => Promise.reject(LOST) } },
  },
  {
    title: "a full sidecar at the state before the write",
    fault: FULL,
    context: {
      writeFile: (name: string) => (name === "pre.json" ? Promise.reject(FULL) : Promise.resolve()),
    },
  },
  {
    title: "a copy that can't be read",
    fault: LOST,
    context: {
      knowledgeBaseOf: () => ({
        baseFacts: () => Promise.reject(LOST),
        [Symbol.asyncDispose]: async () => {},
      }),
    },
  },
  {
    title: "a copy that can't be forked",
    fault: LOST,
    context: {},
    copy: { fork: () => Promise.reject(LOST) },
  },
];

for (const mode of ["LIVE", "DRYRUN"] as const) {
  for (const { title, fault, context, copy } of FAULTS) {
    test(`after ${title} the copy of a ${mode} run has ended or an owner that ends it (F-60)`, async () => {
      const seen = await meet(mode, context, copy);
      assert.equal(seen.fault, fault);
      assert.deepEqual(
        [seen.ended, seen.handedOver],
        mode === "LIVE" ? [1, 0] : [0, 1],
        "this phase ends it, or the session of a dry run does",
      );
    });
  }
}

async function meet(
  mode: Mode,
  changes: Partial<Record<keyof PhaseContext, unknown>>,
  copy: Partial<ScratchDatabase> = {},
) {
  let ended = 0;
  let handedOver = 0;
  const restored = {
    ...copy,
    [Symbol.asyncDispose]: async () => {
      ended += 1;
    },
  } as Partial<ScratchDatabase> as ScratchDatabase;
  const taken = { envelope: { tables: [] }, restored } as Partial<Record<keyof TakenBackup, unknown>>;
  const context = {
    run: { runId: "ictr-20260601T120000Z-0a0b0c0d", mode },
    progress: { step: () => {}, note: () => {} },
    settings: { driftScope: "all" },
    backup: { take: async () => accepted(taken) },
    live: LIVE,
    knowledgeBaseOf: () => ({
      baseFacts: async () => ({ document: [], others: [] }),
      [Symbol.asyncDispose]: async () => {},
    }),
    evidence: { source_pin: { source: { docPrefix: "LAW" } } },
    writeFile: async () => {},
    keepBase: async (facts: unknown) => facts,
    handOver: () => {
      handedOver += 1;
    },
    ...changes,
  } as Partial<Record<keyof PhaseContext, unknown>> as PhaseContext;
  const fault = await preWriteBackup(context).then(
    () => null,
    (cause: unknown) => cause,
  );
  return { fault, ended, handedOver };
}
