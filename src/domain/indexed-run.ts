import { z } from "zod";
import { MODES } from "./phases.ts";
import { sha256Text, utcText } from "./text-forms.ts";

/** A line of the runs index: a run that is closed or voided, and what `status` tells of it. Its journal stays the truth. */
export const indexedRunSchema = z
  .looseObject({
    run_id: z.string(),
    document_id: z.string(),
    mode: z.enum(MODES),
    /** The last state, or `voided`. */
    state: z.string(),
    /** When it was closed or voided. */
    closed_utc: utcText,
    /** How many reports were written; absent in lines of earlier releases. */
    reports: z.number().int().nonnegative().exactOptional(),
    /** Null where the run was voided before phase 3. */
    units: z.number().int().positive().nullable().exactOptional(),
    writer_digest: sha256Text.nullable().exactOptional(),
    /** Left out where the run went on alone. */
    batch_id: z.string().exactOptional(),
    closeout_sha256: sha256Text.nullable().exactOptional(),
  })
  .readonly();

export type IndexedRun = z.infer<typeof indexedRunSchema>;
