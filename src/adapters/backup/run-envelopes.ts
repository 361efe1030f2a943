import type { BackupEnvelope } from "../../domain/backup-envelope.ts";
import { isBatchId } from "../../domain/batch.ts";
import { BATCH_ENVELOPE } from "../../domain/batch-files.ts";
import { BACKUP_FILE } from "../../domain/run-files.ts";
import type { KeptFiles } from "../../ports/sidecar.ts";
import { parseEnvelopeText } from "./envelope.ts";

/** The envelopes among the files of a run or batch that are whole, the newest first. */
export async function readRunEnvelopes(kept: KeptFiles, id: string): Promise<readonly BackupEnvelope[]> {
  const envelopes: BackupEnvelope[] = [];
  for (const name of isBatchId(id) ? newestFirst(await kept.listFiles(id)) : [BACKUP_FILE.name]) {
    const envelope = parseEnvelopeText((await kept.readFile(id, name)) ?? "");
    if (envelope.ok) envelopes.push(envelope.value);
  }
  return envelopes;
}

function newestFirst(names: readonly string[]): readonly string[] {
  const numberOf = (name: string) => Number(BATCH_ENVELOPE.exec(name)?.[1] ?? 1);
  return names.filter((name) => BATCH_ENVELOPE.test(name)).sort((a, b) => numberOf(b) - numberOf(a));
}
