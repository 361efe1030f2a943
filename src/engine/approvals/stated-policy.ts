import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { POLICY_PATH } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { REGULAR_FILE } from "../../trust/git/parse-tree.ts";
import { parsePolicy } from "../../trust/policy/parse-policy.ts";
import { refuseUnsafePolicy } from "../../trust/policy/safety.ts";
import { type PolicySource, readPins } from "./policy-facts.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";

/**
 * The policy as it stands, whoever signed it. That is enough to advise a person who has no root key at hand, and never enough to open a
 * gate: whoever may write to the default branch could have changed it.
 */
export async function readStatedPolicy(
  source: Pick<PolicySource, "reader" | "approvals" | "verifiers">,
): Promise<Result<TrustedPolicy>> {
  const entry = source.approvals.get("policy.json");
  if (entry === undefined) return refused(refusal("STOP_POLICY_MISSING"));
  const bytes = entry.mode === REGULAR_FILE ? await source.reader.blob(entry.id) : null;
  if (bytes === null)
    return refused(refusal("STOP_POLICY_INVALID", { field: POLICY_PATH, actual: `mode ${entry.mode}` }));
  const parsed = parsePolicy(bytes);
  if (!parsed.ok) return parsed;
  const policy = parsed.value;
  const keys = await readPins(source, policy);
  const unsafe = refuseUnsafePolicy(policy, keys);
  if (unsafe !== null) return refused(unsafe);
  return accepted({
    policy,
    version: policy.version,
    sha256: sha256Hex(bytes),
    keys,
    keyFiles: keys.flatMap(({ pin, content }) => (content === null ? [] : [{ system: pin.system, content }])),
    pinnedSince: new Map(),
  });
}
