import { dirname, join } from "node:path";
import { isIncrement, isPgDump, type PgDumpEnvelope, placeOf } from "../../domain/backup-envelope.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Decryption } from "../../ports/encryption.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchFactory } from "../../ports/scratch.ts";
import type { SqlSource } from "../../ports/sql.ts";
import { compareWhole } from "./compare-whole.ts";
import { readEnvelopeFile } from "./envelope.ts";
import { compressionOf, type Layer, restoreLayers } from "./restore-layers.ts";

export interface DecryptProofOptions {
  readonly decryption: Decryption;
  readonly scratch: ScratchFactory;
  readonly openKnowledgeBase: (sql: SqlSource) => KnowledgeBase;
  /** `backup.json` of the run. */
  readonly envelopeFile: string;
  /** Path of the backup, or null for the path that the envelope names. */
  readonly backupFile: string | null;
}

/** Opens a backup with the private key, restores it into a throw-away database and compares it with its envelope. */
export async function proveDecryption(options: DecryptProofOptions): Promise<Result<PgDumpEnvelope>> {
  const parsed = await readEnvelopeFile(options.envelopeFile);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  if (!isPgDump(envelope)) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: options.envelopeFile,
        expected: "the envelope of an encrypted file",
        actual: placeOf(envelope),
        wayOut: "A backup of pgBackRest is opened by its own key: docs/recovery.md says how it is restored.",
      }),
    );
  }
  const path = options.backupFile ?? envelope.file;
  const { sha256, sizeBytes, compression } = envelope;
  const layers: Layer[] = [{ path, sha256, sizeBytes, compression }];
  if (isIncrement(envelope)) {
    const { file, ...facts } = envelope.increment.restsOn;
    // The full one lies beside it.
    layers.unshift({ ...facts, path: join(dirname(path), file), compression: compressionOf(file) });
  }
  const restored = await restoreLayers(options, layers);
  if (!restored.ok) return restored;
  await using database = restored.value;
  await using copy = options.openKnowledgeBase(database.sql);
  const difference = await compareWhole(copy, envelope);
  return difference ? refused(difference) : accepted(envelope);
}
