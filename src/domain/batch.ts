import { z } from "zod";
import { sha256Text, utcText } from "./text-forms.ts";

export const BATCH_ID_PATTERN = /^ictb-\d{8}T\d{6}Z-[0-9a-f]{8}$/;
export const batchIdSchema = z.string().regex(BATCH_ID_PATTERN, "ictb-<YYYYMMDDTHHMMSSZ>-<8 hex>");

/** `ictb-<YYYYMMDDTHHMMSSZ>-<8 hex>` from the start time and four random bytes. */
export function makeBatchId(startedAt: Date, random: Uint8Array): string {
  const stamp = startedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return `ictb-${stamp}-${Buffer.from(random.subarray(0, 4)).toString("hex")}`;
}

export function isBatchId(id: string): boolean {
  return BATCH_ID_PATTERN.test(id);
}

/** Where a member of a batch waits: in the conversation of its batch. */
export function placeInBatch(batchId: string): string {
  return `batch ${batchId}`;
}

export function isPlaceInBatch(where: string): boolean {
  return where.startsWith("batch ictb-");
}

/** The option by which `cutter approve` names what it answers. */
export function subjectOption(id: string): string {
  return `${isBatchId(id) ? "--batch" : "--run"} ${id}`;
}

/** `stop`: the first member that fails ends the round. `continue`: a fault of the member's own is confined to it. */
export const HALT_RULES = ["stop", "continue"] as const;
export type HaltRule = (typeof HALT_RULES)[number];

/** How a batch is worked through; people sign it with the list. */
export const batchRulesSchema = z
  .strictObject({
    halt: z.enum(HALT_RULES),
    /** Most members of the first wave, which holds one of every class at least. */
    canary: z.number().int().min(1).max(1000),
    /** Members of every later wave. */
    wave: z.number().int().min(1).max(10_000),
  })
  .readonly();

export type BatchRules = z.infer<typeof batchRulesSchema>;

/** Each wave is told in a commit and a comment: so many members of one keep a batch of five hundred within sixty requests to GitHub. */
export const DEFAULT_RULES: BatchRules = { halt: "stop", canary: 1, wave: 250 };

/** More documents than one decision can be about. */
export const MOST_MEMBERS = 10_000;

/** What is fixed when a batch starts. */
export const batchSchema = z
  .strictObject({
    batchId: batchIdSchema,
    /** The registered documents, in the order in which they are cut. */
    documents: z.array(z.string()).min(1).max(MOST_MEMBERS).readonly(),
    mode: z.literal("LIVE"),
    rules: batchRulesSchema,
    /** Who started it, in the form of a run's initiator. */
    initiator: z.string(),
    startedUtc: utcText,
    toolVersion: z.string(),
    toolSha256: sha256Text,
  })
  .readonly();

export type Batch = z.infer<typeof batchSchema>;

/** The place of a run in its batch: `index` counts from 0. */
export const membershipSchema = z
  .strictObject({ batchId: batchIdSchema, index: z.number().int().nonnegative() })
  .readonly();
