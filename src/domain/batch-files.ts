import { z } from "zod";
import { batchIdSchema } from "./batch.ts";
import { type BatchRequest, batchRequestSchema } from "./batch-request.ts";
import { type Gate, shortName } from "./gates.ts";
import { journalHeadSchema } from "./journal-head.ts";
import { runIdSchema } from "./run.ts";
import { gateFile } from "./run-paths.ts";
import type { StateFile } from "./state-file.ts";
import { sha256Text } from "./text-forms.ts";

/** The newest request of a gate in the folder of a batch. */
export function batchRequestFile(gate: Gate): StateFile<BatchRequest> {
  return {
    name: `requests/${gateFile(gate, "request")}`,
    holds: "the request of the batch",
    schema: batchRequestSchema,
  };
}

/** The name of a report about a round: its gate, the start of the digest of its request, and what it tells. */
export function roundReport(gate: Gate, payloadSha256: string, what: string): string {
  return `${shortName(gate)}-${payloadSha256.slice(0, 8)}-${what}`;
}

/** The receipt of a round, which says of every member what has become of it. */
export function receiptFile(gate: Gate, payloadSha256: string): string {
  return `receipts/${roundReport(gate, payloadSha256, "receipt").toLowerCase().replaceAll("_", "-")}.json`;
}

/** The envelopes of a batch: `backup.json`, `backup-2.json`, one for each backup that members rest on. */
export const BATCH_ENVELOPE = /^backup(?:-([2-9]|[1-9]\d+))?\.json$/;

/** Names of the nth backup of a batch, from 1 on: of its envelope, and what that of its file begins with. `stem` is the batch's id, or that with the number of who has adopted it. */
export function batchBackup(
  stem: string,
  number: number,
): { readonly envelope: string; readonly stem: string } {
  const end = number === 1 ? "" : `-${number}`;
  return { envelope: `backup${end}.json`, stem: `${stem}${end}` };
}

const batchSealSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/batch-evidence/1"),
    batch_id: batchIdSchema,
    journal: journalHeadSchema.readonly(),
    /** Requests, receipts and reports by their name in the folder of the batch. */
    files: z.record(z.string(), sha256Text).readonly(),
    /** Every run of the batch with its end, and the sha256 of its own seal where it was closed. */
    members: z
      .array(
        z
          .strictObject({ run_id: runIdSchema, result: z.string(), evidence_sha256: sha256Text.nullable() })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export type BatchSeal = z.infer<typeof batchSealSchema>;

export const BATCH_EVIDENCE_FILE: StateFile<BatchSeal> = {
  name: "evidence.json",
  holds: "the seal of a closed batch",
  schema: batchSealSchema,
};
