import { evidenceFolder, notCopied, SUMS_FILE } from "../../domain/evidence-copies.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import type { RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { collectEvidence } from "./collect-evidence.ts";

/** The places that do not have the evidence of a closed run yet; those of a member are its batch's to serve. */
export function placesOwed(
  { run, ending, copiedTo }: RunPosition,
  places: readonly CopyPlace[],
): readonly CopyPlace[] {
  if (ending?.kind !== "closed" || run.mode !== "LIVE" || run.batch !== undefined) return [];
  return places.filter(({ place, takesEvidence }) => takesEvidence && !copiedTo.includes(place));
}

/**
 * Puts the evidence of a closed run to each place that does not have it. The run stays closed whatever comes of it: the first failure is told, and
 * every later command on the run tries again.
 */
export async function copyRunEvidence(session: RunSession): Promise<Refusal | null> {
  const { parts, folder } = session;
  const { runId } = folder;
  const owed = placesOwed(session.position, parts.places);
  if (owed.length === 0) return null;
  const files = await collectEvidence(folder);
  if (!files.ok) return notCopied(files.refusal, runId);
  let failed: Refusal | null = null;
  for (const place of owed) {
    const put = await putEvidence(place, runId, files.value);
    if (!put.ok) {
      failed ??= notCopied(put.refusal, runId);
      continue;
    }
    await session.record({ type: "evidence_copied", ...put.value });
    parts.progress.note(`the evidence of ${runId} lies at ${place.place}`);
  }
  return failed;
}

/** What is recorded of evidence that was put to a place and read back. */
interface Put {
  readonly place: string;
  readonly folder: string;
  readonly sumsSha256: string;
}

export async function putEvidence(
  place: CopyPlace,
  id: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Result<Put>> {
  const put = await place.putFolder(evidenceFolder(id), files);
  if (!put.ok) return put;
  const sumsSha256 = sha256Hex(files.get(SUMS_FILE) ?? new Uint8Array());
  return { ok: true, value: { place: place.place, folder: put.value, sumsSha256 } };
}
