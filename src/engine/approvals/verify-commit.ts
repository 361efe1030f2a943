import type { Result } from "../../domain/result.ts";
import { accepted } from "../../domain/result.ts";
import type { GoodSignature } from "../../domain/signature.ts";
import type { SignatureVerifier } from "../../ports/signature-verifier.ts";
import { firstSignature } from "../../trust/git/first-signature.ts";
import type { ParsedCommit } from "../../trust/git/parse-commit.ts";
import { judgeSignatureFacts } from "../../trust/signature.ts";
import { judgeSignatureForm } from "../../trust/signature-form.ts";

export type Verifiers = readonly SignatureVerifier[];

export interface SignedCommit {
  readonly commit: ParsedCommit;
  readonly signature: GoodSignature;
}

/** Checks the one signature of a commit against the given key files, and no others. */
export async function verifyCommit(
  verifiers: Verifiers,
  id: string,
  commit: ParsedCommit,
  keyFiles: readonly KeyFile[],
): Promise<Result<SignedCommit>> {
  const form = judgeSignatureForm(id, commit);
  if (!form.ok) return form;
  const verifier = verifierFor(verifiers, form.value.system);
  const facts = await verifier.checkSignature({
    armoured: form.value.armoured,
    payload: commit.signedPayload,
    keyFiles: contentsFor(verifier, keyFiles),
  });
  const signature = judgeSignatureFacts(id, facts);
  return signature.ok ? accepted({ commit, signature: signature.value }) : signature;
}

/** Whether `verifyCommit` could accept a commit of this content: its signature names one of the keys. Costs no mathematics. */
export async function namesSigner(
  verifiers: Verifiers,
  content: Uint8Array,
  keyFiles: readonly KeyFile[],
): Promise<boolean> {
  const armoured = firstSignature(content);
  if (armoured === null) return false;
  for (const verifier of verifiers) {
    if (await verifier.namesKey(armoured, contentsFor(verifier, keyFiles))) return true;
  }
  return false;
}

function contentsFor({ system }: SignatureVerifier, keyFiles: readonly KeyFile[]): readonly Uint8Array[] {
  return keyFiles.filter((file) => file.system === system).map(({ content }) => content);
}

export interface KeyFile {
  readonly system: SignatureVerifier["system"];
  readonly content: Uint8Array;
}

export function verifierFor(verifiers: Verifiers, system: SignatureVerifier["system"]): SignatureVerifier {
  const verifier = verifiers.find((each) => each.system === system);
  if (verifier === undefined) throw new Error(`no verifier for ${system} signatures was given`);
  return verifier;
}
