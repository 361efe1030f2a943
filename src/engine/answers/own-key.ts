import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { GoodSignature, SignerFacts } from "../../domain/signature.ts";
import type { SigningKey } from "../../ports/person-repository.ts";
import type { PinnedKey } from "../../trust/policy/safety.ts";
import type { TrustedPolicy } from "../approvals/trusted-policy.ts";

/** The person who would sign, and the key with which. */
export interface OwnKey {
  readonly person: string;
  /** The signature that git would make at this moment, as far as it can be known. */
  readonly signature: GoodSignature;
}

/** Finds the pin of the key with which git would sign; null where nobody knows that key before git signs. */
export function findOwnKey({ keys }: TrustedPolicy, key: SigningKey, now: Date): Result<OwnKey | null> {
  if (key.system === "x509") return refused(unpinned(keys, "an X.509 certificate (gpg.format)"));
  if (key.fingerprint === null) return accepted(null);
  const { fingerprint, system } = key;
  const holds = ({ pin, facts }: PinnedKey) =>
    pin.fingerprint === fingerprint || facts?.signers.some((signer) => signer.fingerprint === fingerprint);
  const pinned = keys.find(holds);
  if (pinned?.facts == null) return refused(unpinned(keys, fingerprint));
  const signer = chooseSigner(pinned.facts.signers, now);
  if (signer === null) return refused(unpinned(keys, fingerprint));
  return accepted({
    person: pinned.person.id,
    signature: {
      kind: "good",
      key: pinned.pin.fingerprint,
      signer,
      hash: "sha512",
      createdAt: system === "openpgp" ? now : null,
      expiresAt: null,
    },
  });
}

/** One that may still sign, as gpg would take it. */
function chooseSigner(signers: readonly SignerFacts[], now: Date): SignerFacts | null {
  const isAlive = ({ revokedBy, expiresAt }: SignerFacts) =>
    revokedBy === null && (expiresAt === null || expiresAt > now);
  return signers.find(isAlive) ?? signers[0] ?? null;
}

function unpinned(keys: readonly PinnedKey[], actual: string): Refusal {
  return refusal("STOP_APPROVAL_SIGNER_UNKNOWN", {
    field: "user.signingkey",
    message: "The policy does not pin the key with which your git signs.",
    expected: "a key that the policy pins",
    actual,
    details: keys.map(({ person, pin }) => `${person.id}: ${pin.fingerprint}`),
    wayOut:
      "Set `user.signingkey` (and `gpg.format`) to your pinned key, or have yours added to the policy under the root key.",
  });
}
