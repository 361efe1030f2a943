import type { ReasonCode } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import type { GoodSignature, SignatureFacts } from "../domain/signature.ts";
import { weaknessOfAlgorithm, weaknessOfHash } from "./key-strength.ts";

/** Accepts only a good signature by one of the given keys, with a strong algorithm and hash (docs/threats.md rules 2 to 5). */
export function judgeSignatureFacts(commitId: string, facts: SignatureFacts): Result<GoodSignature> {
  const field = `commit ${commitId}`;
  if (facts.kind === "absent") {
    return refusedSignature("STOP_APPROVAL_UNSIGNED", { field, expected: "one signature", actual: "none" });
  }
  if (facts.kind === "several") {
    return refusedSignature("STOP_APPROVAL_SIG_AMBIGUOUS", {
      field,
      expected: "one signature",
      actual: `${facts.count} signatures`,
    });
  }
  if (facts.kind === "unreadable") {
    return refusedSignature("STOP_APPROVAL_SIG_BAD", {
      field,
      expected: "a readable signature",
      actual: facts.why,
    });
  }
  if (facts.kind === "foreign") {
    return refusedSignature("STOP_APPROVAL_SIGNER_UNKNOWN", {
      field,
      expected: "a key that the policy pins",
      actual: facts.issuer,
    });
  }
  if (facts.kind === "bad") {
    return refusedSignature("STOP_APPROVAL_SIG_BAD", {
      field,
      expected: `a good signature by ${facts.key}`,
      actual: facts.why,
    });
  }
  const weakness = weaknessOfHash(facts.hash) ?? weaknessOfAlgorithm(facts.signer.algorithm);
  if (weakness !== null) {
    return refusedSignature("STOP_APPROVAL_WEAK_CRYPTO", {
      field,
      expected: "SHA-256 or better",
      actual: weakness,
    });
  }
  return accepted(facts);
}

/**
 * Refuses a signature whose key is revoked, whose key had expired when the bot first saw the approval, that is itself expired now, or that
 * is older than its key (docs/threats.md rule 6).
 */
export function refuseDeadKey(
  signature: GoodSignature,
  moments: { readonly firstSeen: Date; readonly now: Date },
): Refusal | null {
  const { signer, key } = signature;
  if (signer.revokedBy !== null) {
    return refusal("STOP_APPROVAL_KEY_REVOKED", {
      field: "key",
      expected: "a key that is not revoked",
      actual: `${key}: ${signer.revokedBy}`,
    });
  }
  if (signer.expiresAt !== null && signer.expiresAt <= moments.firstSeen) {
    const end = `${signer.fingerprint} ended ${utc(signer.expiresAt)} by ${signer.endedBy}`;
    return expired("STOP_APPROVAL_KEY_EXPIRED", "key", end, moments.firstSeen);
  }
  if (signature.expiresAt !== null && signature.expiresAt <= moments.now) {
    return expired(
      "STOP_APPROVAL_SIG_EXPIRED",
      "signature",
      `expired ${utc(signature.expiresAt)}`,
      moments.now,
    );
  }
  if (signature.createdAt !== null && signer.createdAt !== null && signature.createdAt < signer.createdAt) {
    return refusal("STOP_APPROVAL_TIME_INCOHERENT", {
      field: "signature time",
      expected: `not before the key was made, ${utc(signer.createdAt)}`,
      actual: utc(signature.createdAt),
    });
  }
  return null;
}

function expired(reason: ReasonCode, field: string, actual: string, at: Date): Refusal {
  return refusal(reason, { field, expected: `valid at ${utc(at)}`, actual });
}

function refusedSignature(
  reason: ReasonCode,
  facts: { readonly field: string; readonly expected: string; readonly actual: string },
) {
  return refused(refusal(reason, facts));
}
