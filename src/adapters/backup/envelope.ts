import type { ZodType } from "zod";
import {
  type BackupEnvelope,
  envelopeSchema,
  fullEnvelopeSchema,
  incrementEnvelopeSchema,
  pgBackRestEnvelopeSchema,
} from "../../domain/backup-envelope.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

/** The envelope in a file, `backup.json` of a run; a file that can't be read is no envelope either. */
export async function readEnvelopeFile(file: string): Promise<Result<BackupEnvelope>> {
  return parseEnvelopeText(await readNamedFile(file).catch(() => ""));
}

export function parseEnvelopeText(text: string | Uint8Array): Result<BackupEnvelope> {
  const json = parseStrictJson(text);
  return parseEnvelope(json.ok ? json.value : json.fault);
}

/** `STOP_BACKUP_ENVELOPE_INCOMPLETE` with every fault of the envelope. */
export const parseEnvelope = parserOf(envelopeSchema);
export const parseFullEnvelope = parserOf(fullEnvelopeSchema);
export const parseIncrementEnvelope = parserOf(incrementEnvelopeSchema);
export const parsePgBackRestEnvelope = parserOf(pgBackRestEnvelopeSchema);

function parserOf<T>(schema: ZodType<T>): (value: unknown) => Result<T> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return accepted(parsed.data);
    const details = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "(envelope)"}: ${issue.message}`,
    );
    return refused(
      refusal("STOP_BACKUP_ENVELOPE_INCOMPLETE", {
        field: "envelope",
        expected: "every field of a backup's envelope",
        actual: `${details.length} faults`,
        details,
      }),
    );
  };
}
