import { z } from "zod";
import { type BatchRequest, batchRequestSchema } from "./batch-request.ts";
import { type GateRequest, kindOfRequest, requestSchema } from "./request.ts";
import type { RunKind } from "./run-kind.ts";

/** Every request that a person can be asked: that of one run, or that of a batch. One judge judges both. */
export const askedRequestSchema = z.discriminatedUnion("schema", [requestSchema, batchRequestSchema]);

export type AskedRequest = GateRequest | BatchRequest;

/** The id of the run or batch that is decided about, after which its folder under `approvals/` is named. */
export function subjectOf(request: AskedRequest): string {
  return request.schema === "iu-cutter/request/1" ? request.run_id : request.batch_id;
}

/** The files that the request binds: the units of a run, the members of a batch. */
export function boundFilesOf(
  request: AskedRequest,
): readonly { readonly name: string; readonly sha256: string }[] {
  return request.schema === "iu-cutter/request/1" ? (request.plan.list ?? []) : request.list;
}

/** What the decision is about: batches are of cuts. */
export function kindAsked(request: AskedRequest): RunKind {
  return request.schema === "iu-cutter/request/1" ? kindOfRequest(request) : "cut";
}
