import type { ProvenLeaf, ProvenVersion } from "../../domain/proof.ts";
import type { Effect } from "../../domain/reading/timeline.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { type DayLeaf, effectOfLeaf, type UnitLeaf } from "../../domain/unit-leaf.ts";
import { type ProvingParts, proveLeaf } from "./prove-leaf.ts";

/** A version as the base tells it. */
export interface ToldVersion {
  readonly versionId: string;
  readonly effect: Effect;
}

/**
 * Proves a version by the run that wrote it, and its day by the run that has set it, where that was another one; `STOP_PROOF_NOT_APPROVED` where the
 * base tells another day than the one that was approved.
 */
export async function proveVersion(
  parts: ProvingParts,
  { versionId, effect }: ToldVersion,
): Promise<Result<ProvenVersion>> {
  const proven: ProvenLeaf[] = [];
  for (const enactment of await parts.base.enactments(versionId, parts.knownAt)) {
    const leaf = await proveLeaf(parts, versionId, enactment);
    if (!leaf.ok) return leaf;
    proven.push(leaf.value);
  }
  const version = proven.find(isVersion);
  if (version === undefined) return refused(refusal("STOP_PROOF_NO_TREE", { field: versionId }));
  const day = proven.find(isDay) ?? null;
  const approved = effectOfLeaf(version.leaf, day?.leaf ?? null);
  if (approved === effect) return accepted({ ...version, day });
  return refused(
    refusal("STOP_PROOF_NOT_APPROVED", {
      ...{
        field: `effect of ${version.leaf.address}, ${version.run_id}`,
        expected: approved,
        actual: effect,
      },
    }),
  );
}

function isDay(proven: ProvenLeaf): proven is ProvenLeaf<DayLeaf> {
  return proven.leaf.schema === "iu-cutter/day/1";
}

function isVersion(proven: ProvenLeaf): proven is ProvenLeaf<UnitLeaf> {
  return proven.leaf.schema === "iu-cutter/unit/1";
}
