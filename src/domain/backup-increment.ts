import { z } from "zod";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string().min(1);
const count = z.number().int().nonnegative();

/** What a full backup says for the increments that are to rest on it; in its envelope where increments are taken. */
export const basisSchema = z
  .strictObject({
    documents: count,
    /** Of the list of every document and its state, which lies beside the file. */
    documentsSha256: sha256Text,
    /** Of schema, rights and what belongs to the cluster, as the backup restores them. */
    schemaSha256: sha256Text,
    timeline: z.number().int().positive(),
    /** Why it is a full one. */
    why: text,
  })
  .readonly();

/** What an increment holds, and the full backup without which it restores nothing. */
export const incrementSchema = z
  .strictObject({
    restsOn: z
      .strictObject({
        /** Its name, in the same folder; a path would lead out of it. */
        file: text.regex(/^[^/\\]+$/, "a name without a path"),
        runId: text,
        sha256: sha256Text,
        sizeBytes: z.number().int().positive(),
        /** The moment of its snapshot. */
        takenUtc: utcText,
        /** When it had been restored and compared. */
        provedUtc: utcText,
        documentsSha256: sha256Text,
      })
      .readonly(),
    /** How many increments of that full backup there were, this one included. */
    position: z.number().int().positive(),
    documents: z
      .strictObject({
        all: count,
        /** Those of which it holds every row. */
        held: count,
        /** Of the list of every document and its state in the snapshot of the increment. */
        sha256: sha256Text,
      })
      .readonly(),
    schemaSha256: sha256Text,
  })
  .readonly();

export type Basis = z.infer<typeof basisSchema>;
export type Increment = z.infer<typeof incrementSchema>;

/** Whose backup is one that others rest on: this many increments at most, for so many days. */
export interface IncrementLimits {
  readonly most: number;
  readonly maxAgeDays: number;
}

/** In words that a person who approves understands. */
export function describeIncrement({ restsOn, position, documents }: Increment): string {
  return `increment ${position} on ${restsOn.file}, taken ${restsOn.takenUtc}, proved ${restsOn.provedUtc}; it holds ${documents.held} of ${documents.all} documents whole`;
}
