import { z } from "zod";
import { sha256Hex } from "../json/canonical-json.ts";
import { isBatchId } from "./batch.ts";
import type { Refusal } from "./refusal.ts";
import { sha256Text } from "./text-forms.ts";

/** Names the sha256 of every other file of the evidence, as sha256sum reads it. */
export const SUMS_FILE = "SHA256SUMS";

/** The evidence of a closed run or batch lies at a place, where it was read back. */
export const evidenceCopiedSchema = z.strictObject({
  type: z.literal("evidence_copied"),
  /** The place as the configuration names it. */
  place: z.string(),
  folder: z.string(),
  /** Of `SHA256SUMS`. */
  sumsSha256: sha256Text,
});

/** Where it lies at a place: as in a sidecar, so that it is verified where it was fetched to. */
export function evidenceFolder(id: string): string {
  return `evidence/${isBatchId(id) ? "batches" : "runs"}/${id}`;
}

export function sumsOf(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files].map(([name, content]) => `${sha256Hex(content)}  ${name}\n`).join("");
}

/** Why the evidence is not at a place yet, where nothing is amiss with what it is evidence of. */
export function notCopied(found: Refusal, id: string): Refusal {
  const wayOut = `When the place is in order, \`cutter orchestrate reconcile\` or \`cutter orchestrate resume ${id}\` makes up for it.`;
  const what = isBatchId(id) ? "batch" : "run";
  return {
    ...found,
    message: `The ${what} is closed, but a copy of its evidence is missing. ${found.message}`,
    wayOut,
  };
}
