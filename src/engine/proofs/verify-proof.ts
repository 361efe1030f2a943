import { type Proof, type ProvenLeaf, provenLeavesOf } from "../../domain/proof.ts";
import { isCorrected, type Period, periodOf } from "../../domain/reading/timeline.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { type DayLeaf, effectOfLeaf, type Leaf, type UnitLeaf } from "../../domain/unit-leaf.ts";
import { catchRefusal } from "../approvals/catch-refusal.ts";
import type { TrustedPolicy } from "../approvals/trusted-policy.ts";
import type { KeyFile } from "../approvals/verify-commit.ts";
import { type JudgedLeaf, judgeLeaf, type ProofParts } from "./judge-leaf.ts";
import { type HashObject, openPool } from "./object-pool.ts";
import { readPolicyNow, refuseRevoked } from "./refuse-revoked.ts";
import { refuseTangled } from "./refuse-tangled.ts";
import { refuseBrokenChain, refuseDisorder, refuseFuture, refuseOtherText } from "./refuse-unlike.ts";

export interface ProofJudgeParts extends Omit<ProofParts, "repository"> {
  readonly hashObject: HashObject;
  /** Newer forms of keys that have approved, which whoever verifies has got elsewhere: they may tell a revocation. */
  readonly newerKeys: readonly KeyFile[];
  /** The clock of whoever verifies. */
  readonly now: Date;
}

interface VerifiedLeaf extends JudgedLeaf {
  readonly runId: string;
  readonly usedUtc: string;
}

export interface VerifiedVersion extends VerifiedLeaf {
  readonly leaf: UnitLeaf;
  /** The day that a later run has set; null where the day of the plan counts. */
  readonly day: (VerifiedLeaf & { readonly leaf: DayLeaf }) | null;
}

export interface VerifiedProof {
  readonly version: VerifiedVersion;
  readonly later: readonly VerifiedVersion[];
  /** On which days it is in force by what the file holds; null where on none. A null inside is an end that the file does not know. */
  readonly inForce: Period | null;
  readonly isCorrected: boolean;
  /** Keys that have approved, and that the policy of later in the file no longer names. */
  readonly droppedKeys: readonly string[];
}

/**
 * Judges a proof by itself, cheap questions first: whether the objects are what their ids say, the text is what its leaf says, each version is in
 * the tree of an approved request, what came after follows it, and none of the keys was revoked since, as far as the file knows.
 */
export async function verifyProof(proof: Proof, parts: ProofJudgeParts): Promise<Result<VerifiedProof>> {
  const { rootKeys, verifiers, hashObject, newerKeys, now } = parts;
  const opened = openPool(proof.objects, hashObject);
  if (!opened.ok) return opened;
  const judging: ProofParts = { repository: opened.value, rootKeys, verifiers };
  const leaves = provenLeavesOf(proof);
  const excerpts = leaves.map(({ approval }) => approval.history);
  if (proof.policy_now !== null) excerpts.push(proof.policy_now.history);
  const unfit =
    refuseOtherText(proof) ??
    refuseBrokenChain(proof) ??
    refuseFuture(proof, now) ??
    excerpts.map(refuseTangled).find(Boolean) ??
    null;
  if (unfit !== null) return refused(unfit);
  return await catchRefusal(async () => {
    const verified: VerifiedVersion[] = [];
    for (const { day: set, ...version } of [proof.version, ...proof.later]) {
      const judged = await verifyLeaf(judging, version);
      if (!judged.ok) return judged;
      const day = set && (await verifyLeaf(judging, set));
      if (day?.ok === false) return day;
      verified.push({ ...judged.value, day: day?.value ?? null });
    }
    const disorder = refuseDisorder(verified);
    if (disorder !== null) return refused(disorder);
    const later = proof.policy_now && (await readPolicyNow(judging, proof.policy_now));
    const revoked = await refuseRevoked(judging, leaves, [...(later?.keyFiles ?? []), ...newerKeys]);
    if (revoked !== null) return refused(revoked);
    return accepted({
      ...conclude(verified),
      droppedKeys: later === null ? [] : findDropped(verified, later),
    });
  });
}

async function verifyLeaf<Of extends Leaf>(
  judging: ProofParts,
  proven: ProvenLeaf<Of>,
): Promise<Result<VerifiedLeaf & { readonly leaf: Of }>> {
  const { leaf, run_id: runId, approval } = proven;
  const judged = await judgeLeaf(judging, proven);
  if (!judged.ok) return refused(inRun(runId, judged.refusal));
  return accepted({ ...judged.value, leaf, runId, usedUtc: approval.used_utc });
}

/** Somebody whose key was dropped can still sign with a date from before: whoever reads the proof has to know. */
function findDropped(verified: readonly VerifiedVersion[], { policy }: TrustedPolicy): readonly string[] {
  const named = new Set(policy.persons.flatMap(({ keys }) => keys.map(({ fingerprint }) => fingerprint)));
  const used = verified.flatMap(({ day, verdict }) => [
    ...verdict.opened.approval.keys,
    ...(day?.verdict.opened.approval.keys ?? []),
  ]);
  return [...new Set(used)].filter((key) => !named.has(key));
}

function conclude([version, ...later]: readonly VerifiedVersion[]): Omit<VerifiedProof, "droppedKeys"> {
  if (version === undefined) throw new RangeError("a proof has a version");
  const dated = [version, ...later].map(({ leaf, day }) => ({
    effect: effectOfLeaf(leaf, day?.leaf ?? null),
    change: leaf.change,
  }));
  const inForce = version.leaf.change === "repeal" ? null : periodOf(dated, 0);
  return { version, later, inForce, isCorrected: isCorrected(dated, 0) };
}

/** Several approvals are judged: people must see which one is meant. */
function inRun(runId: string, found: Refusal): Refusal {
  return { ...found, field: found.field === undefined ? runId : `${runId}: ${found.field}` };
}
