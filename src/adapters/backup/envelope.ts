import { type BackupEnvelope, envelopeSchema } from "../../domain/backup-envelope.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

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
