import { carriedKeysSchema } from "../../domain/carried-keys.ts";
import type { Proof } from "../../domain/proof.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { KeyFacts } from "../../domain/signature.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";
import { refuseRootKey } from "../approvals/refuse-root-key.ts";
import { type KeyFile, verifierFor } from "../approvals/verify-commit.ts";
import { parseProof, refuseProof } from "./parse-proof.ts";
import { type ProofJudgeParts, type VerifiedProof, verifyProof } from "./verify-proof.ts";

type Tools = Pick<ProofJudgeParts, "verifiers" | "hashObject">;

export interface CarriedKey extends KeyFile {
  readonly facts: KeyFacts;
}

/** The root keys that a page carries, as the text of its list says them. */
export async function readCarriedKeys(
  text: string,
  { verifiers }: Tools,
): Promise<Result<readonly CarriedKey[]>> {
  const json = parseStrictJson(text);
  const parsed = json.ok ? carriedKeysSchema.safeParse(json.value) : null;
  if (!parsed?.success) return refuseProof("root keys of the page", "no list of root keys");
  const keys: CarriedKey[] = [];
  for (const { system, base64 } of parsed.data) {
    const content = Buffer.from(base64, "base64");
    const unfit = await refuseRootKey(verifiers, { system, content }, "root keys of the page");
    if (unfit !== null) return refused(unfit);
    keys.push({ system, content, facts: await verifierFor(verifiers, system).readKey(content) });
  }
  return accepted(keys);
}

/** Judges the proof that a page carries under its root keys, as `cutter kb verify` judges a file under those that are named to it. */
export async function judgeCarried(
  proofText: string,
  rootKeys: readonly KeyFile[],
  tools: Tools & Pick<ProofJudgeParts, "now">,
): Promise<Result<VerifiedProof & { readonly proof: Proof }>> {
  const proof = parseProof(proofText, "proof of the page");
  if (!proof.ok) return proof;
  const verified = await verifyProof(proof.value, { ...tools, rootKeys, newerKeys: [] });
  return verified.ok ? accepted({ ...verified.value, proof: proof.value }) : verified;
}
