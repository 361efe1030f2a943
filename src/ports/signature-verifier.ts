import type { KeyFacts, SignatureFacts, SignatureSystem } from "../domain/signature.ts";

/**
 * Reads keys and checks signatures of one system, in the process: no key ring, no agent, no trust model, no network, no clock.
 * It reports facts; trust/ judges whether they are enough.
 */
export interface SignatureVerifier {
  readonly system: SignatureSystem;
  /** Reads the key of a file under `approvals/keys/`, or of a pinned root key; the result is cached for each array object. */
  readKey(file: Uint8Array): Promise<KeyFacts>;
  /** Checks one armoured signature over `payload` against the keys of `keyFiles`, and no others. */
  checkSignature(question: {
    readonly armoured: string;
    readonly payload: Uint8Array;
    readonly keyFiles: readonly Uint8Array[];
  }): Promise<SignatureFacts>;
  /** Whether a check could find the signature good under one of the keys: it names one. Costs no mathematics. */
  namesKey(armoured: string, keyFiles: readonly Uint8Array[]): Promise<boolean>;
}
