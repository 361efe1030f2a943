import { z } from "zod";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { GOVERNED_TABLES } from "../../domain/tables.ts";
import type { BackupEnvelope } from "../../ports/backup.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const utcTime = z.iso.datetime({ offset: false });
const text = z.string().min(1);

const tables = z
  .array(
    z
      .strictObject({ table: z.enum(GOVERNED_TABLES), rows: z.number().int().nonnegative(), digest: sha256 })
      .readonly(),
  )
  .refine(
    (facts) => GOVERNED_TABLES.every((name) => facts.filter(({ table }) => table === name).length === 1),
    {
      error: "every governed table exactly once",
    },
  )
  .readonly();

/** `backup.json` of a run: every field is required, unknown ones are refused. */
const envelopeSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup/1"),
    runId: text,
    file: text,
    sha256,
    sizeBytes: z.number().int().positive(),
    compression: z.enum(["gzip", "zstd"]),
    recipient: z.string().regex(/^[0-9A-F]{40}$/, "the full fingerprint"),
    database: z
      .strictObject({
        name: text,
        systemIdentifier: z.string().regex(/^\d+$/),
        serverVersion: text,
        inRecovery: z.boolean(),
      })
      .readonly(),
    snapshotId: text.nullable(),
    snapshotUtc: utcTime,
    finishedUtc: utcTime,
    tables,
    tools: z.strictObject({ pgDump: text, openpgp: text, node: text }).readonly(),
    restoreProof: z
      .strictObject({ engine: z.enum(["postgresql", "pglite"]), serverVersion: text, tables, sha256 })
      .readonly(),
  })
  .readonly();

/** `STOP_BACKUP_ENVELOPE_INCOMPLETE` with every fault of the envelope. */
export function parseEnvelope(value: unknown): Result<BackupEnvelope> {
  const parsed = envelopeSchema.safeParse(value);
  if (parsed.success) return accepted(parsed.data);
  const details = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "(envelope)"}: ${issue.message}`,
  );
  return refused(
    refusal("STOP_BACKUP_ENVELOPE_INCOMPLETE", {
      field: "envelope",
      expected: "every field of iu-cutter/backup/1",
      actual: `${details.length} faults`,
      details,
    }),
  );
}
