import { RefusalError } from "../domain/refusal.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { CopyPlace, PlaceProbe } from "../ports/copy-place.ts";
import { type Precheck, refusedRow, row } from "./precheck.ts";
import { refusalOf } from "./runs/stop-run.ts";

export interface PlacesPatient {
  /** Where backups and evidence are put besides. */
  readonly places: readonly CopyPlace[];
  readonly repositoryId: string;
  /** Where the sidecar lies. */
  readonly root: string;
}

/** Tries each place with a small object, and says what the runner's rights allow there beyond putting and reading. */
export async function examinePlaces({
  places,
  repositoryId,
  root,
}: PlacesPatient): Promise<readonly Precheck[]> {
  if (places.length === 0)
    return [row("copies elsewhere", true, "none: a lost disk takes the backups with it (backup.copies)", "")];
  const rows: Precheck[] = [];
  for (const place of places) {
    const name = `copies at ${place.place}`;
    try {
      const probed = await place.probe({
        object: `probe/${sha256Hex(repositoryId).slice(0, 16)}`,
        content: Buffer.from(`a probe of cutter doctor for ${repositoryId}\n`),
        other: Buffer.from(`another probe of cutter doctor for ${repositoryId}\n`),
        besides: root,
      });
      if (!probed.ok) throw new RefusalError(probed.refusal);
      rows.push(row(name, true, describeProbe(probed.value), ""));
    } catch (fault) {
      const cause = refusalOf(fault);
      if (cause === null) throw fault;
      rows.push(refusedRow(name, cause));
    }
  }
  return rows;
}

function describeProbe({ isPut, isOverwritten, isDeleted, isSameDisk }: PlaceProbe): string {
  const can = [...(isOverwritten ? ["an overwrite"] : []), ...(isDeleted ? ["a delete"] : [])];
  return [
    isPut ? "takes and gives back" : "gives back an earlier probe, which could not be deleted",
    can.length === 0
      ? "overwrite and delete are refused"
      : `WARNING: ${can.join(" and ")} succeeded with the runner's rights; who has these takes every copy away, unless the place keeps versions`,
    ...(isDeleted ? [] : ["the probe stays, under one name"]),
    ...(isSameDisk ? ["WARNING: on the disk of the sidecar, with which it is lost"] : []),
  ].join("; ");
}
