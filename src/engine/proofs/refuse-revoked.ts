import type { Proof, ProvenLeaf } from "../../domain/proof.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { readApprovalsAtTip } from "../approvals/approvals-at-tip.ts";
import { openJudgeTools } from "../approvals/judge-tools.ts";
import type { TrustedPolicy } from "../approvals/trusted-policy.ts";
import { type KeyFile, verifyCommit } from "../approvals/verify-commit.ts";
import type { ProofParts } from "./judge-leaf.ts";

/** The policy at the tip of an excerpt, as the root key has signed it. Throws the refusal of one that is not. */
export async function readPolicyNow(
  parts: ProofParts,
  { utc, history: excerpt }: NonNullable<Proof["policy_now"]>,
): Promise<TrustedPolicy> {
  const now = readUtc(utc);
  const tools = openJudgeTools({
    ...parts,
    defaultRef: excerpt.tip,
    excerpt: new Map(Object.entries(excerpt.joins)),
    now: () => now,
  });
  const history = await tools.openHistory();
  if (!history.ok) throw new RefusalError(history.refusal);
  const tip = await readApprovalsAtTip(tools.reader, history.value, null);
  if (!tip.ok) throw new RefusalError(tip.refusal);
  const trusted = await tools.trustedPolicy(tip.value, now, 0);
  if (!trusted.ok) throw new RefusalError(trusted.refusal);
  return trusted.value;
}

/** Refuses where a newer form of a key that has signed one of the commits tells that it was revoked: whoever has stolen it can sign with any date. */
export async function refuseRevoked(
  parts: ProofParts,
  leaves: readonly ProvenLeaf[],
  newerKeys: readonly KeyFile[],
): Promise<Refusal | null> {
  const { reader } = openJudgeTools({ ...parts, defaultRef: "", now: () => new Date(0) });
  for (const { approval } of newerKeys.length === 0 ? [] : leaves) {
    for (const id of Object.keys(approval.history.joins)) {
      const commit = await reader.commit(id);
      const signed = commit.ok ? await verifyCommit(parts.verifiers, id, commit.value, newerKeys) : null;
      if (!signed?.ok || signed.value.signature.signer.revokedBy === null) continue;
      const { key, signer } = signed.value.signature;
      return refusal("STOP_PROOF_KEY_REVOKED", {
        field: `commit ${id}`,
        expected: "a key that was not revoked since",
        actual: `${key}: ${signer.revokedBy}`,
      });
    }
  }
  return null;
}
