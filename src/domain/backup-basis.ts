import { z } from "zod";
import { digestOf, sha256Hex } from "../json/canonical-json.ts";
import {
  type BackupEnvelope,
  type FullEnvelope,
  fullEnvelopeSchema,
  isIncrement,
} from "./backup-envelope.ts";
import type { DocumentStates } from "./document-states.ts";
import { sha256Text } from "./text-forms.ts";

const stateSchema = z
  .strictObject({
    document: z.string(),
    seq: z.number().int().nonnegative(),
    head: sha256Text.nullable(),
    state: sha256Text,
  })
  .readonly();

/** What lies beside a full backup, so that increments can rest on it: its envelope, and every document that it holds. */
export const basisFileSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup-basis/1"),
    envelope: fullEnvelopeSchema,
    documents: z.array(stateSchema).readonly(),
  })
  .readonly()
  .refine(({ envelope, documents }) => envelope.basis?.documentsSha256 === digestOfStates(documents), {
    error: "the documents that the envelope names",
  });

export type BasisFile = z.infer<typeof basisFileSchema>;
export type KeptState = z.infer<typeof stateSchema>;

export const BASIS_SUFFIX = ".basis.json";
/** One line for each increment that was taken. */
export const TAKEN_SUFFIX = ".increments";

/**
 * Whether the folder of the run or batch that took a full backup says the same of it: it lies elsewhere than the backups, and the run has written
 * its envelope there once the backup was proved. An increment that the run took later names the full one too.
 */
export function isRecorded(full: FullEnvelope, records: readonly BackupEnvelope[]): boolean {
  return records.some((record) => {
    if (!isIncrement(record)) return digestOf(record) === digestOf(full);
    const { restsOn, schemaSha256 } = record.increment;
    return (
      schemaSha256 === full.basis?.schemaSha256 &&
      restsOn.runId === full.runId &&
      restsOn.sha256 === full.sha256 &&
      restsOn.takenUtc === full.snapshotUtc &&
      restsOn.provedUtc === full.finishedUtc &&
      restsOn.documentsSha256 === full.basis.documentsSha256
    );
  });
}

/** As the database makes it of its own list. */
function digestOfStates(documents: readonly KeptState[]): string {
  const lines = documents.map(
    ({ document, seq, head, state }) => `${document} ${seq} ${head ?? "-"} ${state}`,
  );
  return sha256Hex(lines.join("\n"));
}

/** The documents that an increment has to hold, or why a full backup is needed. */
export type Difference = { readonly held: readonly string[] } | { readonly why: string };

/**
 * Compares each document with the state in which the full backup has it. Chains only grow: one that is shorter, another one of the same length, or
 * a document that is gone says that the database was set back or altered.
 */
export function compareDocuments(
  kept: readonly KeptState[],
  now: DocumentStates["documents"],
  own: readonly string[],
): Difference {
  const unchained = now.filter(({ isUnchained }) => isUnchained);
  const [early] = unchained;
  if (early !== undefined)
    return {
      why: `${unchained.length} documents have no chain yet (${early.document}): cutter audit founds it`,
    };
  const found = new Map(now.map((state) => [state.document, state]));
  for (const was of kept) {
    const is = found.get(was.document);
    if (is === undefined) return { why: `the document ${was.document} is gone` };
    if (is.seq < was.seq || (is.seq === was.seq && is.head !== was.head))
      return { why: `the chain of ${was.document} has gone back` };
  }
  const before = new Map(kept.map((state) => [state.document, state]));
  const named = new Set(own);
  const changed = now.filter(
    ({ document, state }) => named.has(document) || before.get(document)?.state !== state,
  );
  const [all, held] = [now, changed].map((list) => list.reduce((sum, { rows }) => sum + rows, 0));
  if ((held ?? 0) * 2 > (all ?? 0))
    return {
      why: `documents with ${held} of ${all} rows have changed since: an increment would be more than half of it`,
    };
  return { held: changed.map(({ document }) => document) };
}
