import { join } from "node:path";
import type { Result } from "../domain/result.ts";
import { adoptBatch } from "../engine/batches/adopt-batch.ts";
import type { BatchOutcome } from "../engine/batches/batch-outcome.ts";
import { readBatchStatus } from "../engine/batches/batch-status.ts";
import { type ReconciledBatch, reconcileBatches } from "../engine/batches/reconcile-batches.ts";
import { renewBatch } from "../engine/batches/renew-batch.ts";
import { resumeBatch } from "../engine/batches/resume-batch.ts";
import { type RevertedBatch, revertBatch } from "../engine/batches/revert-batch.ts";
import { type BatchOrder, startBatch } from "../engine/batches/start-batch.ts";
import { voidBatch } from "../engine/batches/void-batch.ts";
import { MEMBERS_PAGE } from "../engine/batches/write-members-page.ts";
import { readControlFile } from "../engine/read-control-file.ts";
import type { AdoptOrder } from "../engine/runs/adopt/take-number.ts";
import type { EngineParts } from "../engine/session/engine-parts.ts";
import { parseDocumentList } from "./read-document-list.ts";

export type { BatchOutcome } from "../engine/batches/batch-outcome.ts";
export type { BatchStatus } from "../engine/batches/batch-status.ts";

/** What can be asked of batches: many documents under one decision. */
export interface BatchApp {
  start(order: BatchOrder): Promise<Result<BatchOutcome>>;
  resume(batchId: string): Promise<Result<BatchOutcome>>;
  renew(batchId: string): Promise<Result<BatchOutcome>>;
  /** Takes over a batch whose journal is lost with its machine. */
  adopt(batchId: string, order: AdoptOrder): Promise<Result<BatchOutcome>>;
  voidBatch(batchId: string, why: string): Promise<Result<BatchOutcome>>;
  revert(batchId: string, order: { readonly execute: boolean }): Promise<Result<RevertedBatch>>;
  reconcile(): Promise<readonly ReconciledBatch[]>;
  /** The documents that a file of the control repository's default branch lists. */
  readList(path: string): Promise<Result<readonly string[]>>;
  /** The page of all members, which is written with the request of a gate. */
  pageFile(batchId: string): string;
  status(batchId: string | null): ReturnType<typeof readBatchStatus>;
}

export function composeBatches(engine: EngineParts, defaultRef: string): BatchApp {
  return {
    start: (order) => startBatch(engine, order),
    resume: (batchId) => resumeBatch(engine, batchId),
    renew: (batchId) => renewBatch(engine, batchId),
    adopt: (batchId, order) => adoptBatch(engine, batchId, order),
    voidBatch: (batchId, why) => voidBatch(engine, batchId, why),
    revert: (batchId, order) => revertBatch(engine, batchId, order),
    reconcile: () => reconcileBatches(engine),
    async readList(path) {
      const text = await readControlFile({ repository: engine.repository, defaultRef }, path);
      return text.ok ? parseDocumentList(path, text.value) : text;
    },
    pageFile: (batchId) => join(engine.sidecar.folderOf(batchId), MEMBERS_PAGE),
    async status(batchId) {
      const policy = await engine.judge.policy();
      const { sidecar, judge } = engine;
      return readBatchStatus({ sidecar, judge, policy: policy.ok ? policy.value.policy : null, batchId });
    },
  };
}
