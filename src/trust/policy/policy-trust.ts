import { type Refusal, refusal } from "../../domain/refusal.ts";
import { POLICY_PATH } from "../../domain/run-paths.ts";

/** One commit that changed a part of the policy (its file, or the folder of keys), and what speaks against its signature. */
export interface PolicyChange {
  readonly path: string;
  readonly commit: string;
  readonly fault: Refusal | null;
}

/** The policy counts only if every part of it came in under a pinned root key (docs/system.md section 4). */
export function refuseUntrustedPolicy(changes: readonly PolicyChange[]): Refusal | null {
  const faulty = changes.filter((change) => change.fault !== null);
  const [first] = faulty;
  if (first === undefined && changes.length > 0) return null;
  return refusal("STOP_POLICY_UNTRUSTED", {
    field: first?.path ?? POLICY_PATH,
    expected: "a commit signed by a pinned root key",
    actual: first === undefined ? "no commit" : `${first.commit}: ${first.fault?.reason}`,
    details: faulty.map(
      ({ path, commit, fault }) => `${path} in ${commit}: ${fault?.message} ${fault?.actual ?? ""}`,
    ),
  });
}

export interface PolicyVersion {
  readonly version: number;
  readonly sha256: string;
}

/** A policy only moves forward: past every version that the root signed in this history, and past what the runner remembers. */
export function refusePolicyRollback(
  present: PolicyVersion,
  known: { readonly signedBefore: readonly PolicyVersion[]; readonly floor: number },
): Refusal | null {
  const newest = known.signedBefore
    .filter((other) => other.sha256 !== present.sha256)
    .reduce((highest, other) => Math.max(highest, other.version), 0);
  const expected = Math.max(newest + 1, known.floor);
  if (present.version >= expected) return null;
  return refusal("STOP_POLICY_ROLLBACK", {
    field: "version",
    expected: `${expected} or later`,
    actual: String(present.version),
  });
}

/**
 * What the root replaced stays replaced until the root signs it anew: a merge that takes the older side, such as a key file from before
 * its revocation, is nobody's signature. `replacements` took away what stands now, and nothing brought it back on top of them.
 */
export function refuseReplacedPolicy(replacements: readonly PolicyChange[]): Refusal | null {
  const signed = replacements.find((change) => change.fault === null);
  if (signed === undefined) return null;
  return refusal("STOP_POLICY_ROLLBACK", {
    field: signed.path,
    expected: `as the root key signed it in ${signed.commit}, or later`,
    actual: "as it was before",
  });
}
