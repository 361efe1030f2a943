import { z } from "zod";
import { GATE_NAMES } from "./gates.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const commitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "the id of a commit");

/** An approval that trust has judged, as the first write behind its gate consumes it. */
const approvalToConsumeSchema = z
  .strictObject({
    gate: z.enum(GATE_NAMES),
    nonce: z.string().regex(/^[0-9a-f]{32}$/, "32 lower-case hex digits"),
    /** Commits that introduced the approval and the execution authorisation. */
    approvalCommit: commitId,
    executionCommit: commitId,
    persons: z.array(z.string()).readonly(),
    keys: z.array(z.string()).readonly(),
    signedUtc: utcText,
  })
  .readonly();

export type ApprovalToConsume = z.infer<typeof approvalToConsumeSchema>;

/** A gate as it was opened: the request, its approval, and when that ends. */
export const openedGateSchema = z
  .strictObject({
    payloadSha256: sha256Text,
    approval: approvalToConsumeSchema,
    reviewDecisionId: z.string().nullable(),
    expiresUtc: utcText,
  })
  .readonly();

export type OpenedGate = z.infer<typeof openedGateSchema>;
