import { z } from "zod";
import { batchIdSchema } from "./batch.ts";
import { GATE_NAMES, type Gate } from "./gates.ts";
import { objectIdText, sha256Text, utcText } from "./text-forms.ts";

const nonceText = z.string().regex(/^[0-9a-f]{32}$/, "32 lower-case hex digits");

/** An approval that trust has judged, as the first write behind its gate consumes it. */
const approvalToConsumeSchema = z
  .strictObject({
    gate: z.enum(GATE_NAMES),
    nonce: nonceText,
    /** Commits that introduced the approval and the execution authorisation. */
    approvalCommit: objectIdText,
    executionCommit: objectIdText,
    persons: z.array(z.string()).readonly(),
    keys: z.array(z.string()).readonly(),
    signedUtc: utcText,
    /** The place that a member of a batch has in the approved list; left out where a run was approved alone. */
    batch: z
      .strictObject({
        batchId: batchIdSchema,
        nonce: nonceText,
        index: z.number().int().nonnegative(),
        /** sha256 of the batch request that people signed. */
        payloadSha256: sha256Text,
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();

export type ApprovalToConsume = z.infer<typeof approvalToConsumeSchema>;

/** What the journal keeps of an open gate, beside its name. */
export const openGateSchema = z
  .strictObject({
    /** sha256 of the request that was judged and that the approval binds. */
    payloadSha256: sha256Text,
    approval: approvalToConsumeSchema,
    /** The review decision that the gate's effect records, or null where it records none. */
    reviewDecisionId: z.string().nullable(),
    /** The earliest end of the approval's and the execution authorisation's lifetime. */
    expiresUtc: utcText,
  })
  .readonly();

/** A gate that was judged open. */
export type OpenGate = z.infer<typeof openGateSchema> & { readonly gate: Gate };
