import { z } from "zod";
import { checkSchema } from "./check.ts";
import { evidenceSchemas } from "./evidence.ts";
import { GATE_NAMES } from "./gates.ts";
import { openGateSchema } from "./open-gate.ts";
import { runSchema } from "./run.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string();
const gate = z.enum(GATE_NAMES);

/** What was found of a run whose journal is lost, before anything of it is believed. */
const foundSchema = z
  .strictObject({
    requests: z
      .array(
        z
          .strictObject({
            gate,
            payloadSha256: sha256Text,
            /** The commit in which it stands. */
            commit: text,
            /** Whether the ledger names its sha256: else nobody but whoever could push it vouches for it. */
            isBound: z.boolean(),
          })
          .readonly(),
      )
      .readonly(),
    /** Approvals that the ledger calls used, by the commits that brought them in. */
    approvals: z
      .array(
        z
          .strictObject({
            gate,
            payloadSha256: sha256Text,
            approvalCommit: text,
            executionCommit: text,
            persons: z.array(text).readonly(),
            usedUtc: utcText,
          })
          .readonly(),
      )
      .readonly(),
    receipts: z
      .array(
        z
          .strictObject({
            effect: text,
            payloadSha256: sha256Text,
            resultDigest: sha256Text,
            committedUtc: utcText,
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export type Found = z.infer<typeof foundSchema>;

/** The first entry of the journal of a run that this machine has not begun: who has adopted it, and what survives of it. */
export const adoptedSchema = z.strictObject({
  type: z.literal("adopted"),
  run: runSchema,
  /** The number under which the holder of this journal writes. */
  number: z.number().int().positive(),
  by: text,
  found: foundSchema,
  /** What is lost, by name. */
  missing: z.array(text).readonly(),
});

const evidenceSoFarSchema = z
  .strictObject({
    source_pin: evidenceSchemas.source_pin.exactOptional(),
    mark: evidenceSchemas.mark.exactOptional(),
    cutplan: evidenceSchemas.cutplan.exactOptional(),
    pre_write_backup: evidenceSchemas.pre_write_backup.exactOptional(),
    grant_probe: evidenceSchemas.grant_probe.exactOptional(),
    cut_leg_a: evidenceSchemas.cut_leg_a.exactOptional(),
    structural_verify: evidenceSchemas.structural_verify.exactOptional(),
    leg_b_record: evidenceSchemas.leg_b_record.exactOptional(),
    write_verify: evidenceSchemas.write_verify.exactOptional(),
    lifecycle_enact: evidenceSchemas.lifecycle_enact.exactOptional(),
    effect_set: evidenceSchemas.effect_set.exactOptional(),
  })
  .readonly();

const keptFileSchema = z.strictObject({ name: text, sha256: sha256Text }).readonly();

/** What has become of the adopted run: the evidence of the phases that its rows prove, made again and compared. */
export const rebuiltSchema = z.strictObject({
  type: z.literal("rebuilt"),
  evidence: evidenceSoFarSchema,
  state: text,
  checks: z.array(checkSchema).readonly(),
  /** Why the run can only be taken back; empty where everything that has to be is confirmed. */
  unconfirmed: z.array(text).readonly(),
  /** Gates whose approval the ledger calls used, and which the judge has judged again from git. */
  opened: z.array(z.strictObject({ gate, open: openGateSchema }).readonly()).readonly(),
  /** The request under which a leg that was cut off is finished, with the facts of now in place of those that it binds. */
  leg: z
    .strictObject({
      gate,
      payloadSha256: sha256Text,
      nonce: text,
      issuedUtc: utcText,
      factsSha256: sha256Text,
      /** Of a member of a batch: the list under which it was approved. Its own request, which the list names by digest, is lost. */
      listSha256: sha256Text.exactOptional(),
    })
    .readonly()
    .nullable(),
  /** Files of the run that were found elsewhere: requests that the ledger names. */
  kept: z.array(keptFileSchema).readonly(),
});

/** What the name of the backup of an adopted run or batch begins with: the one from before the first write is not overwritten. */
export function adoptedStem(id: string, number: number): string {
  return `${id}-a${number}`;
}

export type Adopted = z.infer<typeof adoptedSchema>;
export type Rebuilt = z.infer<typeof rebuiltSchema>;
