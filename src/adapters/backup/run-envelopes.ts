import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BackupEnvelope } from "../../domain/backup-envelope.ts";
import { isBatchId } from "../../domain/batch.ts";
import { BATCH_ENVELOPE } from "../../domain/batch-files.ts";
import { BACKUP_FILE } from "../../domain/run-files.ts";
import { readEnvelopeFile } from "./envelope.ts";

/** The envelopes in the folder of a run or batch that are whole, the newest first. */
export async function readRunEnvelopes(folder: string, id: string): Promise<readonly BackupEnvelope[]> {
  const envelopes: BackupEnvelope[] = [];
  for (const name of isBatchId(id) ? await namesIn(folder) : [BACKUP_FILE.name]) {
    const envelope = await readEnvelopeFile(join(folder, name));
    if (envelope.ok) envelopes.push(envelope.value);
  }
  return envelopes;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const numberOf = (name: string) => Number(BATCH_ENVELOPE.exec(name)?.[1] ?? 1);
  return names.filter((name) => BATCH_ENVELOPE.test(name)).sort((a, b) => numberOf(b) - numberOf(a));
}
