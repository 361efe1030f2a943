import { type Refusal, refusal } from "../../domain/refusal.ts";

/** One commit that brought in what the policy is now (its file, or the folder of keys), and what speaks against its signature. */
export interface PolicyChange {
  readonly path: string;
  readonly commit: string;
  readonly fault: Refusal | null;
}

/** The policy counts only if every part of it came in under a pinned root key (system.md section 4). */
export function refuseUntrustedPolicy(changes: readonly PolicyChange[]): Refusal | null {
  const faulty = changes.filter((change) => change.fault !== null);
  const [first] = faulty;
  if (first === undefined && changes.length > 0) return null;
  return refusal("STOP_POLICY_UNTRUSTED", {
    field: first?.path ?? "approvals/policy.json",
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
