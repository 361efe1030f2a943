import { EVIDENCE_FILE } from "../../domain/run-files.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";

/** Closes a batch of which no member can go on any more: names its reports and the seal of every member by sha256. */
export async function closeBatch(session: BatchSession): Promise<BatchOutcome> {
  const { parts, folder, position } = session;
  const { batch, members, reports } = position;
  const sealed: { run_id: string; result: string; evidence_sha256: string | null }[] = [];
  for (const { runId, result } of members) {
    if (runId === null) continue;
    const run = await parts.sidecar.openRun(runId);
    if (!run.ok) {
      sealed.push({ run_id: runId, result, evidence_sha256: null });
      continue;
    }
    await using folderOfRun = run.value;
    const seal = await folderOfRun.readFile(EVIDENCE_FILE.name);
    sealed.push({ run_id: runId, result, evidence_sha256: seal === null ? null : sha256Hex(seal) });
  }
  const last = folder.entries.at(-1);
  const text = canonicalJson({
    schema: "iu-cutter/batch-evidence/1",
    batch_id: batch.batchId,
    journal: { entries: last?.seq ?? 0, hash: last?.hash ?? "" },
    reports: reports.map(({ name, sha256 }) => ({ name, sha256 })),
    members: sealed,
  });
  await folder.writeFile(EVIDENCE_FILE.name, `${text}\n`);
  await session.record({ type: "closed", evidenceSha256: sha256Hex(text) });
  await showBatchCard(session);
  return outcomeOfBatch(session.position);
}
