import { z } from "zod";
import type { Increment } from "./backup-increment.ts";
import { sha256Text, utcText } from "./text-forms.ts";

/** What a request binds of an increment: the full backup on which it rests, and the documents that it holds whole. */
export const boundIncrementSchema = z
  .strictObject({
    rests_on: z
      .strictObject({
        file: z.string(),
        sha256: sha256Text,
        taken_utc: utcText,
        proved_utc: utcText,
        documents_sha256: sha256Text,
      })
      .readonly(),
    position: z.number().int().positive(),
    documents: z.number().int().nonnegative(),
    held_whole: z.number().int().nonnegative(),
    documents_sha256: sha256Text,
    schema_sha256: sha256Text,
  })
  .readonly();

export type BoundIncrement = z.infer<typeof boundIncrementSchema>;

export function boundIncrement({ restsOn, position, documents, schemaSha256 }: Increment): BoundIncrement {
  return {
    rests_on: {
      file: restsOn.file,
      sha256: restsOn.sha256,
      taken_utc: restsOn.takenUtc,
      proved_utc: restsOn.provedUtc,
      documents_sha256: restsOn.documentsSha256,
    },
    position,
    documents: documents.all,
    held_whole: documents.held,
    documents_sha256: documents.sha256,
    schema_sha256: schemaSha256,
  };
}

/** The same in words. What is weaker than a full backup is said with it. */
export function describeBoundIncrement({
  rests_on,
  position,
  documents,
  held_whole,
}: BoundIncrement): string {
  return (
    `increment ${position} on the full backup ${rests_on.file} (sha256 ${rests_on.sha256}), taken ${rests_on.taken_utc} and proved ` +
    `${rests_on.proved_utc}: it holds ${held_whole} of ${documents} documents whole, and restores the others only with that one. ` +
    "It was proved, and the run rehearsed, on a copy of these documents alone; the others were compared by their chains, so that an edit past the triggers is found by cutter audit and not by this run"
  );
}
