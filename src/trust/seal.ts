import { hash as hashOf } from "node:crypto";
import { dayOfMoment } from "../domain/days.ts";
import type { ReasonCode } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import { ROOT_FILE, STAMP_FILE } from "../domain/seal.ts";
import type { GoodSignature, SignatureFacts, SignerFacts } from "../domain/signature.ts";
import type { TimeStampFacts } from "../domain/time-stamp.ts";
import { weaknessOfAlgorithm, weaknessOfHash } from "./key-strength.ts";
import { SKEW_MS } from "./times.ts";

/** Accepts only a good signature by the root key, with a strong algorithm and hash. */
export function judgeSealSignature(facts: SignatureFacts): Result<GoodSignature> {
  const no = (reason: ReasonCode, expected: string, actual: string) =>
    refused(refusal(reason, { field: `the signature of ${ROOT_FILE}`, expected, actual }));
  if (facts.kind === "absent") return no("STOP_SEAL_UNSIGNED", "one signature", "none");
  if (facts.kind === "several") return no("STOP_SEAL_SIG_BAD", "one signature", `${facts.count} signatures`);
  if (facts.kind === "unreadable") return no("STOP_SEAL_SIG_BAD", "a readable signature", facts.why);
  if (facts.kind === "foreign") return no("STOP_SEAL_SIGNER_UNKNOWN", "the root key", facts.issuer);
  if (facts.kind === "bad") return no("STOP_SEAL_SIG_BAD", `a good signature by ${facts.key}`, facts.why);
  const weakness = weaknessOfHash(facts.hash) ?? weaknessOfAlgorithm(facts.signer.algorithm);
  return weakness === null ? accepted(facts) : no("STOP_SEAL_WEAK_CRYPTO", "SHA-256 or better", weakness);
}

const IMPRINTS: ReadonlySet<string> = new Set(["sha256", "sha384", "sha512"]);

/** When the authority has seen these bytes: its own time, where it is the one that was named. */
export function judgeTimeStamp(facts: TimeStampFacts, data: Uint8Array): Result<Date> {
  const no = (reason: ReasonCode, expected: string, actual: string) =>
    refused(refusal(reason, { field: STAMP_FILE, expected, actual }));
  if (facts.kind === "unreadable")
    return no("STOP_SEAL_STAMP_BAD", "a time stamp that was granted", facts.why);
  if (!IMPRINTS.has(facts.hash))
    return no("STOP_SEAL_WEAK_CRYPTO", "SHA-256 or better", `hash ${facts.hash}`);
  const own = hashOf(facts.hash, data);
  if (facts.imprint !== own)
    return no("STOP_SEAL_STAMP_OTHER", `of ${facts.hash} ${own}`, `of ${facts.imprint}`);
  if (facts.distrusted !== null)
    return no("STOP_SEAL_TSA_UNKNOWN", "the authority that was named", facts.distrusted);
  return accepted(facts.at);
}

/** What ended the key since, for people: it does not matter to what was stamped before. */
export interface KeyEnd {
  readonly at: Date;
  readonly by: string;
}

/** When the key ends or has ended, by its expiry or revocation, whichever is earlier; null where nothing ends it. */
export function endOfKey({
  fingerprint,
  expiresAt,
  endedBy,
  revokedAt,
  revokedBy,
}: SignerFacts): KeyEnd | null {
  const expired = expiresAt && { at: expiresAt, by: `${fingerprint} expires by ${endedBy}` };
  const revoked = revokedAt && { at: revokedAt, by: `${fingerprint} is revoked by ${revokedBy}` };
  if (expired === null || revoked === null) return expired ?? revoked;
  return expired.at < revoked.at ? expired : revoked;
}

/**
 * Refuses a signature that was not stamped before its key or the signature itself ended, and times in which no seal can have been made: the
 * signature is made after its period is over, and stamped after that.
 */
export function refuseSealTimes(
  { signer, createdAt, expiresAt }: GoodSignature,
  { until, stampedAt }: { readonly until: string; readonly stampedAt: Date },
): Refusal | null {
  const end = endOfKey(signer);
  if (end !== null && stampedAt >= end.at) return ended("key", end, stampedAt);
  if (expiresAt !== null && stampedAt >= expiresAt)
    return ended("signature", { at: expiresAt, by: "its own statement" }, stampedAt);
  const stamped = `stamped ${utc(stampedAt)}`;
  if (dayOfMoment(stampedAt) <= until)
    return incoherent(`stamped after the period was over, ${until}`, stamped);
  if (createdAt === null) return null;
  if (createdAt.getTime() > stampedAt.getTime() + SKEW_MS)
    return incoherent(`a signature made before it was ${stamped}`, `signed ${utc(createdAt)}`);
  if (signer.createdAt !== null && createdAt < signer.createdAt)
    return incoherent(`signed after the key was made, ${utc(signer.createdAt)}`, `signed ${utc(createdAt)}`);
  return null;
}

function ended(field: string, end: KeyEnd, stampedAt: Date): Refusal {
  return refusal("STOP_SEAL_KEY_ENDED", {
    field,
    expected: `stamped before ${utc(end.at)}`,
    actual: `stamped ${utc(stampedAt)}; ${end.by}`,
  });
}

function incoherent(expected: string, actual: string): Refusal {
  return refusal("STOP_SEAL_TIMES", { field: STAMP_FILE, expected, actual });
}
