import { notCopied } from "../../domain/evidence-copies.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { EVIDENCE_FILE } from "../../domain/run-files.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import type { RunView } from "../../ports/sidecar.ts";
import { collectEvidence } from "../runs/collect-evidence.ts";
import { putEvidence } from "../runs/copy-evidence.ts";
import type { BatchPosition } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { Pace } from "./pace.ts";

/** The places that do not have the evidence of a closed batch and its members yet. */
export function placesOwedByBatch(
  { ending, copiedTo }: BatchPosition,
  places: readonly CopyPlace[],
): readonly CopyPlace[] {
  if (ending?.kind !== "closed") return [];
  return places.filter(({ place, takesEvidence }) => takesEvidence && !copiedTo.includes(place));
}

/** Puts the evidence of a closed batch and of each of its closed members to each place that does not have it, the batch's own last. */
export async function copyBatchEvidence(session: BatchSession): Promise<Refusal | null> {
  const { parts, position } = session;
  const { batchId } = position.batch;
  let failed: Refusal | null = null;
  for (const place of placesOwedByBatch(position, parts.places)) {
    const found = await copyTo(session, place);
    if (found === null) parts.progress.note(`the evidence of ${batchId} lies at ${place.place}`);
    else failed ??= notCopied(found, batchId);
  }
  return failed;
}

async function copyTo(session: BatchSession, place: CopyPlace): Promise<Refusal | null> {
  const { parts, position, folder } = session;
  const members: RunView[] = [];
  const ids = position.members.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const pace = new Pace(parts, "copied", ids.length);
  for (const runId of ids) {
    const asked = refuseInterrupted(parts.interrupted);
    if (asked) return asked;
    pace.count();
    const view = await parts.sidecar.peekRun(runId);
    // What can't be read has no seal in that of the batch either.
    if (!view.ok || (await view.value.readFile(EVIDENCE_FILE.name)) === null) continue;
    const files = await collectEvidence(view.value);
    if (!files.ok) return files.refusal;
    const put = await putEvidence(place, runId, files.value);
    if (!put.ok) return put.refusal;
    members.push({ ...view.value, entries: [] });
  }
  const files = await collectEvidence(folder, members);
  if (!files.ok) return files.refusal;
  const put = await putEvidence(place, position.batch.batchId, files.value);
  if (!put.ok) return put.refusal;
  await session.record({ type: "evidence_copied", ...put.value });
  return null;
}
