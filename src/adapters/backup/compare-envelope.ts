import type { BackupEnvelope } from "../../domain/backup-envelope.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import { compareWhole } from "./compare-whole.ts";
import { readEnvelopeFile } from "./envelope.ts";

/** Compares every table of a database with the envelope of the backup that was restored into it; `STOP_RESTORE_DIFFERS` names each that differs. */
export async function compareWithEnvelope(
  envelopeFile: string,
  openKnowledgeBase: () => Promise<KnowledgeBase>,
): Promise<Result<BackupEnvelope>> {
  const envelope = await readEnvelopeFile(envelopeFile);
  if (!envelope.ok) return envelope;
  await using live = await openKnowledgeBase();
  const difference = await compareWhole(live, envelope.value);
  if (difference === null) return accepted(envelope.value);
  return refused({
    ...difference,
    expected: `equal to the backup of ${envelope.value.runId}`,
    message: "The database differs from the backup that was restored into it.",
    wayOut:
      "Nothing may have written since: hold the runs, drop the database and restore it again (docs/recovery.md).",
  });
}
