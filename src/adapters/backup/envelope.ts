import { type BackupEnvelope, envelopeSchema } from "../../domain/backup-envelope.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

/** The envelope in a file, `backup.json` of a run; a file that can't be read is no envelope either. */
export async function readEnvelopeFile(file: string): Promise<Result<BackupEnvelope>> {
  const json = parseStrictJson(await readNamedFile(file).catch(() => ""));
  return parseEnvelope(json.ok ? json.value : json.fault);
}

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
