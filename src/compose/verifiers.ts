import { createOpenPgpVerifier } from "../adapters/openpgp/verify.ts";
import { createSshVerifier } from "../adapters/ssh/verify.ts";
import type { SignatureVerifier } from "../ports/signature-verifier.ts";

/** A verifier for every signature system that a policy may pin keys of. */
export function makeVerifiers(): readonly SignatureVerifier[] {
  return [createOpenPgpVerifier(), createSshVerifier()];
}
