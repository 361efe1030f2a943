import { z } from "zod";
import { type BackupEnvelope, envelopeSchema } from "./backup-envelope.ts";
import type { BaseFacts } from "./base-facts.ts";
import { type BatchRequest, batchRequestSchema } from "./batch-request.ts";
import { compensationStepSchema } from "./compensation.ts";
import { rehearsalStepSchema } from "./evidence.ts";
import { EFFECTS } from "./expected-change.ts";
import type { Gate } from "./gates.ts";
import { journalHeadSchema } from "./journal-head.ts";
import { keptBaseSchema } from "./listed-base.ts";
import { type GateRequest, requestSchema } from "./request.ts";
import { runIdSchema } from "./run.ts";
import { gateFile } from "./run-paths.ts";
import type { StateFile } from "./state-file.ts";
import { sha256Text } from "./text-forms.ts";

const texts = z.array(z.string()).readonly();

export const BACKUP_FILE: StateFile<BackupEnvelope> = {
  name: "backup.json",
  holds: "the envelope of the backup",
  schema: envelopeSchema,
};

const preStateSchema = z
  .strictObject({
    base: keptBaseSchema,
    schema: z
      .strictObject({
        tables: texts,
        triggers: texts,
        functions: texts,
        grants: texts,
        grantsSha256: sha256Text,
        sha256: sha256Text,
      })
      .readonly(),
  })
  .readonly();

/** The database in the moment of the backup: its rows, and its schema with every right of the lanes. */
export type PreState = z.infer<typeof preStateSchema>;

export const PRE_FILE: StateFile<PreState> = {
  name: "pre.json",
  holds: "the state of the database before the first write",
  schema: preStateSchema,
};

const rehearsalSchema = z
  .strictObject({
    steps: z.array(rehearsalStepSchema).readonly(),
    compensation: z.array(compensationStepSchema).readonly(),
  })
  .readonly();

/** What was rehearsed on the restored copy, and the plan that would take the run back. */
export type Rehearsal = z.infer<typeof rehearsalSchema>;

export const REHEARSAL_FILE: StateFile<Rehearsal> = {
  name: "rehearsal.json",
  holds: "the steps of the rehearsal",
  schema: rehearsalSchema,
};

const gateFactsSchema = z
  .strictObject({
    base: keptBaseSchema,
    /** The effects of the run that the facts hold already. */
    holds: z.array(z.enum(EFFECTS)).readonly(),
    schemaSha256: sha256Text,
    systemIdentifier: z.string(),
  })
  .readonly();

/** The live facts that a request binds, as their file keeps them: by its digest. */
export type KeptGateFacts = z.infer<typeof gateFactsSchema>;

export type GateFacts = Omit<KeptGateFacts, "base"> & { readonly base: BaseFacts };

export function factsFile(gate: Gate): StateFile<KeptGateFacts> {
  return { name: `facts-${gate}.json`, holds: "the facts that the request binds", schema: gateFactsSchema };
}

export function requestFile(gate: Gate): StateFile<GateRequest> {
  return {
    name: `requests/${gateFile(gate, "request")}`,
    holds: "the request of the gate",
    schema: requestSchema,
  };
}

/** The list of a batch in the folder of a member that was adopted. */
export function keptListFile(gate: Gate): StateFile<BatchRequest> {
  return {
    name: `requests/batch-${gateFile(gate, "request")}`,
    holds: "the list of the batch under which the member was approved",
    schema: batchRequestSchema,
  };
}

/** The name of a file of the run, from its folder: at most one folder down, never up. */
const FILE_NAME = /^(?:[A-Za-z]+\/)?[A-Za-z0-9_-]+(?:\.[a-z]+)+$/;

const evidenceSealSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/evidence/1"),
    run_id: runIdSchema,
    journal: journalHeadSchema.readonly(),
    files: z.record(z.string().regex(FILE_NAME, "the name of a file of the run"), sha256Text).readonly(),
  })
  .readonly();

/** Every file of a closed run by sha256, and the journal by the hash of the entry at which it was sealed. */
export type EvidenceSeal = z.infer<typeof evidenceSealSchema>;

export const EVIDENCE_FILE: StateFile<EvidenceSeal> = {
  name: "evidence.json",
  holds: "the seal of a closed run",
  schema: evidenceSealSchema,
};
