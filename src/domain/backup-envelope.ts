import { z } from "zod";
import { governedTablesSchema } from "./tables.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string().min(1);

/** `backup.json` of a run: every field is required, unknown ones are refused. */
export const envelopeSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup/1"),
    runId: text,
    file: text,
    sha256: sha256Text,
    sizeBytes: z.number().int().positive(),
    compression: z.enum(["gzip", "zstd"]),
    /** Full upper-case fingerprint of the one recipient. */
    recipient: z.string().regex(/^[0-9A-F]{40}$/, "the full fingerprint"),
    database: z
      .strictObject({
        name: text,
        /** `pg_control_system().system_identifier`, decimal text. */
        systemIdentifier: z.string().regex(/^\d+$/),
        serverVersion: text,
        inRecovery: z.boolean(),
      })
      .readonly(),
    snapshotId: text.nullable(),
    snapshotUtc: utcText,
    finishedUtc: utcText,
    tables: governedTablesSchema,
    tools: z.strictObject({ pgDump: text, openpgp: text, node: text }).readonly(),
    restoreProof: z
      .strictObject({
        engine: z.enum(["postgresql", "pglite"]),
        serverVersion: text,
        tables: governedTablesSchema,
        /** sha256 of the canonical JSON of `tables`; equal to the live one or the backup is refused. */
        sha256: sha256Text,
      })
      .readonly(),
  })
  .readonly();

/** What is known of a backup: an incomplete envelope is a stop. */
export type BackupEnvelope = z.infer<typeof envelopeSchema>;
