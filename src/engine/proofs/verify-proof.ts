import type { Proof } from "../../domain/proof.ts";
import { isCorrected, type Period, periodOf } from "../../domain/reading/timeline.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { effectOfLeaf, type UnitLeaf } from "../../domain/unit-leaf.ts";
import { catchRefusal } from "../approvals/catch-refusal.ts";
import type { KeyFile } from "../approvals/verify-commit.ts";
import { type JudgedVersion, judgeVersion, type ProofParts } from "./judge-version.ts";
import { type HashObject, openPool } from "./object-pool.ts";
import { readPolicyNow, refuseRevoked } from "./refuse-revoked.ts";
import { refuseTangled } from "./refuse-tangled.ts";
import { refuseBrokenChain, refuseOtherText } from "./refuse-unlike.ts";

export interface ProofJudgeParts extends Omit<ProofParts, "repository"> {
  readonly hashObject: HashObject;
  /** Newer forms of keys that have approved, which whoever verifies has got elsewhere: they may tell a revocation. */
  readonly newerKeys: readonly KeyFile[];
}

export interface VerifiedVersion extends JudgedVersion {
  readonly leaf: UnitLeaf;
  readonly runId: string;
  readonly usedUtc: string;
}

export interface VerifiedProof {
  readonly version: VerifiedVersion;
  readonly later: readonly VerifiedVersion[];
  /** On which days it is in force by what the file holds; null where on none. A null inside is an end that the file does not know. */
  readonly inForce: Period | null;
  readonly isCorrected: boolean;
}

/**
 * Judges a proof by itself, cheap questions first: whether the objects are what their ids say, the text is what its leaf says, each version is in
 * the tree of an approved request, what came after follows it, and none of the keys was revoked since, as far as the file knows.
 */
export async function verifyProof(proof: Proof, parts: ProofJudgeParts): Promise<Result<VerifiedProof>> {
  const { rootKeys, verifiers, hashObject, newerKeys } = parts;
  const opened = openPool(proof.objects, hashObject);
  if (!opened.ok) return opened;
  const judging: ProofParts = { repository: opened.value, rootKeys, verifiers };
  const versions = [proof.version, ...proof.later];
  const excerpts = versions.map(({ approval }) => approval.history);
  const unfit =
    refuseOtherText(proof) ??
    refuseBrokenChain(proof) ??
    [...excerpts, ...(proof.policy_now === null ? [] : [proof.policy_now.history])]
      .map(refuseTangled)
      .find(Boolean) ??
    null;
  if (unfit !== null) return refused(unfit);
  return await catchRefusal(async () => {
    const verified: VerifiedVersion[] = [];
    for (const version of versions) {
      const { leaf, run_id: runId, approval } = version;
      const judged = await judgeVersion(judging, version);
      if (!judged.ok) return refused(inRun(runId, judged.refusal));
      verified.push({ ...judged.value, leaf, runId, usedUtc: approval.used_utc });
    }
    const now = proof.policy_now && (await readPolicyNow(judging, proof.policy_now));
    const revoked = await refuseRevoked(judging, versions, [...(now?.keyFiles ?? []), ...newerKeys]);
    if (revoked !== null) return refused(revoked);
    return accepted(conclude(verified));
  });
}

function conclude([version, ...later]: readonly VerifiedVersion[]): VerifiedProof {
  if (version === undefined) throw new RangeError("a proof has a version");
  const dated = [version, ...later].map(({ leaf }) => ({ effect: effectOfLeaf(leaf), change: leaf.change }));
  const inForce = version.leaf.change === "repeal" ? null : periodOf(dated, 0);
  return { version, later, inForce, isCorrected: isCorrected(dated, 0) };
}

/** Several approvals are judged: people must see which one is meant. */
function inRun(runId: string, found: Refusal): Refusal {
  return { ...found, field: found.field === undefined ? runId : `${runId}: ${found.field}` };
}
