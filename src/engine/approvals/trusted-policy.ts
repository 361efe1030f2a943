import type { Policy } from "../../domain/policy.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import {
  refusePolicyRollback,
  refuseReplacedPolicy,
  refuseUntrustedPolicy,
} from "../../trust/policy/policy-trust.ts";
import { type PinnedKey, refuseUnsafePolicy } from "../../trust/policy/safety.ts";
import { refuseDeadKey } from "../../trust/signature.ts";
import type { PolicyFacts, RootedChange, RootedVersion } from "./policy-facts.ts";
import type { KeyFile } from "./verify-commit.ts";

/** A policy that is signed by a root key, with its keys. */
export interface TrustedPolicy {
  readonly policy: Policy;
  readonly version: number;
  readonly sha256: string;
  readonly keys: readonly PinnedKey[];
  readonly keyFiles: readonly KeyFile[];
  /**
   * For each fingerprint, when the root signed the version since which every version pins the key. Keys that every version pins are left
   * out.
   */
  readonly pinnedSince: ReadonlyMap<string, Date>;
}

/** Judges whether a root key signed the policy in its present form, and whether it may be trusted at this moment. */
export function judgePolicy(
  facts: PolicyFacts,
  moment: { readonly now: Date; readonly floor: number; readonly isExcerpt: boolean },
): Result<TrustedPolicy> {
  const faultOf = ({ signature }: Pick<RootedChange, "signature">): Refusal | null =>
    signature.ok
      ? refuseDeadKey(signature.value, { firstSeen: moment.now, now: moment.now })
      : signature.refusal;
  const judged = ({ path, commit, signature }: RootedChange) => ({
    path,
    commit,
    fault: faultOf({ signature }),
  });
  const untrusted = refuseUntrustedPolicy(facts.changes.map(judged));
  if (untrusted !== null) return refused(untrusted);
  if (!facts.policy.ok) return facts.policy;
  const policy = facts.policy.value;
  const { sha256, keys } = facts;
  const signedBefore = facts.versions
    .filter((version) => faultOf(version) === null)
    .sort((a, b) => a.version - b.version);
  const present = { version: policy.version, sha256 };
  const faults =
    refusePolicyRollback(present, { signedBefore, floor: moment.floor }) ??
    refuseReplacedPolicy(facts.replacements.map(judged)) ??
    refuseUnsafePolicy(policy, keys);
  if (faults !== null) return refused(faults);
  return accepted({
    policy,
    ...present,
    keys,
    keyFiles: keys.flatMap(({ pin, content }) => (content === null ? [] : [{ system: pin.system, content }])),
    pinnedSince: moment.isExcerpt
      ? keysPinnedNow(policy, signedBefore, sha256)
      : keysPinnedLater(policy, signedBefore),
  });
}

/** A key counts since the first version after which no signed version lacks it; a key that every version pins has no beginning. */
function keysPinnedLater(policy: Policy, signed: readonly RootedVersion[]): ReadonlyMap<string, Date> {
  const since = new Map<string, Date>();
  for (const { keys } of policy.persons) {
    for (const { fingerprint } of keys) {
      const lacking = signed.findLastIndex((version) => !version.fingerprints.has(fingerprint));
      const first = signed[lacking + 1];
      if (lacking >= 0 && first !== undefined) since.set(fingerprint, first.signedAt);
    }
  }
  return since;
}

/**
 * An excerpt of a history may lack the versions that did not pin a key. There every key counts from when the root signed the present version, which no
 * answer to a request under that version is older than.
 */
function keysPinnedNow(
  policy: Policy,
  signed: readonly RootedVersion[],
  sha256: string,
): ReadonlyMap<string, Date> {
  const [since] = signed
    .filter((version) => version.sha256 === sha256)
    .map(({ signedAt }) => signedAt)
    .sort((one, other) => one.getTime() - other.getTime());
  const fingerprints = policy.persons.flatMap(({ keys }) => keys.map(({ fingerprint }) => fingerprint));
  return new Map(since === undefined ? [] : fingerprints.map((fingerprint) => [fingerprint, since]));
}
