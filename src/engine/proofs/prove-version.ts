import type { ProvenLeaf, ProvenVersion } from "../../domain/proof.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { DayLeaf, UnitLeaf } from "../../domain/unit-leaf.ts";
import { type ProvingParts, proveLeaf } from "./prove-leaf.ts";

/** Proves a version by the run that wrote it, and its day by the run that has set it, where that was another one. */
export async function proveVersion(parts: ProvingParts, versionId: string): Promise<Result<ProvenVersion>> {
  const proven: ProvenLeaf[] = [];
  for (const enactment of await parts.base.enactments(versionId)) {
    const leaf = await proveLeaf(parts, versionId, enactment);
    if (!leaf.ok) return leaf;
    proven.push(leaf.value);
  }
  const version = proven.find(isVersion);
  if (version === undefined) return refused(refusal("STOP_PROOF_NO_TREE", { field: versionId }));
  return accepted({ ...version, day: proven.find(isDay) ?? null });
}

function isDay(proven: ProvenLeaf): proven is ProvenLeaf<DayLeaf> {
  return proven.leaf.schema === "iu-cutter/day/1";
}

function isVersion(proven: ProvenLeaf): proven is ProvenLeaf<UnitLeaf> {
  return proven.leaf.schema === "iu-cutter/unit/1";
}
