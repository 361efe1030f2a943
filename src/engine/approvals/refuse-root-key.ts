import { type Refusal, refusal } from "../../domain/refusal.ts";
import { findFaultsOfFile } from "../../trust/policy/safety.ts";
import { type KeyFile, type Verifiers, verifierFor } from "./verify-commit.ts";

/** Refuses a root key that the policy itself might not pin: what cannot be read of it could be what restricts it. */
export async function refuseRootKey(
  verifiers: Verifiers,
  { system, content }: KeyFile,
  field: string,
): Promise<Refusal | null> {
  const findings = findFaultsOfFile(await verifierFor(verifiers, system).readKey(content));
  if (findings.length === 0) return null;
  return {
    ...refusal("STOP_POLICY_UNSAFE", {
      ...{
        field,
        expected: "a public key that can sign the policy",
        actual: findings[0] ?? "",
        details: findings,
      },
      wayOut: "Name the root's public key, alone in its file and as its owner publishes it.",
    }),
    message: "The root key is not one to trust.",
  };
}
