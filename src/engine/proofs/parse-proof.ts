import { type Proof, proofSchema } from "../../domain/proof.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

/** A proof of one document has tens of kilobytes; what is larger than this is none. */
const MAX_PROOF_BYTES = 64 * 1024 * 1024;

/** Reads the text or the bytes of a proof; nothing of it is judged yet. `field` names where they come from. */
export function parseProof(content: string | Uint8Array, field: string): Result<Proof> {
  if (content.length > MAX_PROOF_BYTES) return refuseProof(field, `${content.length} bytes`);
  const json = parseStrictJson(content);
  if (!json.ok) return refuseProof(field, "no JSON that can be read in one way alone");
  const parsed = proofSchema.safeParse(json.value);
  if (parsed.success) return accepted(parsed.data);
  const [issue] = parsed.error.issues;
  return refuseProof(field, `${issue?.path.join(".") || "the file"}: ${issue?.message ?? "another form"}`);
}

export function refuseProof(field: string, actual: string) {
  const expected = "a file of schema iu-cutter/proof/1";
  return refused(refusal("STOP_PROOF_INVALID", { field, expected, actual }));
}
